"""What the answers of a review say: precision with intervals, what each threshold removes, and which settings follow.

A review samples strata of rule and score at different rates, so each answer counts for the rows of its stratum that it
stands for. Intervals are those of Clopper and Pearson with the effective number of answers, as Korn and Graubard (1998,
"Confidence intervals for proportions with small expected number of positive counts estimated from survey data") propose
for samples of that kind.

A setting is proposed only where the whole interval is on one side of the precision that is asked for. Wrong cuts show
after a few answers; that cuts are right takes many, and until then the settings stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES, HOLE_SCORE, WHOLE
from chaffinch.report.repeated import JUDGED, KINDS, REMAINING
from chaffinch.report.review.questions import BAND, BANDS, STRATA, band_of
from chaffinch.runs import Answer, answers_of, connect, read_passages

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = [
    "PRECISION", "Estimate", "Near", "Proposal", "Reviewed", "Threshold", "Tuning",
    "interval", "merged_policy", "more", "tune",
]  # fmt: skip

PRECISION = 0.95
"""Share of cuts that are right, that is asked for unless the caller says otherwise: of twenty cuts one may be wrong."""

CONFIDENCE = 0.95
"""Probability that an interval has the true share: the usual one."""

MOST = 2_000
"""Further answers, at most, that are counted: nobody gives more."""

NEAR = 2
"""Examples on each side of a threshold."""

EXAMPLE = 200
"""Code points of an example: a line or two."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of some cuts are right, by the answers about them.

    Attributes:
        name: what they are: a category, a rule, or a category with the least score of a band.
        answers, right: how many answers there are, and how many of them say right.
        precision: share of all these cuts that is right, estimated; null without answers.
        low, high: its interval of 95 % confidence.
    """

    name: str
    answers: int
    right: int
    precision: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a least score of a category would remove.

    Attributes:
        score: the least score.
        documents, characters: that it would touch, and remove.
        estimate: of the precision of what it would remove.
        current: whether it is the setting of the run, or the nearest one to it.
    """

    score: float
    documents: int
    characters: int
    estimate: Estimate
    current: bool


@dataclass(frozen=True, slots=True)
class Near:
    """An example whose score is near a threshold: above it, or below."""

    document: str
    start: int
    stop: int
    score: float
    above: bool
    text: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the answers say about one category, kind of copy or kind of passages.

    Attributes:
        name: of the category.
        estimate: of the precision of what the run removed, or, of clusters, of what it found.
        state: ``fine`` (the precision that is asked for is reached), ``poor`` (it is not) or ``open`` (the answers do
            not tell).
        more: further answers that would settle it if they are as those before; null if more than 2,000.
        bands: precision by band of score.
        thresholds: what each least score would remove.
        examples: around the threshold, the proposed or else the current one.
    """

    name: str
    estimate: Estimate
    state: str
    more: int | None
    bands: tuple[Estimate, ...]
    thresholds: tuple[Threshold, ...]
    examples: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A setting that the answers propose.

    Attributes:
        section: ``scores``, ``rules`` or ``categories`` of the policy.
        name: the category, or the rule.
        value: the least score, or the action.
        because: the reason in words.
    """

    section: str
    name: str
    value: float | str
    because: str


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the answers of reviews say about a run.

    Attributes:
        precision: that is asked for.
        answers: how many answers count; those of ``undo`` do not, since they were not sampled.
        cuts: precision of all that was cut, or removed as a copy, together.
        categories: what they say about each category, the most answers first.
        rules: precision by rule, the least first.
        proposals: settings that follow; ``decide --tuned`` sets them.
    """

    precision: float
    answers: int
    cuts: Estimate
    categories: tuple[Reviewed, ...]
    rules: tuple[Estimate, ...]
    proposals: tuple[Proposal, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists; the keys are a stable interface."""
        return asdict(self)

    def policy(self) -> dict[str, dict[str, float | str]]:
        """Give the proposals as keys of the policy, by section."""
        found: dict[str, dict[str, float | str]] = {}
        for one in self.proposals:
            found.setdefault(one.section, {})[one.name] = one.value
        return found


class Weighed(NamedTuple):
    """An answer, whether it says right, its band of score, and how many rows it stands for."""

    answer: Answer
    right: bool
    band: int
    weight: float


Stratum = tuple[str, str, int]


def interval(right: float, answers: float) -> tuple[float, float]:
    """Give the interval of Clopper and Pearson of a share, at `CONFIDENCE`; the counts may be effective ones.

    >>> [round(bound, 3) for bound in interval(40, 40)], [round(bound, 3) for bound in interval(0, 2)]
    ([0.912, 1.0], [0.0, 0.842])
    """
    from scipy.stats import beta

    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if right <= 0 else float(beta.ppf(tail, right, answers - right + 1))
    high = 1.0 if right >= answers else float(beta.ppf(1 - tail, right + 1, answers - right))
    return low, high


def more(share: float, answers: float, precision: float) -> int | None:
    """Count the further answers after which the interval is on one side of a precision, if they are as those before.

    Args:
        share: of the answers so far that say right.
        answers: how many there are, or effectively are.
        precision: that is asked for.

    Returns:
        None where it takes more than `MOST`.

    >>> more(1.0, 40, 0.95), more(0.5, 10, 0.95), more(0.95, 40, 0.95)
    (32, 0, None)
    """
    from scipy.stats import beta

    tail, counts = (1 - CONFIDENCE) / 2, answers + np.arange(MOST + 1)
    right = share * counts
    low = np.nan_to_num(beta.ppf(tail, right, counts - right + 1), nan=0.0)
    high = np.nan_to_num(beta.ppf(1 - tail, right + 1, counts - right), nan=1.0)
    settled = np.flatnonzero((low >= precision) | (high < precision))
    return int(settled[0]) if len(settled) else None


def tune(run: Run, *, precision: float = PRECISION) -> Tuning:
    """Estimate from the answers of reviews how precise a run is, and which settings follow.

    Args:
        run: a finished run.
        precision: share of cuts that should be right.

    Raises:
        UsageError: there are no answers of a review yet, or the precision is no share.
        RunError: the answers cannot be read.
    """
    if not 0 < precision < 1:
        raise UsageError(f"--precision {precision:g}: a number between 0 and 1 is needed")
    given = [a for a in answers_of(run.path) if a.by == "review" and a.reason and a.scope in _SCOPES]
    if not given:
        raise UsageError("no answers yet; give some with: chaffinch review RUN")
    with connect(run, "removals", "findings", "documents", "clusters") as database:
        database.execute(f"""CREATE TABLE every AS WITH remaining AS ({REMAINING}), judged AS ({JUDGED}),
            strata AS ({STRATA}) SELECT *, {BAND} AS band FROM strata""")
        weighed = _weighed(database, given)
        rules = _by_rule(weighed)
        single = _of_one_band(database)
        off = [r for r in rules if r.high < precision and r.name in single]
        proposals = [Proposal("rules", r.name, "report", _words(r)) for r in off]
        names = {r.name for r in off}
        rest = [w for w in weighed if w.answer.rule not in names]
        found = [_reviewed(run, database, name, some, names, precision) for name, some in _by_reason(rest).items()]
        near = [_near(database, reviewed) for reviewed, _ in found]
    proposals += [p for _, p in found if p]
    categories = _with_examples(run, [(reviewed, rows) for (reviewed, _), rows in zip(found, near, strict=True)])
    order = sorted(categories, key=lambda c: (-c.estimate.answers, c.name))
    cut = _estimate("all cuts", [w for w in weighed if w.answer.scope != "cluster" and w.band >= band_of(HOLE_SCORE)])
    return Tuning(precision, len(given), cut, tuple(order), tuple(rules), tuple(proposals))


_SCOPES = ("passage", "document", "cluster")


def _weighed(database: duckdb.DuckDBPyConnection, answers: Sequence[Answer]) -> list[Weighed]:
    """Weigh each answer by the rows of its stratum that it stands for."""
    rows = database.execute("SELECT reason, rule, band, count(*) FROM every GROUP BY ALL").fetchall()
    size = {(reason, rule, band): count for reason, rule, band, count in rows}
    strata = [(a.reason, a.rule, band_of(a.score)) for a in answers]
    counted: dict[Stratum, int] = {}
    for stratum in strata:
        counted[stratum] = counted.get(stratum, 0) + 1
    return [
        Weighed(a, a.verdict in ("right", "other"), stratum[2], max(size.get(stratum, 0) / counted[stratum], 1.0))
        for a, stratum in zip(answers, strata, strict=True)
    ]


def _estimate(name: str, some: Sequence[Weighed]) -> Estimate:
    if not some:
        return Estimate(name, 0, 0, None, 0.0, 1.0)
    share, effective = _share(some)
    low, high = interval(share * effective, effective)
    return Estimate(name, len(some), sum(w.right for w in some), share, low, high)


def _share(some: Sequence[Weighed]) -> tuple[float, float]:
    """Give the share of rows that is right, and the effective number of answers (Kish 1965)."""
    weight, right = np.array([w.weight for w in some]), np.array([w.right for w in some])
    return float(weight @ right / weight.sum()), float(weight.sum() ** 2 / (weight @ weight))


def _by_rule(weighed: Iterable[Weighed]) -> list[Estimate]:
    groups: dict[str, list[Weighed]] = {}
    for one in weighed:
        if one.answer.rule:
            groups.setdefault(one.answer.rule, []).append(one)
    found = [_estimate(name, some) for name, some in groups.items()]
    return sorted(found, key=lambda e: (e.precision or 0.0, -e.answers, e.name))


def _of_one_band(database: duckdb.DuckDBPyConnection) -> set[str]:
    """Give the rules whose rows have one score: others, such as the line model, are better given a threshold."""
    query = "SELECT rule FROM every GROUP BY rule HAVING count(DISTINCT band) = 1"
    return {rule for (rule,) in database.execute(query).fetchall()}


def _by_reason(weighed: Iterable[Weighed]) -> dict[str, list[Weighed]]:
    groups: dict[str, list[Weighed]] = {}
    for one in weighed:
        groups.setdefault(one.answer.reason, []).append(one)
    return groups


def _reviewed(
    run: Run,
    database: duckdb.DuckDBPyConnection,
    name: str,
    some: Sequence[Weighed],
    off: set[str],
    precision: float,
) -> tuple[Reviewed, Proposal | None]:
    """Judge a category, apart from rules that are to be turned off, and propose a threshold if that is settled."""
    least = run.config.policy.scores.get(name, 0.0 if name in (*WHOLE, *KINDS) else HOLE_SCORE)
    now = band_of(least)
    thresholds = _thresholds(database, name, some, off, now)
    estimate = _estimate(name, [w for w in some if w.band >= now])
    share, effective = _share([w for w in some if w.band >= now] or some)
    state = "fine" if estimate.low >= precision else "poor" if estimate.high < precision else "open"
    bands = tuple(_estimate(f"{name} {b / BANDS:.2f}", [w for w in some if w.band == b]) for b in _bands(some))
    needed = more(share, effective, precision) if state == "open" and estimate.answers else 0
    reviewed = Reviewed(name, estimate, state, needed, bands, thresholds, ())
    return reviewed, _proposal(reviewed, precision, now)


def _bands(some: Sequence[Weighed]) -> list[int]:
    return sorted({w.band for w in some}, reverse=True)


def _thresholds(
    database: duckdb.DuckDBPyConnection, name: str, some: Sequence[Weighed], off: set[str], now: int
) -> tuple[Threshold, ...]:
    """Say what each least score would remove, the lowest first."""
    query = """
        WITH own AS (SELECT * FROM every WHERE reason = $name AND NOT list_contains($off, rule)),
        steps AS (SELECT DISTINCT band AS least FROM own)
        SELECT least, count(DISTINCT document), sum(stop - start)::BIGINT
        FROM steps JOIN own ON own.band >= least GROUP BY least ORDER BY least"""
    rows = database.execute(query, {"name": name, "off": sorted(off)}).fetchall()
    current = min((band for band, _, _ in rows if band >= now), default=None)
    found = []
    for band, documents, characters in rows:
        estimate = _estimate(f"{name} from {band / BANDS:.2f}", [w for w in some if w.band >= band])
        found.append(Threshold(band / BANDS, documents, characters, estimate, band == current))
    return tuple(found)


def _proposal(one: Reviewed, precision: float, now: int) -> Proposal | None:
    """Propose a higher least score if too much is wrong, or no cuts at all; a lower one if what is below is right."""
    if one.state == "poor":
        known = {band_of(float(band.name.rpartition(" ")[2])) for band in one.bands}  # of others nobody knows
        above = [t for t in one.thresholds if band_of(t.score) > now and band_of(t.score) in known]
        enough = [t for t in above if (t.estimate.precision or 0) >= precision]
        if enough:
            return Proposal("scores", one.name, min(t.score for t in enough), _words(one.estimate))
        if one.name in CATEGORIES:
            return Proposal("categories", one.name, "report", _words(one.estimate))
        return Proposal("scores", one.name, 1.0, _words(one.estimate))
    below = [band for band in one.bands if band_of(float(band.name.rpartition(" ")[2])) < now]
    if below and all(band.low >= precision for band in below):
        score = min(float(band.name.rpartition(" ")[2]) for band in below)
        return Proposal("scores", one.name, score, f"what is below the threshold is right: {_words(below[-1])}")
    return None


def _words(estimate: Estimate) -> str:
    return f"{estimate.right} of {estimate.answers} right, at most {estimate.high:.0%}"


def _with_examples(run: Run, found: Sequence[tuple[Reviewed, list[tuple[Any, ...]]]]) -> list[Reviewed]:
    """Add examples to each category, with all texts read in one pass."""
    spans = [(row[0], row[1], min(row[2], row[1] + EXAMPLE)) for _, rows in found for row in rows]
    texts = iter(read_passages(run, spans))
    return [replace(one, examples=tuple(_example(row, next(texts)) for row in rows)) for one, rows in found]


def _example(row: Sequence[Any], text: str) -> Near:
    document, start, stop, score, above = row
    return Near(document, start, stop, score, above, text)


def _near(database: duckdb.DuckDBPyConnection, one: Reviewed) -> list[tuple[Any, ...]]:
    """Give the rows of a category whose scores are nearest to its threshold, on both sides."""
    at = next((t.score for t in one.thresholds if t.current), HOLE_SCORE)
    query = f"""
        SELECT document, start, stop, score, score >= $at - 1e-6 AS above FROM every WHERE reason = $name
        QUALIFY row_number() OVER (
            PARTITION BY above ORDER BY abs(score - $at), hash(document, start), document, start) <= {NEAR}
        ORDER BY above DESC, score DESC, document, start"""
    return database.execute(query, {"name": one.name, "at": at}).fetchall()


def merged_policy(tuning: Tuning, policy: Mapping[str, Any]) -> dict[str, Any]:
    """Add the proposals to the tables of a policy."""
    return {section: {**policy[section], **values} for section, values in tuning.policy().items()}
