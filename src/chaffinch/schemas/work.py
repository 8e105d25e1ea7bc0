"""The work tables that stages pass to one another during a run; no user reads them.

A document is identified by its *number*: its rank in the code-point order of all ids, so that a smaller number means a
smaller id. A *row* is the index of a document in the order of reading. Two tables are *beside* one another if their
rows are of the same documents in the same order. Ranges are half-open; a comment names the unit of offsets unless it is
the code point.
"""

from __future__ import annotations

import pyarrow as pa

from chaffinch.schemas.public import PUBLIC

__all__ = [
    "ANCHORS",
    "ANSWERS",
    "BANDS",
    "BUCKETED_ANCHORS",
    "CANDIDATES",
    "CLUSTER_MEMBERS",
    "CLUSTER_SPANS",
    "COVERAGES",
    "DECISIONS",
    "DIGESTS",
    "EDGES",
    "EDIT_ROWS",
    "EXCERPTS",
    "FACTS",
    "FINDINGS",
    "FINDINGS_BY_ROW",
    "FINDING_ROWS",
    "FOUND_DUPLICATES",
    "FOUND_PASSAGES",
    "GROUPED",
    "HASHED_IDS",
    "INDEX_ENTRIES",
    "INDEX_STRINGS",
    "JUDGED_BLOCKS",
    "LABELLED_COVERAGES",
    "LABELS",
    "LEFT_OUT",
    "LETTER_BLOCKS",
    "LISTED_IDS",
    "LOCATED",
    "LOCATED_HALVES",
    "LOCATED_MEMBERS",
    "LOCATED_PASSAGES",
    "LOSSES",
    "MATCHES",
    "MATCH_ENDS",
    "MATCH_HALVES",
    "NAMES",
    "NODES",
    "NUMBERED_ROWS",
    "NUMBERS",
    "ORDERED_IDS",
    "OWN_LETTERS",
    "PAGES",
    "PAIRS",
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
    "READ",
    "RELATED",
    "REMOVED_MEMBERS",
    "REPEATS",
    "SAME_TEXT",
    "SAMPLED",
    "SAMPLED_ROWS",
    "SEEDS",
    "SENTENCE_PARTS",
    "SHARED_IDS",
    "SHARED_IDS_BESIDE",
    "SITE_BLOCKS",
    "SITE_PAGES",
    "SKIPPED",
    "SOUGHT_MEMBERS",
    "TASKS",
    "TERMS",
    "TERM_COUNTS",
    "TEXTS",
    "TO_LOCATE",
    "TO_LOCATE_ROWS",
]  # fmt: skip

_S, _I8, _I16, _I32, _I64, _F, _B = (
    pa.string(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.bool_(),
)  # fmt: skip


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


def _beside(rows: pa.Schema) -> pa.Schema:
    """Give the schema of the same columns as lists, one row a document."""
    return pa.schema([(field.name, pa.list_(field.type)) for field in rows if field.name != "row"])


# Reading

SKIPPED = _schema(what=_S, records=_I64)
"""Records of WARC files that are no pages, by what they are."""

TEXTS = _schema(
    source=_I32,  # index of the source in the sorted list of inputs
    record=_I64,  # number of the record in its file
    id=_S,  # the id as read; null where the record has none
    host=_S, url=_S, date=_S, markup=_S, title=_S, author=_S, site=_S, encoding=_S,
    text=pa.large_string(),  # null where reading or extraction failed
    failure=_S,  # the message, where it failed
    stage=_S,  # ... at this stage: read | extract | stand-in
)  # fmt: skip
"""One row a document, in order of reading: what a reader makes of a record."""

INDEXED = _schema(
    id=_S, text=pa.large_string(), host=_S, url=_S, date=_S, markup=_S, title=_S, author=_S, site=_S,
    added=_S,  # day on which the document was added, ISO 8601
)  # fmt: skip
"""Documents of an index, which is a corpus in Parquet too."""

PLACES = _schema(index=_I32, segment=_I32, row=_I32)
"""Documents of indexes: the number of the index, of the segment, and of the row in it."""

PAGES = _schema(
    left_out=pa.list_(pa.struct([("after", _I64), ("text", _S), ("reason", _S), ("score", _F)])),
    # all blocks, to choose among them again: see `html.result.Candidate`
    blocks=pa.list_(
        pa.struct(
            [("text", _S), ("score", pa.float64()), ("place", _I64), ("row", _I32), ("item", _B), ("link", _B),
             ("repair", _I32), ("form", _S), ("part", _S)]
        )
    ),
    elsewhere=pa.float64(),  # words that trafilatura read from elsewhere than from blocks
)  # fmt: skip
"""Beside `TEXTS`: what is known of the blocks of an HTML page."""

READ = pa.schema([*TEXTS, *PAGES])
"""`TEXTS` and `PAGES` in one: the rows that readers make."""

LEFT_OUT = pa.schema([PAGES.field("left_out")])
"""Beside `TEXTS`: the blocks that were left out of an HTML page."""

FACTS = _schema(
    source=_I32, record=_I64, id=_S, host=_S, date=_S, title=_S, author=_S, site=_S, encoding=_S,
    characters=_I64, digest=_S, failure=_S, stage=_S,
)  # fmt: skip
"""Beside `TEXTS`: what is known of a document apart from its text."""

NAMES = _schema(document=_S)
"""Beside `TEXTS`: the document's id in public tables."""

NUMBERS = _schema(number=_I32)
"""Beside `TEXTS`: the document's number; -1 where it failed and has none."""

PROTECTED = _schema(phrase=_I32)
"""Indices of protected phrases that texts have."""

TASKS = _schema(task=_I32)
"""A task of reading or writing, by its index."""

# Numbers of documents

ORDERED_IDS = _schema(document=_S, row=_I64)
"""Ids of documents in their order, and the row of each in the corpus."""

LISTED_IDS = pa.schema([("range", _I32), *ORDERED_IDS, ("failed", _B)])
"""The same with the range of ids that each is in, and whether the document failed."""

HASHED_IDS = _schema(hash=_I64, number=_I32)
"""A hash of an id, and the number of its document."""

SHARED_IDS = _schema(row=_I64, again=_B)
"""Rows of documents whose id another document has, too."""

SHARED_IDS_BESIDE = _beside(SHARED_IDS)
"""Beside `TEXTS`: the same."""

NUMBERED_ROWS = pa.schema([("row", _I64), *NUMBERS])
"""The row of a document, and its number."""

SAME_TEXT = _schema(digest=_I64, number=_I32)
"""A part of the digest of a document's text, and the document; none for empty texts."""

INDEX_ENTRIES = _schema(
    number=_I32,
    row=_I64,
    characters=_I64,  # code points of its text
    host=_I64,  # a hash of its site
    source=_I32,
    date=_S,
)
"""The entries of a document in the document index."""

INDEX_STRINGS = _schema(string=pa.large_string())
"""A file of strings of the document index: ids or dates."""

# Learning from the pages of sites

SITE_PAGES = _schema(host=_I64, chance=_I64, row=_I64)
"""A page, the hash of its site, and a hash by which pages are drawn."""

SAMPLED = _schema(sampled=_B)
"""Beside `TEXTS`: whether the page was drawn."""

SAMPLED_ROWS = pa.schema([("row", _I64), *SAMPLED])
"""Rows of the pages that were drawn."""

SITE_BLOCKS = _schema(
    group=_I64,  # hash of the site
    number=_I32,
    kind=_I8,  # PLACE or TEXT, see `html.site_consensus`
    key=_I64,  # hash of the position or of the text
    value=_I32,  # of a position: log odds of main text there; of a text: its words, up to a byte
)
"""A block of a drawn page, by its position on the page or by its text."""

JUDGED_BLOCKS = _schema(
    key=_I64,
    kind=_I8,
    total=_I64,  # sum of the values
    pages=_I64,  # pages that have it
)
"""The sum of what the pages of a site show about a position or a text."""

REPEATS = _schema(
    group=_I64,  # the host, or (negative) a share of the keys of unknown hosts
    key=_I64,  # hash of the line, sentence or paragraph with its slots left out
    number=_I32,
    kind=_I8,
    start=_I32, stop=_I32,  # bytes in the document
    tail=_I32,  # bytes of the document after ``stop``
    early=_I32, late=_I32,  # of unknown hosts: hashes of both halves of the page that its copies are likely to share
    flags=_I16, slot=_I32, exact=_I32,  # see `templates.traits.Traits`
)  # fmt: skip
"""A line, sentence or paragraph of a drawn page."""

CANDIDATES = _schema(
    group=_I64, key=_I64, kind=_I8,  # as in `REPEATS`
    pages=_I64, looked=_I64,  # pages that show it, of pages looked at; copies count once
    sure=_B,  # else it is a template only if a phrase of a rule is in it
    share=_F,  # of all pages without a host, the share that must show it
    signs=_I16,  # signs that it is data of its pages, as bits; see `templates.page_data`
    owner=_I64,  # the key whose template this is a form of; its own key otherwise
    number=_I32, start=_I32, stop=_I32,  # the page with the smallest number; bytes
    other_number=_I32, other_start=_I32, other_stop=_I32,  # ... and with the largest
    second_number=_I32, second_start=_I32, second_stop=_I32,  # ... and two between them
    third_number=_I32, third_start=_I32, third_stop=_I32,
)  # fmt: skip
"""A line, sentence or paragraph that may be a template of a site."""

EXCERPTS = _schema(
    number=_I32, start=_I32, stop=_I32,  # bytes in the document
    host=_S, text=_S,
    before=_S, after=_S,  # what stands around it in its line, in part; empty but for sentences
)  # fmt: skip
"""The text of a candidate on one of its pages."""

PHRASES = _schema(text=_S)
"""Different texts in which phrases of rules are looked for."""

PHRASE_FOUND = _schema(
    found=_B,  # a rule finds a phrase in the text
    part=_S,  # the kept category that all of the text is, such as byline; empty for none
)
"""Beside `PHRASES`: what the rules find in the text."""

# Findings

FINDING_ROWS = _schema(row=_I32, start=_I32, stop=_I32, category=_S, rule=_S, score=_F)
"""Boilerplate in a batch of texts; row = index of the document in the batch."""

FINDINGS = _beside(FINDING_ROWS)
"""Beside `TEXTS`: the same as lists."""

FINDINGS_BY_ROW = pa.schema([("row", _I64), *(field for field in FINDING_ROWS if field.name != "row")])
"""Boilerplate of the whole corpus; row = row of the document."""

# Matching: fingerprints, anchors, matches. Offsets are in folded letters.

SEEDS = _schema(
    hash=_I64,  # the two lowest bits give the kind: 0, 1 for dense, `winnowing.REWORDED`
    number=_I32,
    position=_I32,  # letter where the k-gram starts
)
"""A seed: the fingerprint of a k-gram, and its position."""

ANCHORS = _schema(
    left=_I32, left_position=_I32,
    right=_I32, right_position=_I32,
    length=_I8,  # letters of the seed; 0 where both positions are those of sentences
    documents=_I8,  # documents that have the seed; 127 for that and more
)  # fmt: skip
"""Two positions with the same seed: left document < right, or one document and left position < right."""

BUCKETED_ANCHORS = ANCHORS.append(pa.field("bucket", _I16))
"""Anchors with the bucket of their pair of documents; see `matching.kernels`."""

MATCHES = _schema(
    left=_I32, left_start=_I32, left_stop=_I32,
    right=_I32, right_start=_I32, right_stop=_I32,
    equal=_I32,  # letters aligned with an equal one, or more: a lower bound where an alignment shifts both ways
    similarity=_F,  # 2 x equal / letters of both
)  # fmt: skip
"""Two passages with the same text: left document < right, or one document and the left passage ends first."""

COVERAGES = _schema(
    left=_I32, right=_I32,
    left_coverage=_F, right_coverage=_F,  # share of a document's letters that is aligned, see ``matches`` in `PUBLIC`
    similarity=_F,  # of what is aligned
)  # fmt: skip
"""Two documents that match, left < right."""

RELATED = pa.schema(
    [
        *COVERAGES,
        ("relation", _I8),  # code of one of ``matching.RELATIONS``
        ("left_only", _I32), ("right_only", _I32),  # words that the other one has nowhere
    ]
)  # fmt: skip
"""Two documents that match, and how they are related."""

TERMS = _schema(term=_I64)
"""The different terms of a document, as hashes."""

TERM_COUNTS = _schema(term=_I64, documents=_I32)
"""A term, and the number of documents that have it: two at least."""

BANDS = _schema(number=_I32, band=_I64)
"""A band of a MinHash sketch as a hash: documents that share one are candidates."""

PAIRS = _schema(left=_I32, right=_I32)
"""Two documents to compare, left < right."""

DIGESTS = _schema(number=_I32, digest=_I64)
"""A document, and a hash of its letters, or of its text where it has none; 0 for an empty text."""

GROUPED = _schema(label=_I32, number=_I32)
"""A document, and the smallest document of its group of near-duplicates."""

SENTENCE_PARTS = _schema(part=_I32)
"""Files with the sentences of one task, by the number of the task."""

LETTER_BLOCKS = _schema(block=_I32)
"""A block of the file of all letters, by its index."""

FOUND_PASSAGES = _schema(
    left=_I64, left_start=_I64, left_stop=_I64,
    right=_I64, right_start=_I64, right_stop=_I64,
    letters=_I64,  # of the shorter passage
    similarity=_F,
)  # fmt: skip
"""The result of `find_passages`: indices of texts, offsets in code points."""

FOUND_DUPLICATES = _schema(left=_I64, right=_I64, left_coverage=_F, right_coverage=_F, similarity=_F, relation=_S)
"""The result of `find_duplicates`: indices of texts."""

# Clusters. Offsets are in letters unless a comment names another unit.

MATCH_ENDS = _schema(number=_I32, start=_I32, stop=_I32, other=_I32, other_start=_I32, other_stop=_I32, equal=_I32)
"""One end of a match, and the other; each match has two rows."""

CLUSTER_SPANS = _schema(
    number=_I32, start=_I32, stop=_I32,
    weight=_I32,  # ends of matches that have it
    node=_I64,  # the document's number and, in the low bits, the rank of its smallest span among the document's
)  # fmt: skip
"""A span of a document that some match has."""

MATCH_HALVES = _schema(number=_I32, start=_I32, stop=_I32, node=_I64)
"""The right end of a match, and the node of the left one."""

CLUSTER_MEMBERS = _schema(
    label=_I64,  # the cluster
    number=_I32,
    rank=_I32,  # of its smallest span among those of the document
    start=_I32, stop=_I32,
    similarity=_F,  # of its matches: 2 x their equal letters / letters of both ends
)  # fmt: skip
"""A member of a cluster."""

SOUGHT_MEMBERS = pa.schema([*CLUSTER_MEMBERS, ("there", _I32), ("first", _I32), ("last", _I32)])
"""A member of a cluster, and where to look for it: in document ``there``, from letter ``first`` to ``last``."""

TO_LOCATE_ROWS = _schema(
    row=_I64,
    label=_I64,  # the cluster of a member
    rank=_I32,  # of a member; -1 for the end of a match
    letter_start=_I32, letter_stop=_I32,
    similarity=_F,  # of a member
)  # fmt: skip
"""Spans of letters that are to be mapped to code points."""

TO_LOCATE = _beside(TO_LOCATE_ROWS)
"""Beside `TEXTS`: the same as lists."""

LOCATED = _schema(number=_I32, letter_start=_I32, letter_stop=_I32, start=_I32, stop=_I32)
"""The end of a match, in letters and in code points."""

LOCATED_MEMBERS = _schema(
    first=_I32,  # the document of the cluster's smallest member
    label=_I64, number=_I32, rank=_I32,
    start=_I32, stop=_I32,  # code points
    match_start=_I32, match_stop=_I32,  # code points, before the ends were moved to those of sentences
    similarity=_F,
    quoted=_B,  # whether it is in quotation marks
    quality=_S,  # one of `matching.passage_quality.QUALITIES`
    numbers=_S,  # those in digits, separated by spaces
    speaker=_S,  # that its text names
    # the text around its ends, see `matching.continuations`; empty for what is no prose
    before=_S, first_words=_S,
    last_words=_S, after=_S,
)  # fmt: skip
"""A member of a cluster, in code points."""

LOCATED_HALVES = _schema(
    number=_I32, letter_start=_I32, letter_stop=_I32,  # the right end, in letters
    left=_I32, left_start=_I32, left_stop=_I32,  # the left one, in code points
    similarity=_F,
)  # fmt: skip
"""A match of which one end has been located."""

LOCATED_PASSAGES = _schema(
    left=_I32, left_start=_I32, left_stop=_I32, right=_I32, right_start=_I32, right_stop=_I32, similarity=_F,
)  # fmt: skip
"""A match, in code points."""

# Engines

EDGES = _schema(a=_I64, b=_I64)
"""An edge: two connected nodes."""

LABELS = _schema(
    number=_I32,  # document of the node
    node=_I64,
    label=_I64,  # the smallest node that it is connected to
)
"""A node and its component; a node that is the smallest one itself has no row."""

NODES = _schema(node=_I64)
"""Nodes whose component is not settled."""

ANSWERS = _schema(item=_I64, answer=pa.binary())
"""The pickled result of a Spark task for an item, with the index of the item."""

# Policy

PLAN_ROWS = _schema(
    row=_I64,
    plan_whole=_B,  # the whole document is removed, not a passage
    plan_action=_S, plan_start=_I32, plan_stop=_I32,
    plan_reason=_S,  # duplicate | contained | update for a whole document, else the kind of the cluster
    plan_score=_F, plan_keeper=_S, plan_keeper_start=_I32, plan_keeper_stop=_I32,
    plan_keeper_reason=_S,  # why that document stays; null for passages
)  # fmt: skip
"""A choice of the policy between copies: a passage or a document is removed, and another one stays."""

PLANS = _beside(PLAN_ROWS)
"""Beside `TEXTS`: the same as lists."""

PLANS_OF_COPIES = pa.schema([*PLAN_ROWS, ("number", _I64)])
"""Plans for whole documents, with their numbers."""

LABELLED_COVERAGES = pa.schema([("label", _I64), *RELATED])
"""Pairs of documents, with their group of near-duplicates."""

PLAN_MEMBERS = _schema(
    number=_I32,
    member=_I64,  # row in the public table of clusters
    label=_I64,  # ... of the first member of its cluster
    start=_I32, stop=_I32, kind=_I8,
)  # fmt: skip
"""A member of a cluster of passages."""

PLAN_MATCHES = _schema(
    match=_I64,
    left=_I32, left_start=_I32, left_stop=_I32, right=_I32, right_start=_I32, right_stop=_I32,
    similarity=_F,
)  # fmt: skip
"""A match of passages, with its row in the public table of matches."""

PLAN_HALVES = pa.schema([*PLAN_MATCHES, ("member", _I64), ("label", _I64), ("begin", _I32), ("kind", _I8)])
"""A match, and the member that its left end is, with its start."""

PLAN_LINKS = pa.schema([*PLAN_HALVES, ("other", _I64), ("other_begin", _I32)])
"""A match with the members of one cluster that both its ends are."""

PLAN_QUESTIONS = pa.schema([
    ("row", _I64),  # of the document whose member ranks higher, then of the other one
    ("asked_row", _I64),  # of the other one
    ("asked_left", _B),  # whether the member that ranks lower, and may go, is the left one
    *PLAN_LINKS,
    ("keeper_text", _S),  # of the member that ranks higher; null until it is read
])  # fmt: skip
"""A link whose member that ranks lower is to be compared, sentence by sentence, with the other one."""

PLAN_QUESTIONS_BESIDE = _beside(PLAN_QUESTIONS)
"""Beside `TEXTS`: the same as lists."""

PLAN_SPANS = _schema(number=_I32, start=_I32, stop=_I32, member=_I64, other=_I64)
"""One end of a link: its span, its member, and the other member."""

PLAN_COMPONENTS = pa.schema([("component", _I64), *PLAN_LINKS])
"""Links, with the component of overlapping spans that they are decided in."""

REMOVED_MEMBERS = _schema(member=_I64)
"""Rows of the public table of clusters whose passage is removed."""

DECISIONS = _schema(
    start=pa.list_(_I64), stop=pa.list_(_I64), action=pa.list_(_S), reason=pa.list_(_S), rule=pa.list_(_S),
    score=pa.list_(_F), keeper=pa.list_(_S), keeper_start=pa.list_(_I64), keeper_stop=pa.list_(_I64),
    keeper_reason=pa.list_(_S),
)  # fmt: skip
"""Beside `TEXTS`: the decisions, as lists."""

LOSSES = _schema(
    group=_I64, host=_S,  # the site, as hash and as name
    pages=_I64,  # documents
    characters=_I64,  # of them
    lost=_I64,  # characters that would be removed
)  # fmt: skip
"""The text that a site would lose."""

OWN_LETTERS = _schema(
    number=_I32,
    letters=_I64,  # outside of boilerplate and quoted lines
    damage=_I32,  # signs that extraction damaged the text
    corrects=_B,  # whether it says that it corrects another text
)
"""The letters of a document outside of boilerplate and quoted lines."""

EDIT_ROWS = pa.schema([("number", _I64), *(field for field in PUBLIC["edits"] if field.name != "document")])
"""Cuts that were made, by the number of the document."""
