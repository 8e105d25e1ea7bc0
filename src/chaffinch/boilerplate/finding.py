"""Find boilerplate in a batch of texts: templates of their sites, then rules and the line model in the remaining text.

Finders do not know the structure of a text. Of markdown they get what a reader sees, and their findings are fitted to
its blocks, links and items. No finding touches code, a numbered clause or quoted lines.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import compress, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.fitting import LEARNED, LINKS, changed, fit
from chaffinch.boilerplate.furniture.amid import amid_prose
from chaffinch.boilerplate.furniture.companions import KINDS, companions
from chaffinch.boilerplate.furniture.echoes import echoes
from chaffinch.boilerplate.furniture.gaps import LONGEST as LONGEST_GAP
from chaffinch.boilerplate.furniture.gaps import furnished, gaps
from chaffinch.boilerplate.furniture.link_cards import pages, shown, tagged, turned
from chaffinch.boilerplate.furniture.link_tails import between
from chaffinch.boilerplate.furniture.own_parts import QUOTES, dashed, narrowed, pictured, unquoted_end
from chaffinch.boilerplate.furniture.section_titles import section_titles
from chaffinch.boilerplate.furniture.wholes import Cut, completed
from chaffinch.boilerplate.line_classifier.model import find as find_lines
from chaffinch.boilerplate.markdown.view import Structure, View, structures
from chaffinch.boilerplate.pitches import BOX, BOX_SCORE, with_pitches
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.templates.page_signs import DATA
from chaffinch.boilerplate.templates.site_templates import KEPT_SCORE, Templates, mark
from chaffinch.boilerplate.texts import Texts
from chaffinch.boilerplate.whole_texts import CONTACT, INSERTED, SIGNATURE, in_whole_texts
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Ints, union

__all__ = ["find"]

Span = tuple[int, int]

READING = "xx.navigation.reading_time"
"""Rule of a line with a value that is no data of its page, though it is another one on each."""

LINKS_SCORE = 0.8
"""Score of lines of links between lines of templates."""

HEAD = "#"
"""First character of a heading of markdown."""

COMPANION, COMPANION_SCORE = "companion", 0.8
"""Beginning of the names of the rules, and score, of sentences that belong to a cut beside them."""

BOXED = ("subscription", "social", "comments", "donation", "app", "template", "copyright")
"""Categories of the sentences of which boxes of furniture are made."""

PROMPTS = ("advert", "app", "comments", "donation", "social", "subscription", "template")
"""Categories of prompts, which a site puts between the paragraphs of an article more than once."""

ADVERT, ECHO = "advert", "echo"
"""Category and rule of what repeats a prompt of its text."""

LEADING = ("related", "navigation")
"""Categories of lines that lead to what is below them: "Read more:"."""

LABELS = (
    "navigation",
    "related",
    "contact",
    "social",
    "comments",
    "subscription",
    "donation",
    "app",
    "advert",
    "cookie",
    "credit",
)
"""Categories of labels and buttons, which are words of a text elsewhere."""

MODELLED = "boilerplate"
"""Category of what the line model finds."""

CREDIT = "credit"
"""Category of the credits of pictures."""

BRACKETED = "navigation"
"""Category of tags in brackets behind a headline: "(VIDEO)"."""

TEMPLATE, SLOT = "template", "{}"
"""Category of what the pages of a site repeat; and where they differ, in the pattern of a template."""

HEADED = 80
"""Code points of a line of a template, with its marks, up to which it may be the title of a section."""

MIXED = ("template", "copyright")
"""Categories of findings that may have a part of the article in them."""

NEXT_LINE = 2
"""Code points between two lines of a block, at most."""

OFFSET_BITS = 32
"""Bits of an offset in one text, where row and offset are one number; a text has fewer code points."""


def find(
    batch: pa.RecordBatch, rules: RuleSet, level: str, templates: Templates | None = None, *, markup: str = "auto"
) -> pa.Table:
    """Find boilerplate in texts.

    Args:
        batch: columns ``text`` (string), for templates ``host``, and ``markup`` where records say how they are written.
        rules: the phrase rules.
        level: level of the line model; see `StripConfig`.
        templates: templates of the sites of the texts, if they are known.
        markup: how texts are written that do not say it; see `StripConfig`.

    Returns:
        Rows of `FINDING_ROWS`; ``row`` is the index of the text in the batch.
    """
    texts = Texts(batch["text"])
    known = structures(texts.strings, texts.in_markdown(batch, markup))
    view = View.of(texts.strings, texts.batch, known)
    found: list[pa.RecordBatch] = []
    blank = None
    if templates is not None:
        repeated, blank = mark(batch, templates, texts.batch)
        found.append(repeated)
    phrases = view.original(find_lines(rules, view.batch, level, blank=view.mask(blank)))
    if templates is not None:
        phrases = _doubted(phrases, found[0], templates)
    fixed = _fixed(found[0], templates) if templates is not None else None
    found += in_whole_texts(texts, phrases, found[0] if found else None, fixed)
    rows = _titled(texts, _narrowed(texts, pa.Table.from_batches(found, FINDING_ROWS)))
    rows = fit(texts, rows, known)
    rows = pa.concat_tables([rows, _fitted_beside(texts, _link_tails(texts, rows, known), rows, known)])
    rows = with_pitches(texts, _boxed(texts, _completed(texts, rows, known), known), known)
    rows = _apart(texts, rows, rules.apart)
    rows = _echoed(texts, _accompanied(texts, rows, known), known)
    rows = _of_user(_unquoted(texts, rows), rules)
    return _as_wished(rows, view.original(rules.spared().find(view.batch)), rules.ignored) if rules.ignored else rows


def _narrowed(texts: Texts, rows: pa.Table) -> pa.Table:
    """Leave out of lines of sites, and of notices of copyright, what is of the article; let a tag take its dash."""
    category = rows["category"].to_numpy(zero_copy_only=False)
    some = np.isin(category, (*MIXED, BRACKETED, CREDIT)) & (rows["score"].to_numpy() >= HOLE_SCORE)
    if not some.any():
        return rows
    row, start, stop = (rows[name].to_numpy().copy() for name in ("row", "start", "stop"))
    number, text = -1, ""
    for at in np.flatnonzero(some).tolist():
        if row[at] != number:
            number, text = row[at], texts[int(row[at])]
        if category[at] == BRACKETED:
            start[at] = dashed(text, int(start[at]), int(stop[at]))
        elif category[at] == CREDIT:
            start[at] = pictured(text, int(start[at]))
        else:
            start[at], stop[at] = narrowed(text, int(start[at]), int(stop[at]))
    return changed(rows, start=start, stop=stop).filter(pa.array(start < stop))


def _titled(texts: Texts, rows: pa.Table) -> pa.Table:
    """Lower the scores of lines of templates that are titles of sections where they stand."""
    score = rows["score"].to_numpy().copy()
    learned = pc.equal(rows["category"], TEMPLATE).to_numpy() & (score >= HOLE_SCORE)
    if not learned.any():
        return rows
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    short = np.flatnonzero(learned & (stop - start <= HEADED))
    numbers = np.unique(row[short])
    goes = np.flatnonzero(score >= HOLE_SCORE)
    order = goes[np.lexsort((start[goes], row[goes]))]
    low, high = (np.searchsorted(row[order], numbers, side).tolist() for side in ("left", "right"))
    spans = [*zip(start[order].tolist(), stop[order].tolist(), strict=True)]
    found, named = [spans[a:b] for a, b in zip(low, high, strict=True)], np.isin(order, short).tolist()
    cuts = [[*compress(spans[a:b], named[a:b])] for a, b in zip(low, high, strict=True)]
    titles = section_titles([texts[n] for n in numbers.tolist()], cuts, found)
    for a, b, chosen in zip(low, high, titles, strict=True):
        score[order[a:b][[at for at in range(b - a) if named[a + at] and spans[a + at] in chosen]]] = KEPT_SCORE
    return changed(rows, score=score) if any(titles) else rows


def _link_tails(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Give lists of pages of the site, and lines of links between lines of templates at the end, of markdown."""
    if not known:
        return FINDING_ROWS.empty_table()
    repeated = rows.filter(pc.and_(pc.equal(rows["category"], "template"), pc.greater_equal(rows["score"], HOLE_SCORE)))
    row, start, stop = (repeated[name].to_numpy() for name in ("row", "start", "stop"))
    lists = ((number, span) for number in known for span in _listed(texts[number], partial(_going, rows, number)))
    values = {"category": "related", "rule": LINKS, "score": LINKS_SCORE}
    found: list[dict[str, object]] = [{**values, "row": number, "start": a, "stop": b} for number, (a, b) in lists]
    for number in np.unique(row).tolist():
        text = texts[number]
        if number in known and "](" in text:
            bounds = union(start[row == number], stop[row == number])
            spans = [*zip(*(bound.tolist() for bound in bounds), strict=True)]
            found += [{**values, "row": number, "start": a, "stop": b} for a, b in between(text, spans)]
    return pa.Table.from_pylist(found, FINDING_ROWS)


def _fitted_beside(texts: Texts, tails: pa.Table, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Fit lists of links to their texts, given what else goes: no heading stays because of a line that does not."""
    if not len(tails):
        return tails
    near = rows.filter(pc.is_in(rows["row"], value_set=tails["row"].combine_chunks()))
    both = fit(texts, pa.concat_tables([near, tails]), known)
    return both.filter(pc.equal(both["rule"], LINKS))


def _going(rows: pa.Table, number: int) -> list[Span]:
    """Give the ranges of one text that go, by start."""
    here = rows.filter(pc.and_(pc.equal(rows["row"], number), pc.greater_equal(rows["score"], HOLE_SCORE)))
    here = here.filter(pc.invert(pc.is_in(here["category"], value_set=pa.array(KEPT_CATEGORIES))))
    return sorted(zip(here["start"].to_pylist(), here["stop"].to_pylist(), strict=True))


def _listed(text: str, removed: Callable[[], list[Span]]) -> Iterator[Span]:
    """Give the lists of pages of the site in a text of markdown: sections of links, cards, tags, arrows at its end."""
    yield from pages(text, removed)
    yield from shown(text)
    yield from tagged(text)
    yield from turned(text)


def _completed(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Let lists and their headings go, or stay, as wholes."""
    score = rows["score"].to_numpy().copy()
    category = rows["category"].to_numpy(zero_copy_only=False)
    removable = ~np.isin(category, KEPT_CATEGORIES)
    away = ~removable | pc.equal(rows["rule"], LINKS).to_numpy()
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    goes = np.flatnonzero(removable & (score >= HOLE_SCORE))
    goes = goes[np.lexsort((start[goes], row[goes]))]
    if not len(goes):
        return rows
    learned = pc.starts_with(rows["rule"], LEARNED).to_numpy()
    leads = np.where(np.isin(category, LEADING) & ~learned, category, "")
    labels = np.isin(category, LABELS) & ~learned & ~pc.equal(rows["rule"], SIGNATURE).to_numpy()
    columns = (start, stop, learned, leads, labels, category == MODELLED)
    cuts = [*map(Cut, *(column[goes].tolist() for column in columns))]
    bounds = [0, *(np.flatnonzero(np.diff(row[goes])) + 1).tolist(), len(goes)]
    found: list[dict[str, object]] = []
    ends: list[dict[str, object]] = []  # parts of signatures
    heads: list[dict[str, object]] = []  # whole lines, whose sections go by other findings
    other = np.ones(len(rows), np.bool_)
    for low, high in pairwise(bounds):
        number = int(row[goes[low]])
        text = texts[number]
        added, spared, parts = completed(text, cuts[low:high])
        values = {"row": number, "category": "related", "rule": LINKS, "score": LINKS_SCORE}
        for a, b in added:
            some = heads if text[a] == HEAD else ends if (a, b) in parts else found
            some.append({**values, "start": a, "stop": b})
        score[goes[low:high][spared]] = KEPT_SCORE
        for a, b in added:  # an address is a reference, but not below the heading of a list of links
            other &= ~((row == number) & (start >= a) & (stop <= b) & away)
    links, signed, whole = (pa.Table.from_pylist(some, FINDING_ROWS) for some in (found, ends, heads))
    links, signed = fit(texts, links, known), fit(texts, signed, known)
    signed = changed(signed, category=[CONTACT] * len(signed), rule=[SIGNATURE] * len(signed))
    return pa.concat_tables([changed(rows, score=score).filter(pa.array(other)), links, signed, whole])


def _apart(texts: Texts, rows: pa.Table, rules: frozenset[str]) -> pa.Table:
    """Lower the scores of sentences that stand amid a paragraph of the author's, by rules that ask for that."""
    score = rows["score"].to_numpy().copy()
    asked = pc.is_in(rows["rule"], value_set=pa.array(sorted(rules), pa.string())).to_numpy() & (score >= HOLE_SCORE)
    if not asked.any():
        return rows
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    for number in np.unique(row[asked]).tolist():
        here = np.flatnonzero(asked & (row == number))
        spans = [*zip(start[here].tolist(), stop[here].tolist(), strict=True)]
        spared = {*amid_prose(texts[number], spans, _going(rows, number))}
        score[here[[span in spared for span in spans]]] = KEPT_SCORE
    return changed(rows, score=score)


def _boxed(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Add the short sentences between two sentences of furniture in one line."""
    category = rows["category"].to_numpy(zero_copy_only=False)
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    some = np.flatnonzero(np.isin(category, BOXED) & (rows["score"].to_numpy() >= HOLE_SCORE))
    some = some[np.lexsort((start[some], row[some]))]
    near = (row[some][1:] == row[some][:-1]) & (start[some][1:] - stop[some][:-1] <= LONGEST_GAP)
    found: list[tuple[int, int, int, str]] = []
    for number in np.unique(row[some][1:][near]).tolist():
        here = some[row[some] == number]
        text = texts[number]
        cuts = [*zip(start[here].tolist(), stop[here].tolist(), strict=True)]
        found += [(number, a, b, text[a:b]) for a, b in gaps(text, cuts)]
    good = furnished([piece for *_, piece in found])
    values = {"category": "subscription", "rule": BOX, "score": BOX_SCORE}
    added = [
        {**values, "row": number, "start": a, "stop": b}
        for (number, a, b, _), fits in zip(found, good, strict=True)
        if fits
    ]
    return pa.concat_tables([rows, fit(texts, pa.Table.from_pylist(added, FINDING_ROWS), known)]) if added else rows


def _accompanied(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Add the sentences and headings beside appeals and notes that go; beside what was glued in stands the text."""
    category = rows["category"].to_numpy(zero_copy_only=False)
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    goes = np.flatnonzero((rows["score"].to_numpy() >= HOLE_SCORE) & ~np.isin(category, KEPT_CATEGORIES))
    goes = goes[np.lexsort((start[goes], row[goes]))]
    glued = pc.starts_with(rows["rule"], INSERTED).to_numpy()
    found: list[dict[str, object]] = []
    heads: list[dict[str, object]] = []  # of what goes right below; the text of their sections stays
    for some in np.split(goes, np.flatnonzero(np.diff(row[goes])) + 1):
        kinds = {kind for name in set(category[some[~glued[some]]].tolist()) for kind in KINDS.get(name, ())}
        if not kinds:
            continue
        removed = [*zip(*(bound.tolist() for bound in union(start[some], stop[some])), strict=True)]
        text = texts[int(row[some[0]])]
        for kind in sorted(kinds):
            seeds = some[~glued[some] & [kind in KINDS.get(name, ()) for name in category[some].tolist()]]
            spans = [*zip(start[seeds].tolist(), stop[seeds].tolist(), strict=True)]
            values = {"row": int(row[some[0]]), "category": category[seeds[0]], "rule": f"{COMPANION}.{kind}"}
            values["score"] = COMPANION_SCORE
            for a, b in companions(text, kind, spans, removed):
                (heads if text[a] == HEAD else found).append({**values, "start": a, "stop": b})
    if not (found or heads):
        return rows
    fitting, whole = (pa.Table.from_pylist(some, FINDING_ROWS) for some in (found, heads))
    return pa.concat_tables([rows, fit(texts, fitting, known), fit(texts, whole, {})])


def _echoed(texts: Texts, rows: pa.Table, known: Mapping[int, Structure]) -> pa.Table:
    """Add the other places of a text at which a prompt that goes stands again, unless it was spared there: a title."""
    some = np.isin(rows["category"].to_numpy(zero_copy_only=False), PROMPTS)
    goes = some & (rows["score"].to_numpy() >= HOLE_SCORE)
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    order = np.flatnonzero(goes)[np.argsort(row[goes], kind="stable")]
    found: list[dict[str, object]] = []
    for few in np.split(order, np.flatnonzero(np.diff(row[order])) + 1) if len(order) else ():
        number = int(row[few[0]])
        spans = [*zip(start[few].tolist(), stop[few].tolist(), strict=True)]
        again = echoes(texts[number], spans)
        if again:
            here = np.flatnonzero(some & ~goes & (row == number))
            here = here[pc.is_in(rows["rule"].take(pa.array(here)), rows["rule"].take(pa.array(few)).combine_chunks())]
            again = [(a, b) for a, b in again if not np.any((start[here] < b) & (stop[here] > a))]
        values = {"row": number, "category": ADVERT, "rule": ECHO, "score": COMPANION_SCORE}
        found += [{**values, "start": a, "stop": b} for a, b in again]
    return pa.concat_tables([rows, fit(texts, pa.Table.from_pylist(found, FINDING_ROWS), known)]) if found else rows


def _unquoted(texts: Texts, rows: pa.Table) -> pa.Table:
    """Leave to the text the marks that close its quotations; those of a signature are its own."""
    row, start, stop = (rows[name].to_numpy() for name in ("row", "start", "stop"))
    going = pc.and_(pc.greater_equal(rows["score"], HOLE_SCORE), pc.not_equal(rows["rule"], SIGNATURE))
    some = np.flatnonzero(going.to_numpy(zero_copy_only=False)).tolist()
    closed = [at for at in some if texts[int(row[at])][int(stop[at]) - 1] in QUOTES]
    if not closed:
        return rows
    ends, gone = stop.copy(), {number: _going(rows, number) for number in np.unique(row[closed]).tolist()}
    for at in closed:
        number = int(row[at])
        ends[at] = unquoted_end(texts[number], int(start[at]), int(stop[at]), gone[number])
    return changed(rows, stop=ends).filter(pa.array(ends > start))


def _of_user(rows: pa.Table, rules: RuleSet) -> pa.Table:
    """Give findings of rules of the user the scores of these rules again: doubts are about rules of the package.

    What is spared since its rule asks for that, stays so.
    """
    if not rules.own or not len(rows):
        return rows
    wanted = {name: score for name, score in rules.own.items() if name not in rules.apart}
    wished = np.array([wanted.get(name, 0.0) for name in rows["rule"].to_pylist()], np.float32)
    score = rows["score"].to_numpy()
    return changed(rows, score=np.where(score == np.float32(KEPT_SCORE), np.maximum(score, wished), score))


def _as_wished(rows: pa.Table, spared: pa.RecordBatch, ignored: tuple[str, ...]) -> pa.Table:
    """Leave out the findings that the user wants to be ignored; what these would be goes because of no neighbour.

    Args:
        rows: findings, rows of `FINDING_ROWS`.
        spared: what the ignored rules would find, rows of `FINDING_ROWS`.
        ignored: patterns of ids of rules and templates.
    """
    rows = rows.filter(pa.array(~_ignored(rows["rule"], ignored)))
    names = rows["rule"].to_pylist()
    near = np.flatnonzero([name in (BOX, LINKS, ECHO) or name.startswith(f"{COMPANION}.") for name in names])
    row, start, stop = (spared[name].to_numpy() for name in ("row", "start", "stop"))
    good = np.ones(len(names), np.bool_)
    number, first, last = (rows[name].to_numpy()[near] for name in ("row", "start", "stop"))
    for at, n, a, b in zip(near.tolist(), number.tolist(), first.tolist(), last.tolist(), strict=True):
        good[at] = not np.any((row == n) & (start < b) & (stop > a))
    return rows.filter(pa.array(good))


def _ignored(names: pa.ChunkedArray, patterns: tuple[str, ...]) -> Bools:
    """Tell which findings name a rule or template that the user wants to be ignored."""
    away = {n for n in names.unique().to_pylist() if any(fnmatch.fnmatchcase(n, pattern) for pattern in patterns)}
    return np.array([name in away for name in names.to_pylist()], np.bool_)


def _doubted(phrases: pa.RecordBatch, repeated: pa.RecordBatch, templates: Templates) -> pa.RecordBatch:
    """Lower the scores of findings in lines whose values are data of their pages: "Price: 12", "Pages: 96".

    The time that a page takes to read is none, and how to reach somebody is none between two lines that go: "Begin with
    the code 34" between "Write us" and a number.
    """
    evidence = templates.evidence
    data = evidence["rule"].filter(pc.equal(evidence["kept"], DATA))
    lines = repeated.filter(pc.is_in(repeated["rule"], value_set=data.combine_chunks()))
    if not lines.num_rows:
        return phrases
    (first, last), (start, stop) = _ranges(lines), _ranges(phrases)
    at = np.searchsorted(first, start, side="right") - 1
    inside = (at >= 0) & (stop <= last[at])
    first, last = _ranges(repeated.filter(pc.greater_equal(repeated["score"], HOLE_SCORE)))
    if len(first):
        above = last[np.maximum(np.searchsorted(first, start) - 1, 0)]
        below = first[np.minimum(np.searchsorted(first, stop), len(first) - 1)]
        amid = (np.abs(start - above) <= NEXT_LINE) & (np.abs(below - stop) <= NEXT_LINE)
        inside &= ~(amid & pc.equal(phrases["category"], CONTACT).to_numpy(zero_copy_only=False))
    inside &= ~pc.equal(phrases["rule"], READING).to_numpy(zero_copy_only=False)
    score = np.where(inside, np.float32(KEPT_SCORE), phrases["score"].to_numpy())
    return phrases.set_column(phrases.schema.get_field_index("score"), phrases.schema.field("score"), pa.array(score))


def _fixed(repeated: pa.RecordBatch, templates: Templates) -> pa.RecordBatch:
    """Give the findings of templates without a slot: no value of their pages is in them."""
    evidence = templates.evidence
    slots = pc.match_substring(evidence["pattern"], SLOT)
    fixed = evidence["rule"].filter(pc.invert(slots))
    return repeated.filter(pc.is_in(repeated["rule"], value_set=fixed.combine_chunks()))


def _ranges(rows: pa.RecordBatch) -> tuple[Ints, Ints]:
    """Give start and stop of findings as numbers that are unique in the batch, int64; those of templates are sorted."""
    row = rows["row"].to_numpy().astype(np.int64) << OFFSET_BITS
    return row + rows["start"].to_numpy(), row + rows["stop"].to_numpy()
