"""Learn the templates of sites from a corpus: count, judge, fetch the texts of the candidates, settle.

Counting and judging are kernels, so that an engine can run them over a corpus of any size; their result is small.
`learn` runs all steps in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import LCSseq

from chaffinch.boilerplate.templates.count import Count, sample
from chaffinch.boilerplate.templates.doubts import reasons
from chaffinch.boilerplate.templates.frames import Frame, frame, holds, title_of
from chaffinch.boilerplate.templates.judge import FRAMED_SHARE, Judge
from chaffinch.boilerplate.templates.keys import (
    ANY_HOST,
    COPIED_WORDS,
    FRAME,
    LABEL,
    LINE,
    PAGE,
    PROSE,
    SENTENCE,
    SHINGLE,
    Reading,
    host_hashes,
    keyed,
)
from chaffinch.boilerplate.templates.lookup import Lookup
from chaffinch.boilerplate.templates.page_signs import (
    AMID_TEXT_SIGN,
    ASIDE_SIGN,
    BELOW_TEXT_SIGN,
    CLOSING_SIGN,
    JOINED_SIGN,
    PLACED,
    VALUES_SIGN,
)
from chaffinch.boilerplate.templates.site_templates import Templates
from chaffinch.boilerplate.templates.surroundings import Around, around, lines_around, shared
from chaffinch.boilerplate.templates.words import SLOT_WORDS
from chaffinch.schemas import CANDIDATES, EXCERPTS, PUBLIC, REPEATS
from chaffinch.text import Bools, Hashes, Ints, TextBatch, late_pattern

__all__ = ["excerpts", "learn", "pattern", "settle"]

Phrases = Callable[[list[str]], Sequence[tuple[bool, str]]]
"""Tells of each text whether a boilerplate rule finds a phrase in it, and which kept category all of it is, if any."""

Place = tuple[int, int, int]
"""Number of a document, and start and stop in it, bytes."""

Texts = Mapping[Place, tuple[str | None, str]]
"""Host and text of each place."""

Verdicts = Mapping[Place, tuple[bool, str]]
"""What the rules tell of the text at each place: see `Phrases`."""


WITNESSES = ("", "other_", "second_", "third_")
"""Beginnings of the names of the columns of `CANDIDATES` that are places of a candidate."""

LINED = VALUES_SIGN | AMID_TEXT_SIGN | BELOW_TEXT_SIGN | JOINED_SIGN
"""Signs that count by what the lines beside a line are."""

LINK = "link"
"""Why a template is kept that has a link or picture of its own on each page: "[Read paper](https://arxiv.org/abs/{})"."""

_PICTURED = late_pattern(r"!\[[^\[\]]+\]\([^()]*\{\}[^()]*\)")  # "![The mill](trip/day{}/mill.jpg)"
_VARYING = late_pattern(  # the last part of the target is a slot
    r"\]\((?:\{\}[^()]*|[^()]*(?:/|=|://|#)\{\}(?:[#?/]\{\})*(?:\.\w+)?)/?\)"
)
_TAG = late_pattern(r"[?&](?:tag|topic|categor\w+)s?=\{\}\)")  # of a page: "[2031](https://lock.example/news/?tags={})"
_TOKEN = late_pattern(r"\d+|[^\W\d_]+|[\W_]")
_SLOTS = late_pattern(r"\{\}(?:[\s,.:/-]{1,2}\{\}|\{\})+")
_ALIGNED = 400  # tokens up to which two examples are aligned word by word, since the cost is quadratic


def learn(batches: Iterable[pa.RecordBatch], *, phrases: Phrases | None = None) -> Templates:
    """Learn templates in this process.

    Args:
        batches: columns of `TEXTS` and `NUMBERS`, in any order and of any sizes.
        phrases: tells of texts whether they have a phrase of a rule in them, and whether all of a text is a part of the
            article. Repeated prose with a phrase is a template on few pages already. What is a part of the article is
            kept, though a site repeats it: the names of its authors.
    """
    batches = list(batches)
    if not batches:
        return Templates.none()
    names = pa.chunked_array([batch["id"] for batch in batches], pa.string())
    hosts = pa.chunked_array([batch["host"] for batch in batches], pa.string())
    chosen = sample(names.combine_chunks(), hosts.combine_chunks())
    rows: list[pa.RecordBatch] = []
    done = 0
    for batch in batches:
        rows += Count()(batch.append_column("sampled", chosen.slice(done, batch.num_rows)))
        done += batch.num_rows
    repeats = pa.Table.from_batches(rows, REPEATS).combine_chunks().to_batches()
    rows.clear()  # they are large
    found = pa.Table.from_batches([c for part in repeats for c in Judge()(part)], CANDIDATES)
    return settle(found, excerpts(batches, found), phrases=phrases)


def excerpts(batches: Iterable[pa.RecordBatch], candidates: pa.Table) -> pa.Table:
    """Fetch the texts of candidates; documents without a candidate are not decoded.

    Args:
        batches: columns of `TEXTS` and `NUMBERS`.
        candidates: rows of `CANDIDATES`.

    Returns:
        Rows of `EXCERPTS`.
    """
    rows = candidates.filter(pc.not_equal(candidates["kind"], PAGE))
    inner, framed = (rows.filter(pc.equal(rows["kind"], kind)) for kind in (SENTENCE, FRAME))
    wide, others = ({place for which in WITNESSES for place in _places(some, which)} for some in (inner, framed))
    lined = rows.filter(pc.and_(pc.less(rows["kind"], SENTENCE), pc.greater(pc.bit_wise_and(rows["signs"], LINED), 0)))
    asked: dict[int, set[tuple[int, int]]] = {}
    for number, start, stop in wide.union(others, *(_places(rows, which) for which in WITNESSES[:2])):
        asked.setdefault(number, set()).add((start, stop))
    found: list[tuple[int, int, int, str | None, str, str, str, str]] = []
    blocks = {place for which in WITNESSES[:2] for place in _places(lined, which)}
    numbers = np.array(sorted(asked), np.int64)
    for batch in batches:
        for row in np.flatnonzero(np.isin(batch["number"].to_numpy(), numbers)).tolist():
            number, data = batch["number"][row].as_py(), batch["text"][row].as_py().encode()
            host, title = batch["host"][row].as_py(), title_of(data)
            for a, b in sorted(asked[number]):
                place = (number, a, b)
                beside = (
                    around(data, a, b) if place in wide else lines_around(data, a, b) if place in blocks else ("", "")
                )
                found.append((number, a, b, host, data[a:b].decode(errors="replace"), *beside, title))
    columns = list(zip(*found, strict=True)) or [()] * len(EXCERPTS)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, EXCERPTS, strict=True)], schema=EXCERPTS)


def settle(candidates: pa.Table, texts: pa.Table, *, phrases: Phrases | None = None) -> Templates:
    """Choose the templates among the candidates, and index them for look-up.

    Args:
        candidates: all rows of `CANDIDATES`, in any order.
        texts: their `EXCERPTS`.
        phrases: see `learn`.
    """
    whole = candidates.filter(pc.equal(candidates["kind"], PAGE))
    unknown = sum(whole["looked"].to_pylist())
    counted = pc.and_(pc.not_equal(candidates["kind"], PAGE), _enough(candidates, unknown))
    rows = _seldom(candidates.filter(counted).sort_by([("key", "ascending")]), unknown)
    columns = [texts[name].to_pylist() for name in texts.column_names]
    known = {(n, a, b): (host, text) for n, a, b, host, text, *_ in zip(*columns, strict=True)}
    beside = {(n, a, b): (before, after) for n, a, b, _, _, before, after, _ in zip(*columns, strict=True)}
    rows, frames = _framed(rows, known, dict(zip(zip(*columns[:3], strict=True), columns[-1], strict=True)))
    verdicts = _verdicts(rows, known, phrases)
    rows = _joined(_chosen(rows, verdicts), known)
    heads = rows.filter(pc.equal(rows["owner"], rows["key"]))
    if not len(heads):
        return Templates.none()
    evidence, row = _evidence(heads, known, unknown, verdicts, frames, beside)
    head = np.searchsorted(heads["key"].to_numpy(), rows["owner"].to_numpy())
    examples = [known[place] for place in _places(heads, "")]
    host = host_hashes(pa.array([name for name, _ in examples], pa.string()))
    kinds = rows["kind"].to_numpy()
    varied = np.isin(heads["kind"].to_numpy(), (LABEL, FRAME))
    whole = [text for (_, text), varies in zip(examples, varied, strict=True) if not varies]
    shingles = _shingles(whole, host[~varied], row[~varied])
    key, value = rows["key"].to_numpy(), row[head]
    plain = (kinds != LABEL) & (kinds != FRAME)
    keys, by_label, by_frame = (Lookup.of(key[some], value[some]) for some in (plain, kinds == LABEL, kinds == FRAME))
    around = {int(at): frames[k] for k, at in zip(heads["key"].to_pylist(), row, strict=True) if k in frames}
    free = _anywhere([text for _, text in examples], heads["kind"].to_numpy() <= PROSE, row, evidence)
    signs, kind = (heads[name].to_numpy() for name in ("signs", "kind"))
    aside = np.unique(row[(signs & ASIDE_SIGN > 0) & (kind <= PROSE)])
    beside_sentences = _surroundings(heads, row, beside)
    return Templates(
        keys, by_label, free, shingles, np.unique(host), evidence, aside, beside_sentences, by_frame, around
    )


def _framed(rows: pa.Table, texts: Texts, titles: Mapping[Place, str]) -> tuple[pa.Table, dict[int, Frame]]:
    """Keep of the sentences with a free slot those that are frames of their site, and no label that begins as one.

    Returns:
        The rows; and what stands around the slot, by key.
    """
    kind = rows["kind"].to_numpy()
    places = [_places(rows, which) for which in WITNESSES]
    frames: dict[int, Frame] = {}
    of_host: dict[str | None, set[Frame]] = {}
    for at in np.flatnonzero(kind == FRAME).tolist():
        some = [column[at] for column in places]
        host, _ = texts[some[0]]
        found = frame([texts[place][1] for place in some], [titles[place] for place in some], host)
        if found:
            frames[rows["key"][at].as_py()] = found
            of_host.setdefault(host, set()).add(found)
    left = (kind != FRAME) | np.isin(rows["key"].to_numpy(), list(frames))
    for at in np.flatnonzero(kind == LABEL).tolist() if frames else ():
        host, text = texts[places[0][at]]
        left[at] = not any(holds(text, around) for around in of_host.get(host, ()))
    return rows.filter(pa.array(left)), frames


def _surroundings(heads: pa.Table, row: Ints, beside: Mapping[Place, Around]) -> dict[int, Around]:
    """Give the words that go with sentences, by their rows in the evidence; only of those that have such."""
    found: dict[int, Around] = {}
    places = zip(*(_places(heads, which) for which in WITNESSES), strict=True)
    for kind, at, some in zip(heads["kind"].to_pylist(), row.tolist(), places, strict=True):
        words = shared([beside[place] for place in some]) if kind == SENTENCE else ("", "")
        if any(words):
            found.setdefault(at, words)
    return found


def pattern(one: str, other: str) -> str:
    """Give the text that two pages share, with ``{}`` for numbers, for dates, and for everything in which they differ.

    >>> pattern("Posted by Ann Lee on May 3, 2020", "Posted by Bo Day on June 4, 2021")
    'Posted by {} on {}'
    """
    left, right = (_TOKEN.findall(text) for text in (one, other))
    if max(len(left), len(right)) > _ALIGNED:
        right = left
    parts: list[str] = []
    for step in LCSseq.opcodes(left, right):
        same = step.tag == "equal"
        parts += [_slot(t) for t in left[step.src_start : step.src_end]] if same else ["{}"]
    return _SLOTS.sub("{}", "".join(parts))


def _slot(token: str) -> str:
    """Put ``{}`` in place of a number or the name of a month or day ("may" in small letters is neither)."""
    named = token.lower() in SLOT_WORDS and token != token.lower()
    return "{}" if token[0].isdigit() or named else token


def _places(rows: pa.Table, which: str) -> list[Place]:
    return list(zip(*(rows[which + name].to_pylist() for name in ("number", "start", "stop")), strict=True))


def _enough(candidates: pa.Table, unknown: int) -> pa.Array:
    """Tell which candidates are on the share of all pages without a host that they must be on."""
    return pc.greater_equal(
        pc.cast(candidates["pages"], pa.float32()), pc.multiply(candidates["share"], float(unknown))
    )


def _seldom(rows: pa.Table, unknown: int) -> pa.Table:
    """Mark the sentences that few pages without a host have at one place: only a word of furniture speaks for them."""
    seldom = (rows["share"].to_numpy() > 0) & (rows["pages"].to_numpy() < FRAMED_SHARE * unknown)
    signs = rows["signs"].to_numpy() | (np.int32(CLOSING_SIGN) * seldom)
    at = rows.schema.get_field_index("signs")
    return rows.set_column(at, rows.schema.field(at), pa.array(signs.astype(np.int32)))


def _verdicts(rows: pa.Table, texts: Texts, phrases: Phrases | None) -> Verdicts:
    """Ask the rules about all examples."""
    places = sorted(set(_places(rows, "")))
    if phrases is None:
        return dict.fromkeys(places, (False, ""))
    return dict(zip(places, phrases([texts[place][1] for place in places]), strict=True))


def _chosen(rows: pa.Table, verdicts: Verdicts) -> pa.Table:
    """Keep what is sure, and what is not but has a phrase in it."""
    phrase = np.array([verdicts[place][0] for place in _places(rows, "")], np.bool_)
    return rows.filter(pa.array(rows["sure"].to_numpy() | phrase))


def _joined(rows: pa.Table, texts: Texts) -> pa.Table:
    """Let paragraphs of unknown hosts own their sentences, which were judged apart from them, by their own keys."""
    block = rows.filter(pc.and_(pc.less(rows["group"], 0), pc.less(rows["kind"], SENTENCE)))
    if not len(block):
        return rows
    reading = Reading.of(TextBatch.of([texts[place][1] for place in _places(block, "")]))
    parts = reading.sentences()
    inner = Lookup.of(keyed(parts.hash, np.zeros(len(parts), np.uint64), SENTENCE), reading.document[parts.block])
    found = inner.find(rows["key"].to_numpy())
    owner = np.where(found >= 0, block["key"].to_numpy()[found], rows["owner"].to_numpy())
    return rows.set_column(rows.schema.get_field_index("owner"), "owner", pa.array(owner))


def _beside_frames(lines: Sequence[Around], hosts: Sequence[str | None], frames: Sequence[Frame | None]) -> Bools:
    """Tell which templates stand right below or above one with a free slot: that goes, though each page has another.

    Args:
        lines: the lines above and below each template.
        hosts: the host of each.
        frames: what is around the slot of each that has one.

    Returns:
        Bool, shape (templates,).
    """
    result, of_host = np.zeros(len(lines), np.bool_), dict[str | None, list[Frame]]()
    for host, found in zip(hosts, frames, strict=True):
        of_host.setdefault(host, []).extend([found] if found else [])
    for at, ((above, below), host) in enumerate(zip(lines, hosts, strict=True)):
        near = (above.rpartition("\n")[2].strip(), below.partition("\n")[0].strip())
        result[at] = any(holds(line, found) for found in of_host[host] for line in near if line)
    return result


def _evidence(
    heads: pa.Table,
    texts: Texts,
    unknown: int,
    verdicts: Verdicts,
    frames: Mapping[int, Frame],
    beside: Mapping[Place, Around],
) -> tuple[pa.Table, Ints]:
    """Make the public table of templates; give also the row of each key in it, int64."""
    columns = (_places(heads, ""), _places(heads, "other_"), heads["pages"].to_pylist(), heads["looked"].to_pylist())
    shown = [
        pattern(texts[place][1], texts[other][1]).partition("{}")[0] if kind == LABEL else texts[place][1]
        for place, other, kind in zip(*columns[:2], heads["kind"].to_pylist(), strict=True)
    ]
    hosts = [texts[place][0] for place in columns[0]]
    above, under = (heads[name].to_numpy() for name in ("key", "under"))
    place = np.searchsorted(above, under).clip(max=len(above) - 1)
    title = np.where((above[place] == under) & (place != np.arange(len(above))), place, -1)
    lines = [beside[place] for place in columns[0]]
    signs = heads["signs"].to_numpy().astype(np.int64)
    signs &= ~(JOINED_SIGN * _beside_frames(lines, hosts, [frames.get(key) for key in heads["key"].to_pylist()]))
    kept = reasons(shown, signs, hosts, pages=columns[2], looked=columns[3], titles=title, beside=lines)
    why: dict[tuple[str, str], str] = {}
    made: dict[tuple[str, str], tuple[int, int, str | None, str]] = {}
    names: list[tuple[str, str]] = []
    keys = heads["key"].to_pylist()
    framed = {(host or "", "{}".join(frames[key])) for key, host in zip(keys, hosts, strict=True) if key in frames}
    for place, other, pages, looked, reason, key in zip(*columns, kept, keys, strict=True):
        host, text = texts[place]
        name = (host or "", "{}".join(frames.get(key, ())) or pattern(text, texts[other][1]))
        names.append(name)
        phrase, part = verdicts[place]
        doubt = "" if (phrase and reason in PLACED) or name in framed else reason
        why[name] = why.get(name) or doubt or _link(name[1]) or _part(part, name[1])
        one = (pages, looked or unknown, host, text)
        made[name] = max(made.get(name, (0, 0, None, "")), one, key=lambda m: (m[0], m[3]))
    order = {name: row for row, name in enumerate(sorted(made))}
    table = {
        "rule": [_rule(*name) for name in order],
        "host": [made[name][2] for name in order],
        "pattern": [shape for _, shape in order],
        "pages": [made[name][0] for name in order],
        "share": [made[name][0] / max(made[name][1], 1) for name in order],
        "example": [made[name][3] for name in order],
        "kept": [why[name] for name in order],
    }
    return pa.table(table, schema=PUBLIC["templates"]), np.array([order[name] for name in names], np.int64)


def _link(shape: str) -> str:
    """Give `LINK` if a template has a link that leads elsewhere on each page, or another picture on each."""
    own = _PICTURED.search(shape) or (_VARYING.search(shape) and not _TAG.search(shape))
    return LINK if own else ""


def _part(category: str, shape: str) -> str:
    """Give the kept category that a template is, if any; a caption that differs from page to page is none."""
    return "" if category == "caption" and "{}" in shape else category


def _rule(host: str, shape: str) -> str:
    return "template." + blake2b(f"{host}\0{shape}".encode(), digest_size=8).hexdigest()


def _anywhere(texts: list[str], block: Bools, row: Ints, evidence: pa.Table) -> Lookup:
    """Index the longer templates of hosts by keys without a host: pages are copied with all that is around them."""
    named = pc.and_(evidence["host"].is_valid(), pc.equal(evidence["kept"], "")).to_numpy()
    reading = Reading.of(TextBatch.of(texts))
    blocks = reading.blocks
    chosen = (block & named[row])[reading.document] & (blocks.size >= COPIED_WORDS)
    host = np.full(np.count_nonzero(chosen), ANY_HOST)
    return Lookup.of(keyed(blocks.hash[chosen], host, LINE), row[reading.document[chosen]])


def _shingles(texts: list[str], host: Hashes, row: Ints) -> Lookup:
    reading = Reading.of(TextBatch.of(texts))
    value, _, block = reading.shingles()
    document = reading.document[block]
    return Lookup.of(keyed(value, host[document], SHINGLE), row[document])
