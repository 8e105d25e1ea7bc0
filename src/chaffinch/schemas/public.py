"""The public tables of a run folder: their names and columns are an interface, which ``docs/run-folder.md`` lists.

Offsets count code points of the text as it was read; ranges are half-open.
"""

from __future__ import annotations

import pyarrow as pa
from msgspec import Struct

__all__ = ["ANSWERS_FILE", "CONVERTED", "CUTS", "MARKED", "PUBLIC", "TABLES", "Column", "Described"]

_S, _I64, _F, _B = pa.string(), pa.int64(), pa.float32(), pa.bool_()


class Column(Struct, frozen=True):
    """A column of a public table: its Arrow type, and the meaning of a cell in a few words."""

    kind: pa.DataType
    meaning: str


class Described(Struct, frozen=True):
    """A public table: the meaning of a row, and the columns in their order."""

    row: str
    columns: dict[str, Column]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema."""
        return pa.schema([pa.field(name, column.kind) for name, column in self.columns.items()])


def _span(what: str) -> dict[str, Column]:
    return {
        "document": Column(_S, "id of the document"),
        "start": Column(_I64, f"where {what} starts in the text as it was read"),
        "stop": Column(_I64, "where it ends (exclusive)"),
    }


def _side(side: str) -> dict[str, Column]:
    return {
        f"{side}_document": Column(_S, f"id of the {side} document"),
        f"{side}_start": Column(_I64, f"where the {side} passage starts"),
        f"{side}_stop": Column(_I64, "where it ends (exclusive)"),
        f"{side}_coverage": Column(
            _F,
            "of a document: share of its letters, without boilerplate, that is aligned with the other one; of a "
            "passage: its share of its document",
        ),
    }


_RELATIONS = {
    "relation": Column(
        _S,
        "how two documents are related: `same`; `update`, versions of one text: one says that it corrects or updates, "
        "or they open with other news; `quoted`, one has the other in its quoted lines, or amid text of its own; "
        "`different`, they contradict one another in numbers, names, answers or title, or each has text of its own all "
        "over; `partial`, neither covers the other; null for passages",
    ),
    "left_only": Column(
        _I64,
        "words of the left document, in runs of three or more, that the right one has nowhere; a sentence with a "
        "number or a name of its own counts as fifteen at least, and a paragraph of fifteen words and more with all "
        "its words, if the right one lacks most of them; null for passages",
    ),
    "right_only": Column(_I64, "the same of the right document"),
}


TABLES = {
    "documents": Described(
        "a document that was read: where it is from, what is known of it, what became of it",
        {
            "document": Column(
                _S,
                "its id: the name of the file, the record's `id` field, else `file#record`; ids that several records "
                "share become `id@file#record`",
            ),
            "source": Column(_S, "the file, relative to the root of the input"),
            "record": Column(_I64, "number of the record in that file, from 0; 0 where the file is one document"),
            "encoding": Column(
                _S, "encoding of the file's bytes, with `-damaged` where some are not of it; `html` of a page's text"
            ),
            "host": Column(_S, "site; null where unknown, as are the next four"),
            "date": Column(_S, "date as the record or the page gives it"),
            "title": Column(_S, "title"),
            "author": Column(_S, "author"),
            "site": Column(_S, "name of the site"),
            "characters": Column(_I64, "length of the text in code points"),
            "digest": Column(_S, "BLAKE2b-128 of the text in UTF-8, hexadecimal"),
            "outcome": Column(
                _S,
                "`cleaned`, `duplicate` (dropped in favour of another document) or `failed`; `indexed` of a document "
                "that is not of the input, but of an index that the run was compared with",
            ),
        },
    ),
    "findings": Described(
        "boilerplate that was found, whether it was removed or not",
        _span("the finding")
        | {
            "category": Column(_S, "category of boilerplate, such as `comments` or `template`"),
            "rule": Column(_S, "the rule or template that found it; `model` for the line model"),
            "score": Column(_F, "how sure the finder is, 0 to 1; below 0.5 it is only reported"),
        },
    ),
    "templates": Described(
        "a text that the pages of one site repeat",
        {
            "rule": Column(_S, "its id; findings of category `template` name it"),
            "host": Column(_S, "the site"),
            "pattern": Column(_S, "the text, with `{}` where it differs from page to page (a slot)"),
            "pages": Column(_I64, "pages of the site that have it"),
            "share": Column(_F, "those pages as a share of the pages that were counted"),
            "example": Column(_S, "the text as it stands on one page"),
            "kept": Column(
                _S,
                "empty where the template may be removed; else why its findings are only reported (score 0.4), as they "
                "may be part of their pages. `wrapped`: the end of a hard-wrapped sentence; `values`: numbers that "
                "vary (prices, measures, results; of a few words two are enough); `markup`: a heading, fence or table "
                'row, or a note ("!!! tip"); `amid`: a line between '
                "prose of the page; `dates`: dates that vary; `joined`: no blank line between it and a line that no "
                "other page has; `phrase`: a few words on few pages, beside text of the page; `label`: a label before "
                "text that varies; `closing`: a short sentence at one place of few pages, or below the text of some of "
                "a few pages; `quoted`: mostly a "
                "quotation; `source`: a line of names; `background`: a paragraph of news on a site of a few pages, "
                "which may be follow-ups of one report; `few`: a text amid the pages of a site of three or four, "
                "or of one whose pages are alike in most of their words, which "
                "has no word of furniture; `letter`: a greeting or closing phrase; `goods`: a line of a shop without a "
                "word of furniture; "
                "`heading`: a short line without a stop that is the title of text or data of the page below; "
                "`opening`: the same at the top of the page, or above a short line, on a site whose pages have such "
                'titles; `field`: a line that names a value ("Colour: red"), where pages name different values; '
                "`part`: one of several texts below the title of a section; `title`: one of many lines at the top of "
                "pages that are filled-in forms, or a line there with another date or number on each; "
                "`telephone`: a telephone number that is another one on most pages; "
                "`hours`: opening hours, where those of pages differ; `prices`: a few lines without a blank line "
                "between, some of which give an amount of money; `link`: a link that leads elsewhere on each page, or "
                "another picture on each; `byline`, `caption`, `references`: a part of the "
                "article, though repeated",
            ),
        },
    ),
    "matches": Described(
        "two passages or documents that say the same; the left document has the smaller id",
        {"unit": Column(_S, "`document` or `passage`")}
        | _side("left")
        | _side("right")
        | {"similarity": Column(_F, "2 x equal letters / letters of both")}
        | _RELATIONS,
    ),
    "clusters": Described(
        "a member of a cluster of passages or documents that match",
        {
            "cluster": Column(
                _S,
                "id of the cluster: its smallest member as `document:start-stop`, or as `document` for whole documents",
            ),
            "kind": Column(
                _S,
                "`document`, `quotation`, `syndicated` (text of an article) or `repeat` (within one document or site)",
            ),
        }
        | _span("the member")
        | {
            "sentence_start": Column(
                _I64,
                "where the passage starts as it is listed for reading: at the first sentence that half of the "
                "documents of the cluster, and at least one other, have there; null for whole documents",
            ),
            "sentence_stop": Column(_I64, "where it ends there (exclusive)"),
            "keeper": Column(_B, "whether this member stays"),
            "speaker": Column(
                _S,
                "who is quoted: the name that more than half of the members with a name give; without a majority "
                "the name in `named`; null for what only one document and copies of it have",
            ),
            "named": Column(_S, "the name that the text around this member gives: its vote on `speaker`"),
            "similarity": Column(_F, "of a passage's matches together: 2 x equal letters / letters of both"),
            "quality": Column(
                _S,
                "what the passages of the cluster are: `prose`, `phrase` (a part of a sentence), `names`, `list`, "
                "`figures` (also a form with other facts in each passage) or `code`; only prose says something by "
                "itself",
            ),
        },
    ),
    "removals": Described(
        "a decision about a passage or a whole document",
        _span("the passage")
        | {
            "action": Column(
                _S,
                "`remove`, `mark`, `report` (a whole document that is a copy and stays) or `withheld` (nothing was "
                "cut, since no text would have been left, or the site would have lost too much) or `undone` (an "
                "answer of a reader keeps the text)",
            ),
            "reason": Column(
                _S,
                "category of the finding, `duplicate`, `contained` (a longer document has it), `update` (versions of "
                "one text), `empty` (there was no text, see `--drop-empty`), or kind of the cluster",
            ),
            "rule": Column(_S, "the rule that found it, for boilerplate"),
            "score": Column(_F, "score of the finding; of a copy its similarity or coverage"),
            "keeper": Column(_S, "id of the document because of which it goes"),
            "keeper_start": Column(_I64, "where the passage that stays starts in that document"),
            "keeper_stop": Column(_I64, "where it ends (exclusive)"),
            "keeper_reason": Column(
                _S,
                "why that document stays and not this one, where a whole document goes: `answer` (a reader chose it), "
                "`indexed` (an index has it), `contains` (it has all of this one), `whole` (this one is a part of "
                "another, longer document), `correction` (it says that it corrects another), `length` (more letters of "
                "its own, less 20 for each sign of damage), `damage` (fewer signs of it), `date`, `source`, or `id` "
                "(all else is equal)",
            ),
        },
    ),
    "edits": Described(
        "a cut that was made",
        _span("the cut")
        | {
            "position": Column(_I64, "offset of the gap in the cleaned text"),
            "text": Column(_S, "what was cut"),
        },
    ),
    "originals": Described(
        "a record that the cleaned corpus and the edits do not give back exactly: dropped, failed, or oddly escaped; "
        "of every page of a WARC file a line of JSON with its text before any cut",
        {
            "source": Column(_S, "the file, relative to the root of the input"),
            "record": Column(_I64, "number of the record in that file"),
            "bytes": Column(pa.large_binary(), "its bytes in the file"),
        },
    ),
    "files": Described(
        "a file below `cleaned/`, sorted by name: a run removes no others",
        {"file": Column(_S, "its path below `cleaned/`")},
    ),
    "left_out": Described(
        "a block of an HTML page that extraction left out, in the order of the page",
        {
            "document": Column(_S, "id of the document"),
            "after": Column(_I64, "code points of the extracted text that stand before it"),
            "text": Column(_S, "the block"),
            "reason": Column(
                _S,
                "the part of the page that it is in, if the block model finds it unlikely: `menu`, `footer`, `aside`, "
                "`share`, `related`, `advert`, `signup`, `comments`, `cookies`, `form`, or `unlikely` where no element "
                "names one; `frame` (title heading, standfirst, byline, dateline or caption of an article, which "
                "`--html-frame keep` keeps), `links` (a list of links on an article's page), `copy` (it is in the text "
                "already), "
                "`line-number` (of code), `notice` (it was taken for the text at first), `other-pages` (only the "
                "other pages of its site say that it is no text), `missed` (the text is that of trafilatura, "
                "which lacks it)",
            ),
            "score": Column(_F, "how likely it is main text, 0 to 1, with what other pages of the site say"),
        },
    ),
    "failures": Described(
        "a record that could not be read, extracted or processed",
        {
            "source": Column(_S, "the file, relative to the root of the input"),
            "record": Column(_I64, "number of the record in that file"),
            "document": Column(_S, "id of the document, where it has one"),
            "stage": Column(_S, "`read`, `extract`, or `stand-in` (the text is a notice in place of a page)"),
            "message": Column(_S, "what went wrong"),
        },
    ),
}
"""The public tables by name."""

PUBLIC = {name: table.schema for name, table in TABLES.items()}
"""The Arrow schemas of the public tables by name."""

CUTS = pa.schema(
    [
        ("document", _S), ("host", _S), ("start", _I64), ("stop", _I64),
        ("action", _S), ("reason", _S), ("rule", _S), ("score", _F),
        ("keeper", _S), ("keeper_start", _I64), ("keeper_stop", _I64),
        ("before", pa.large_string()), ("text", pa.large_string()), ("after", pa.large_string()),
    ]
)  # fmt: skip
"""The cuts of a run, each with its text and what stands around it."""

ANSWERS_FILE = Described(
    "an answer of a reader; the last line about a question counts",
    {
        "verdict": Column(
            _S, "`right`, `wrong`, `other` (another copy should stay), `none` (takes back the answer before)"
        ),
        "scope": Column(_S, "what it is about: `passage`, `document`, `cluster`, `rule`, `template` or `site`"),
        "document": Column(_S, "id of the document; empty for rules, templates and sites"),
        "start": Column(_I64, "where the span starts in the text as it was read"),
        "stop": Column(_I64, "where it ends (exclusive)"),
        "digest": Column(_S, "BLAKE2b-128 of the span in UTF-8, hexadecimal: it is found again where it has moved"),
        "text": Column(_S, "its first 80 code points"),
        "reason": Column(_S, "of the finding, removal or cluster when the answer was given"),
        "rule": Column(_S, "the rule or template"),
        "score": Column(_F, "the score then"),
        "host": Column(_S, "the site"),
        "keeper": Column(_S, "the document that stays by the decision; with `other` the one that should"),
        "keeper_start": Column(_I64, "with `other` about a cluster: where the passage that should stay starts"),
        "keeper_stop": Column(_I64, "where it ends (exclusive)"),
        "by": Column(_S, "the command that wrote it: `review` or `undo`"),
        "time": Column(_S, "when, in UTC (ISO 8601)"),
    },
)
"""The lines of JSON of ``answers.jsonl``."""

MARKED = pa.list_(pa.struct([("start", _I64), ("stop", _I64), ("reason", _S)]))
"""Marked passages of a record of Parquet, in code points: type of the column ``chaffinch``."""

CONVERTED = pa.schema(
    [
        ("id", _S),
        ("text", pa.large_string()),
        ("source", _S),  # the file that it was read from
        ("record", _I64),  # its number there
        ("url", _S), ("host", _S), ("date", _S), ("title", _S), ("author", _S), ("site", _S),
        ("fields", pa.large_string()),  # the other fields that it had, as JSON
        ("chaffinch", MARKED),
    ]
)  # fmt: skip
"""The record that any record becomes with ``--to parquet``."""
