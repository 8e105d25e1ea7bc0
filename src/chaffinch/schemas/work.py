"""The work tables that stages pass to one another during a run; no user reads them.

A document is identified by its *number*: its rank in the code-point order of all ids, so that a smaller number means a
smaller id. A *row* is the index of a document in the order of reading. Two tables are *beside* one another if their
rows are of the same documents in the same order. Ranges are half-open; a comment names the unit of offsets unless it is
the code point.
"""

from __future__ import annotations

import pyarrow as pa

from chaffinch.schemas.columns import I8, I32, I64, B, F, S, beside, table
from chaffinch.schemas.matching import RELATED
from chaffinch.schemas.public import PUBLIC

__all__ = [
    "ANSWERS",
    "CANDIDATES",
    "DECISIONS",
    "EDGES",
    "EDIT_ROWS",
    "EXCERPTS",
    "FACTS",
    "FINDINGS",
    "FINDINGS_BY_ROW",
    "FINDING_ROWS",
    "HASHED_IDS",
    "INDEX_ENTRIES",
    "INDEX_STRINGS",
    "JUDGED_BLOCKS",
    "LABELLED_COVERAGES",
    "LABELS",
    "LEFT_OUT",
    "LISTED_IDS",
    "LOSSES",
    "NAMES",
    "NODES",
    "NUMBERED_ROWS",
    "NUMBERS",
    "ORDERED_IDS",
    "OWN_LETTERS",
    "PAGES",
    "PHRASES",
    "PHRASE_FOUND",
    "PLANS",
    "PLANS_OF_COPIES",
    "PLAN_COMPONENTS",
    "PLAN_HALVES",
    "PLAN_LINKS",
    "PLAN_MATCHES",
    "PLAN_MEMBERS",
    "PLAN_QUESTIONS",
    "PLAN_QUESTIONS_BESIDE",
    "PLAN_ROWS",
    "PLAN_SPANS",
    "PROTECTED",
    "RANGE_TEXTS",
    "READ",
    "REMOVED_MEMBERS",
    "REPEATS",
    "SAME_TEXT",
    "SAMPLED",
    "SAMPLED_ROWS",
    "SHARED_IDS",
    "SHARED_IDS_BESIDE",
    "SITE_BLOCKS",
    "SITE_PAGES",
    "SKIPPED",
    "TASKS",
    "TEXTS",
]  # fmt: skip

# Reading

SKIPPED = table(what=S, records=I64)
"""Records of WARC files that are no pages, by what they are."""

TEXTS = table(
    source=I32,  # index of the source in the sorted list of inputs
    record=I64,  # number of the record in its file
    id=S,  # the id as read; null where the record has none
    host=S, url=S, date=S, markup=S, title=S, author=S, site=S, encoding=S,
    text=pa.large_string(),  # null where reading or extraction failed
    failure=S,  # the message, where it failed
    stage=S,  # ... at this stage: read | extract | stand-in
    quoted=pa.list_(I64),  # hashes of the lines that stand in quotations of an HTML page, see `text.quoted_line`
)  # fmt: skip
"""One row a document, in order of reading: what a reader makes of a record."""

INDEXED = table(
    id=S, text=pa.large_string(), host=S, url=S, date=S, markup=S, title=S, author=S, site=S,
    added=S,  # day on which the document was added, ISO 8601
)  # fmt: skip
"""Documents of an index, which is a corpus in Parquet too."""

PLACES = table(index=I32, segment=I32, row=I32)
"""Documents of indexes: the number of the index, of the segment, and of the row in it."""

PAGES = table(
    left_out=pa.list_(pa.struct([("after", I64), ("text", S), ("reason", S), ("score", F)])),
    # all blocks, to choose among them again: see `html.result.Candidate`
    blocks=pa.list_(
        pa.struct(
            [("text", S), ("score", pa.float64()), ("place", I64), ("row", I32), ("item", B), ("link", B),
             ("repair", I32), ("form", S), ("part", S)]
        )
    ),
    elsewhere=pa.float64(),  # words that trafilatura read from elsewhere than from blocks
)  # fmt: skip
"""Beside `TEXTS`: what is known of the blocks of an HTML page."""

READ = pa.schema([*TEXTS, *PAGES])
"""`TEXTS` and `PAGES` in one: the rows that readers make."""

LEFT_OUT = pa.schema([PAGES.field("left_out")])
"""Beside `TEXTS`: the blocks that were left out of an HTML page."""

FACTS = table(
    source=I32, record=I64, id=S, host=S, date=S, title=S, author=S, site=S, encoding=S,
    characters=I64, digest=S, failure=S, stage=S,
)  # fmt: skip
"""Beside `TEXTS`: what is known of a document apart from its text."""

NAMES = table(document=S)
"""Beside `TEXTS`: the document's id in public tables."""

NUMBERS = table(number=I32)
"""Beside `TEXTS`: the document's number; -1 where it failed and has none."""

PROTECTED = table(phrase=I32)
"""Indices of protected phrases that texts have."""

TASKS = table(task=I32)
"""A task of reading or writing, by its index."""

RANGE_TEXTS = table(index=I32, text=S)
"""The text of a range that the page of a run shows, by its index among those that were asked for."""

# Numbers of documents

ORDERED_IDS = table(document=S, row=I64)
"""Ids of documents in their order, and the row of each in the corpus."""

LISTED_IDS = pa.schema([("range", I32), *ORDERED_IDS, ("failed", B)])
"""The same with the range of ids that each is in, and whether the document failed."""

HASHED_IDS = table(hash=I64, number=I32)
"""A hash of an id, and the number of its document."""

SHARED_IDS = table(row=I64, again=B)
"""Rows of documents whose id another document has, too."""

SHARED_IDS_BESIDE = beside(SHARED_IDS)
"""Beside `TEXTS`: the same."""

NUMBERED_ROWS = pa.schema([("row", I64), *NUMBERS])
"""The row of a document, and its number."""

SAME_TEXT = table(digest=I64, number=I32)
"""A part of the digest of a document's text, and the document; none for empty texts."""

INDEX_ENTRIES = table(
    number=I32,
    row=I64,
    characters=I64,  # code points of its text
    host=I64,  # a hash of its site
    source=I32,
    date=S,
)
"""The entries of a document in the document index."""

INDEX_STRINGS = table(string=pa.large_string())
"""A file of strings of the document index: ids or dates."""

# Learning from the pages of sites

SITE_PAGES = table(host=I64, chance=I64, row=I64)
"""A page, the hash of its site, and a hash by which pages are drawn."""

SAMPLED = table(sampled=B)
"""Beside `TEXTS`: whether the page was drawn."""

SAMPLED_ROWS = pa.schema([("row", I64), *SAMPLED])
"""Rows of the pages that were drawn."""

SITE_BLOCKS = table(
    group=I64,  # hash of the site
    number=I32,
    kind=I8,  # PLACE or TEXT, see `html.site_consensus`
    key=I64,  # hash of the position or of the text
    value=I32,  # of a position: log odds of main text there; of a text: its words, up to a byte
)
"""A block of a drawn page, by its position on the page or by its text."""

JUDGED_BLOCKS = table(
    key=I64,
    kind=I8,
    total=I64,  # sum of the values
    pages=I64,  # pages that have it
)
"""The sum of what the pages of a site show about a position or a text."""

REPEATS = table(
    group=I64,  # the host, or (negative) a share of the keys of unknown hosts
    key=I64,  # hash of the line, sentence or paragraph with its slots left out
    number=I32,
    kind=I8,
    start=I32, stop=I32,  # bytes in the document
    tail=I32,  # bytes of the document after ``stop``
    early=I32, late=I32,  # of unknown hosts: hashes of both halves of the page that its copies are likely to share
    flags=I32, slot=I32, exact=I32,  # see `templates.traits.Traits`
)  # fmt: skip
"""A line, sentence or paragraph of a drawn page."""

CANDIDATES = table(
    group=I64, key=I64, kind=I8,  # as in `REPEATS`
    pages=I64, looked=I64,  # pages that show it, of pages looked at; copies count once
    sure=B,  # else it is a template only if a phrase of a rule is in it
    share=F,  # of all pages without a host, the share that must show it
    signs=I32,  # signs that it is data of its pages, as bits; see `templates.page_data`
    under=I64,  # the key of the block above it on most pages; its own key where there is none
    owner=I64,  # the key whose template this is a form of; its own key otherwise
    number=I32, start=I32, stop=I32,  # the page with the smallest number; bytes
    other_number=I32, other_start=I32, other_stop=I32,  # ... and with the largest
    second_number=I32, second_start=I32, second_stop=I32,  # ... and two between them
    third_number=I32, third_start=I32, third_stop=I32,
)  # fmt: skip
"""A line, sentence or paragraph that may be a template of a site."""

EXCERPTS = table(
    number=I32, start=I32, stop=I32,  # bytes in the document
    host=S, text=S,
    before=S, after=S,  # what stands around a sentence in its line, in part; of some lines, the lines above and below
    title=S,  # the first line of the page, if it is short
)  # fmt: skip
"""The text of a candidate on one of its pages."""

PHRASES = table(text=S)
"""Different texts in which phrases of rules are looked for."""

PHRASE_FOUND = table(
    found=B,  # a rule finds a phrase in the text
    part=S,  # the kept category that all of the text is, such as byline; empty for none
)
"""Beside `PHRASES`: what the rules find in the text."""

# Findings

FINDING_ROWS = table(row=I32, start=I32, stop=I32, category=S, rule=S, score=F)
"""Boilerplate in a batch of texts; row = index of the document in the batch."""

FINDINGS = beside(FINDING_ROWS)
"""Beside `TEXTS`: the same as lists."""

FINDINGS_BY_ROW = pa.schema([("row", I64), *(field for field in FINDING_ROWS if field.name != "row")])
"""Boilerplate of the whole corpus; row = row of the document."""

# Engines

EDGES = table(a=I64, b=I64)
"""An edge: two connected nodes."""

LABELS = table(
    number=I32,  # document of the node
    node=I64,
    label=I64,  # the smallest node that it is connected to
)
"""A node and its component; a node that is the smallest one itself has no row."""

NODES = table(node=I64)
"""Nodes whose component is not settled."""

ANSWERS = table(item=I64, answer=pa.binary())
"""The pickled result of a Spark task for an item, with the index of the item."""

# Policy

PLAN_ROWS = table(
    row=I64,
    plan_whole=B,  # the whole document is removed, not a passage
    plan_action=S, plan_start=I32, plan_stop=I32,
    plan_reason=S,  # duplicate | contained | update for a whole document, else the kind of the cluster
    plan_score=F, plan_keeper=S, plan_keeper_start=I32, plan_keeper_stop=I32,
    plan_keeper_reason=S,  # why that document stays; null for passages
)  # fmt: skip
"""A choice of the policy between copies: a passage or a document is removed, and another one stays."""

PLANS = beside(PLAN_ROWS)
"""Beside `TEXTS`: the same as lists."""

PLANS_OF_COPIES = pa.schema([*PLAN_ROWS, ("number", I64)])
"""Plans for whole documents, with their numbers."""

LABELLED_COVERAGES = pa.schema([("label", I64), *RELATED])
"""Pairs of documents, with their group of near-duplicates."""

PLAN_MEMBERS = table(
    number=I32,
    member=I64,  # row in the public table of clusters
    label=I64,  # ... of the first member of its cluster
    start=I32, stop=I32, kind=I8,
)  # fmt: skip
"""A member of a cluster of passages."""

PLAN_MATCHES = table(
    match=I64,
    left=I32, left_start=I32, left_stop=I32, right=I32, right_start=I32, right_stop=I32,
    similarity=F,
)  # fmt: skip
"""A match of passages, with its row in the public table of matches."""

PLAN_HALVES = pa.schema([*PLAN_MATCHES, ("member", I64), ("label", I64), ("begin", I32), ("kind", I8)])
"""A match, and the member that its left end is, with its start."""

PLAN_LINKS = pa.schema([*PLAN_HALVES, ("other", I64), ("other_begin", I32)])
"""A match with the members of one cluster that both its ends are."""

PLAN_QUESTIONS = pa.schema([
    ("row", I64),  # of the document whose member ranks higher, then of the other one
    ("asked_row", I64),  # of the other one
    ("asked_left", B),  # whether the member that ranks lower, and may go, is the left one
    *PLAN_LINKS,
    ("keeper_text", S),  # of the member that ranks higher; null until it is read
])  # fmt: skip
"""A link whose member that ranks lower is to be compared, sentence by sentence, with the other one."""

PLAN_QUESTIONS_BESIDE = beside(PLAN_QUESTIONS)
"""Beside `TEXTS`: the same as lists."""

PLAN_SPANS = table(number=I32, start=I32, stop=I32, member=I64, other=I64)
"""One end of a link: its span, its member, and the other member."""

PLAN_COMPONENTS = pa.schema([("component", I64), *PLAN_LINKS])
"""Links, with the component of overlapping spans that they are decided in."""

REMOVED_MEMBERS = table(member=I64)
"""Rows of the public table of clusters whose passage is removed."""

DECISIONS = table(
    start=pa.list_(I64), stop=pa.list_(I64), action=pa.list_(S), reason=pa.list_(S), rule=pa.list_(S),
    score=pa.list_(F), keeper=pa.list_(S), keeper_start=pa.list_(I64), keeper_stop=pa.list_(I64),
    keeper_reason=pa.list_(S),
)  # fmt: skip
"""Beside `TEXTS`: the decisions, as lists."""

LOSSES = table(
    group=I64, host=S,  # the site, as hash and as name
    pages=I64,  # documents
    characters=I64,  # of them
    lost=I64,  # characters that would be removed
)  # fmt: skip
"""The text that a site would lose."""

OWN_LETTERS = table(
    number=I32,
    letters=I64,  # outside of boilerplate and quoted lines
    damage=I32,  # signs that extraction damaged the text
    corrects=B,  # whether it says that it corrects another text
)
"""The letters of a document outside of boilerplate and quoted lines."""

EDIT_ROWS = pa.schema([("number", I64), *(field for field in PUBLIC["edits"] if field.name != "document")])
"""Cuts that were made, by the number of the document."""
