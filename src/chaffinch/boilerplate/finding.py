"""Find boilerplate in a batch of texts: templates of their sites, then rules and the line model in the remaining text.

Finders do not know the structure of a text. So their findings are checked against it: no finding touches code, a table
or front matter, a numbered clause, a heading whose text stays, or a part of a link.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate import genres, markdown
from chaffinch.boilerplate.inserted import inserted
from chaffinch.boilerplate.line_classifier.model import find as find_lines
from chaffinch.boilerplate.link_tails import between
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.signatures import signatures, torn
from chaffinch.boilerplate.templates.page_data import DATA
from chaffinch.boilerplate.templates.site_templates import KEPT_SCORE, Templates, mark
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Ints, TextBatch

__all__ = ["find", "spared"]

Span = tuple[int, int]

CONTACT = "contact"

SIGNATURE, SIGNATURE_SCORE = "signature", 0.9
"""Rule and score of the lines of signatures and contact cards."""

LINKS, LINKS_SCORE = "links", 0.8
"""Rule and score of lines of links between lines of templates."""

INSERTED, INSERTED_SCORE = "inserted", 0.9
"""Beginning of the names of the rules, and score, of pieces that were glued into a text."""

INSERTED_CATEGORIES = {"titles": "related", "gallery": "navigation", "player": "navigation"}
"""Category of each kind of such pieces."""

LABEL_SHARE = 0.9
"""Share of the label of a link from which on a finding in it is dropped: without its label a link is of no use to a
reader."""

OFFSET_BITS = 32
"""Bits of an offset in one text, where row and offset are one number; a text has fewer code points."""


def find(batch: pa.RecordBatch, rules: RuleSet, level: str, templates: Templates | None = None) -> pa.Table:
    """Find boilerplate in texts.

    Args:
        batch: columns ``text`` (string) and, for templates, ``host``.
        rules: the phrase rules.
        level: level of the line model; see `StripConfig`.
        templates: templates of the sites of the texts, if they are known.

    Returns:
        Rows of `FINDING_ROWS`; ``row`` is the index of the text in the batch.
    """
    texts = TextBatch.of(batch["text"])
    found: list[pa.RecordBatch] = []
    blank = None
    if templates is not None:
        repeated, blank = mark(batch, templates, texts)
        found.append(repeated)
    phrases = find_lines(rules, texts, level, blank=blank)
    if templates is not None:
        phrases = _doubted(phrases, found[0], templates)
    found += _whole(batch["text"], phrases)
    rows = pa.Table.from_batches(found, FINDING_ROWS)
    rows = rows.filter(pa.array(~spared(batch["text"], rows)))
    rows = pa.concat_tables([rows, _link_tails(batch["text"], rows)])
    return rows.filter(pa.array(~_ignored(rows["rule"], rules.ignored))) if rules.ignored else rows


def _link_tails(texts: pa.Array, rows: pa.Table) -> pa.Table:
    """Give the lines of links that stand between lines of templates at the end of a text."""
    repeated = rows.filter(pc.and_(pc.equal(rows["category"], "template"), pc.greater_equal(rows["score"], HOLE_SCORE)))
    row, start, stop = (repeated[name].to_numpy() for name in ("row", "start", "stop"))
    found: list[dict[str, object]] = []
    for number in np.unique(row).tolist():
        text = texts[number].as_py()
        if "](" in text:
            spans = _merged(zip(start[row == number].tolist(), stop[row == number].tolist(), strict=True))
            values = {"row": number, "category": "related", "rule": LINKS, "score": LINKS_SCORE}
            found += [{**values, "start": a, "stop": b} for a, b in between(text, spans)]
    return pa.Table.from_pylist(found, FINDING_ROWS)


def _ignored(names: pa.ChunkedArray, patterns: tuple[str, ...]) -> Bools:
    """Tell which findings name a rule or template that the user wants to be ignored."""
    away = {n for n in names.unique().to_pylist() if any(fnmatch.fnmatchcase(n, pattern) for pattern in patterns)}
    return np.array([name in away for name in names.to_pylist()], np.bool_)


def _whole(texts: pa.Array, phrases: pa.RecordBatch) -> list[pa.RecordBatch]:
    """Add signatures, contact cards and what was glued into a text; lower the score of an address in other text."""
    score = phrases["score"].to_numpy().copy()
    contact = pc.equal(phrases["category"], CONTACT).to_numpy(zero_copy_only=False)
    row, start, stop = (phrases[name].to_numpy() for name in ("row", "start", "stop"))
    reached = dict.fromkeys(row[contact].tolist())
    added: list[tuple[object, ...]] = []
    for number, value in enumerate(texts):
        text = value.as_py() or ""
        lines = signatures(text)
        added += [(number, *line, CONTACT, SIGNATURE, SIGNATURE_SCORE) for line in lines]
        added += [
            (number, start, stop, INSERTED_CATEGORIES[kind], f"{INSERTED}.{kind}", INSERTED_SCORE)
            for start, stop, kind in inserted(text)
        ]
        if number in reached:
            here = np.flatnonzero(row == number)
            spans = [*zip(start[here].tolist(), stop[here].tolist(), strict=True), *lines]
            parts = here[[i for i in torn(text, spans) if i < len(here)]]
            parts = parts[contact[parts]]
            score[parts] = np.minimum(score[parts], KEPT_SCORE)
    at = phrases.schema.get_field_index("score")
    lowered = phrases.set_column(at, phrases.schema.field(at), pa.array(score))
    columns = list(zip(*added, strict=True)) or [()] * len(FINDING_ROWS)
    return [
        lowered,
        pa.RecordBatch.from_arrays(
            [pa.array(c, f.type) for c, f in zip(columns, FINDING_ROWS, strict=True)], schema=FINDING_ROWS
        ),
    ]


def _doubted(phrases: pa.RecordBatch, repeated: pa.RecordBatch, templates: Templates) -> pa.RecordBatch:
    """Lower the scores of findings in lines whose values are data of their pages: "Price: 12", "Pages: 96"."""
    evidence = templates.evidence
    data = evidence["rule"].filter(pc.equal(evidence["kept"], DATA))
    lines = repeated.filter(pc.is_in(repeated["rule"], value_set=data.combine_chunks()))
    if not lines.num_rows:
        return phrases
    (first, last), (start, stop) = _ranges(lines), _ranges(phrases)
    at = np.searchsorted(first, start, side="right") - 1
    inside = (at >= 0) & (stop <= last[at])
    score = np.where(inside, np.float32(KEPT_SCORE), phrases["score"].to_numpy())
    return phrases.set_column(phrases.schema.get_field_index("score"), phrases.schema.field("score"), pa.array(score))


def _ranges(rows: pa.RecordBatch) -> tuple[Ints, Ints]:
    """Give start and stop of findings as numbers that are unique in the batch, int64; those of templates are sorted."""
    row = rows["row"].to_numpy().astype(np.int64) << OFFSET_BITS
    return row + rows["start"].to_numpy(), row + rows["stop"].to_numpy()


def spared(texts: pa.Array, rows: pa.Table) -> Bools:
    """Tell which findings would break the markdown around them, or are part of code or of a numbered clause.

    Args:
        texts: the texts, string.
        rows: findings in them, rows of `FINDING_ROWS`.

    Returns:
        Bool, shape (rows,).
    """
    result = np.zeros(len(rows), np.bool_)
    row, start, stop = (rows[name].to_numpy().astype(np.int64) for name in ("row", "start", "stop"))
    goes = pc.greater_equal(rows["score"], HOLE_SCORE).to_numpy()
    part = pc.is_in(rows["category"], value_set=pa.array(KEPT_CATEGORIES)).to_numpy()
    order = np.argsort(row, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(row[order])) + 1) if len(order) else ():
        text = texts[int(row[some[0]])].as_py()
        own = (*genres.code(text), *genres.clauses(text), *genres.quoted(text))
        result[some] = ~part[some] & _touch(start[some], stop[some], _merged(own))
        if markdown.may_have(text):
            result[some] |= _spared(text, start[some], stop[some], goes[some] & ~result[some])
    return result


def _spared(text: str, start: Ints, stop: Ints, goes: Bools) -> Bools:
    """Tell which findings of one text touch protected structure, or a heading whose text stays."""
    blocks = markdown.protected(text)
    result = _touch(start, stop, blocks) | _tears(start, stop, markdown.links(text))
    heads = markdown.headings(text, blocks)
    removed = sorted(zip(start[goes & ~result].tolist(), stop[goes & ~result].tolist(), strict=True))
    kept = sorted((h.start, h.stop) for h in _needed(text, heads, removed))
    return np.asarray(result | _touch(start, stop, kept))


def _tears(start: Ints, stop: Ints, links: list[markdown.Link]) -> Bools:
    """Tell which ranges contain a part of a link that is more than words of its label."""
    outer: list[markdown.Link] = []
    inner: list[markdown.Link] = []
    for link in sorted(links, key=lambda link: (link.start, -link.stop)):
        (inner if outer and link.stop <= outer[-1].stop else outer).append(link)
    return _tears_some(start, stop, outer) | _tears_some(start, stop, inner)


def _tears_some(start: Ints, stop: Ints, links: list[markdown.Link]) -> Bools:
    """Do as `_tears` for links in order that do not overlap."""
    result = np.zeros(len(start), np.bool_)
    if not links:
        return result
    first, last = (np.array([getattr(link, name) for link in links], np.int64) for name in ("start", "stop"))
    label = np.array([link.label for link in links], np.int64)
    size = label[:, 1] - label[:, 0]
    for place in (start, stop - 1):  # a link that is torn contains one end of the range
        at = np.searchsorted(first, place, side="right") - 1
        inside = (at >= 0) & (place < last[at])
        covers = (start <= first[at]) & (stop >= last[at])
        within = (start >= label[at, 0]) & (stop <= label[at, 1]) & (stop - start < LABEL_SHARE * size[at])
        result |= inside & ~covers & ~within
    return result


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap; give them in order."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _touch(start: Ints, stop: Ints, spans: Iterable[Span]) -> Bools:
    """Tell which ranges overlap one of some spans that are disjoint and in order."""
    low, high = np.array([*spans], np.int64).reshape(-1, 2).T
    return np.asarray(np.searchsorted(low, stop) > np.searchsorted(high, start, side="right"))


def _needed(text: str, heads: list[markdown.Heading], removed: list[Span]) -> Iterator[markdown.Heading]:
    """Give the headings that must stay because text of their sections stays.

    A section ends at the next heading of its level or a higher one. It stays if a line of it stays, headings aside.
    """
    remaining = _blanked(text, removed)
    stop = len(text)  # of the text right below a heading
    deep = 0  # level of the last heading that stays
    for head in reversed(heads):
        stays = bool(remaining[head.stop : stop].strip()) or deep > head.level
        if stays:
            yield head
        deep = head.level if stays else min(deep, head.level)
        stop = head.start


def _blanked(text: str, spans: list[Span]) -> str:
    """Put spaces in place of spans, which are sorted and may overlap."""
    pieces, place = [], 0
    for start, stop in spans:
        if stop > place:
            pieces += [text[place : max(start, place)], " " * (stop - max(start, place))]
            place = stop
    return "".join((*pieces, text[place:]))
