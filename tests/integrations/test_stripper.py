"""One document at a time: a call, a list, a stream, a pipe."""

from __future__ import annotations

import io
import json
import multiprocessing
import pickle
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.apply import restore
from chaffinch.cli.piped import strip_stream
from chaffinch.config import Config
from chaffinch.errors import DocumentError, UsageError
from chaffinch.integrations import stripper as step
from chaffinch.model import Document
from chaffinch.schemas import FINDING_ROWS
from chaffinch.step import Stripper, strip
from chaffinch.text.segment import TextBatch

PROSE = "The dam held all night, and in the morning the pumps were switched off one after the other."
OTHER = "Nobody in the valley had slept; the baker opened at four and gave the bread away, the mayor said."
FOOT = "© 2031 The Valley Gauge. All rights reserved."
TEXT = f"{PROSE}\n\nSubscribe to our newsletter!\n\n{OTHER}\n\n{FOOT}\n"
CLEAN = f"{PROSE}\n\n{OTHER}\n"


class Finder:
    """Stands in for the rules: every "AD" is an advert, every "BY" a byline; rows come in no order."""

    ignored = ()
    own: dict[str, float] = {}  # noqa: RUF012
    apart = frozenset[str]()

    def find(self, batch: TextBatch, *, blank: object = None) -> pa.RecordBatch:
        texts = [
            bytes(batch.data[a:b]).decode() for a, b in zip(batch.start.tolist(), batch.stop.tolist(), strict=True)
        ]
        self.largest = max(len(texts), getattr(self, "largest", 0))
        rows = [
            (row, at, at + 2, category, f"test.{word}", 0.9)
            for row, text in enumerate(texts)
            for word, category in (("BY", "byline"), ("AD", "advert"))
            for at in range(len(text))
            if text.startswith(word, at)
        ]
        columns = list(zip(*reversed(rows), strict=True)) or [[]] * len(FINDING_ROWS)
        arrays = [pa.array(list(c), f.type) for c, f in zip(columns, FINDING_ROWS, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=FINDING_ROWS)


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> Finder:
    found = Finder()
    monkeypatch.setattr(step, "_rules", lambda *chosen: found)
    return found


# -- with the rules of the package


def test_strip() -> None:
    assert strip(TEXT) == CLEAN


def test_result_says_what_why_and_how_to_undo() -> None:
    done = Stripper()(TEXT)
    assert done.text == done.document.text == CLEAN
    assert {r.reason for r in done.removals} == {"subscription", "copyright"}
    for removal in done.removals:
        assert any(f.rule == removal.rule and f.category == removal.reason for f in done.findings)
    assert restore(done.text, done.edits) == TEXT


def test_protected_phrases_stay() -> None:
    assert FOOT.split(" All", maxsplit=1)[0] in strip(TEXT, protect=["The Valley Gauge"])


def test_categories_can_be_kept() -> None:
    assert strip(TEXT, categories={"copyright": "off", "subscription": "report"}) == TEXT


def test_an_untouched_text_comes_out_as_it_was() -> None:
    for text in ("", " ", "\n", "a", "\r\n", "e\u0301\U0001f6a2", "\0", PROSE, "\ud800 lone", "x" * 100_000):
        assert strip(text) == text


def test_a_lone_surrogate_does_no_harm() -> None:
    assert strip(f"\ud800 {PROSE}\n\n{FOOT}\n") == f"\ud800 {PROSE}\n"


def test_works_in_other_processes() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert [s.text for s in pool.map(Stripper(), [TEXT, PROSE])] == [CLEAN, PROSE]


def test_strip_stream_with_one_text() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
        sink = io.BytesIO()
        assert strip_stream(io.BytesIO(TEXT.encode(encoding)), sink) == 2
        assert sink.getvalue() == CLEAN.encode("utf-8-sig" if encoding == "utf-8-sig" else "utf-8")


def test_strip_stream_with_records() -> None:
    source = b'{"n":1, "text" : ' + json.dumps(TEXT).encode() + b', "z":[ ]}\r\n'
    sink = io.BytesIO()
    assert strip_stream(io.BytesIO(source), sink, jsonl=True) == 2
    assert sink.getvalue() == b'{"n":1, "text" : ' + json.dumps(CLEAN).encode() + b', "z":[ ]}\r\n'


# -- with a finder that is easy to foretell


def test_a_document_keeps_its_fields(finder: Finder) -> None:
    document = Document("a", "One AD two.", "a.example", "2031-01-02", {"tags": ["x"]})
    done = Stripper()(document).document
    assert done == Document("a", "One two.", "a.example", "2031-01-02", {"tags": ["x"]})


def test_findings_are_sorted_and_kept_ones_are_reported(finder: Finder) -> None:
    done = Stripper()("BY me AD and BY you.")
    assert [(f.start, f.category) for f in done.findings] == [(0, "byline"), (6, "advert"), (13, "byline")]
    assert done.text == "BY me and BY you."


@pytest.mark.parametrize(
    "text",
    [
        "All rights reserved.",
        "Follow us on Twitter.\n\nSign up for our newsletter!",
        "Alle Rechte vorbehalten.\n\nAbonnieren Sie unseren Newsletter!",
        "Tous droits réservés.",
        "Suscríbete a nuestro boletín.",
        "Inscreva-se em nossa newsletter!\n\nTodos os direitos reservados.",
        "Все права защищены.",
        "版权所有",
    ],
)
def test_a_text_of_boilerplate_alone_stays_with_the_reason(text: str) -> None:
    done = Stripper()(text)
    assert done.text == text
    assert done.removals and all(removal.action == "withheld" and removal.rule for removal in done.removals)
    dropping = Stripper.of(Config.from_dict({"policy": {"drop_empty": True}}))
    assert not dropping(text).text.strip()


@pytest.mark.parametrize("text", ["It rained.", "It rained.\n\nAll rights reserved.", "A right was reserved for all."])
def test_a_text_with_a_line_of_its_own_is_not_held_back(text: str) -> None:
    assert all(removal.action == "remove" for removal in Stripper()(text).removals)


@pytest.mark.parametrize(
    "policy", [{"boilerplate": "report"}, {"categories": {"copyright": "off"}}, {"protect": ("rights",)}]
)
def test_nothing_is_held_back_that_would_stay_anyway(policy: Any) -> None:
    assert not Stripper.of(Config.from_dict({"policy": policy}))("All rights reserved.").removals


def test_a_document_that_would_lose_everything_keeps_its_text(finder: Finder) -> None:
    done = Stripper()("AD AD")
    assert (done.text, done.edits, {r.action for r in done.removals}) == ("AD AD", (), {"withheld"})


@given(st.lists(st.text("AD BY\né\U0001f6a2\ud800", max_size=20), max_size=8))
def test_batch_stream_and_call_agree(texts: list[str]) -> None:
    stripper = Stripper()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, "_rules", lambda *chosen: Finder())
        patch.setattr(step, "AHEAD", 10)
        one_by_one = [stripper(text) for text in texts]
        assert list(stripper.stream(texts)) == stripper.batch(texts) == one_by_one
    for text, done in zip(texts, one_by_one, strict=True):
        assert restore(done.text, done.edits) == text


def test_stream_reads_little_ahead(finder: Finder) -> None:
    read: list[int] = []

    def documents() -> Iterator[str]:
        for number in range(10**9):
            read.append(number)
            yield f"Number {number} AD ends. " + "é" * 1000

    stream = Stripper().stream(documents())
    for number in range(1500):
        assert next(stream).text.startswith(f"Number {number} ends. ")
        assert len(read) * 2000 < number * 2020 + step.AHEAD * 1.1
    assert finder.largest < 600


def test_records_pass_in_order_and_invalid_lines_as_they_are(
    finder: Finder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(step, "AHEAD", 20)
    lines = [
        '\ufeff{"body": "One AD two."}',
        "",
        '{"body": "Caf\\u00e9 closed AD today \\/", "id": "x"}',
        "not a record AD",
        '{"text": "AD here"}',
        '{"body": null}',
        '["AD"]',
        '{"body": "Plain."}',
        '{"body": "Last AD one."}',
    ]
    sink = io.BytesIO()
    assert strip_stream(io.BytesIO("\n".join(lines).encode()), sink, jsonl=True, text_field="body") == 3
    expected = [
        "\ufeff" + '{"body": "One two."}',
        "",
        '{"body": "Caf\\u00e9 closed today \\/", "id": "x"}',
        *lines[3:8],
    ]
    assert sink.getvalue().decode().split("\n") == [*expected, '{"body": "Last one."}']
    told = "chaffinch: 4 of 9 lines have no text in the field 'body'; copied unchanged (the first is line "
    assert capsys.readouterr().err.startswith(told)


def test_valid_records_are_quiet(finder: Finder, capsys: pytest.CaptureFixture[str]) -> None:
    strip_stream(io.BytesIO(b'{"text": "a"}\n\n'), io.BytesIO(), jsonl=True)
    assert capsys.readouterr().err == ""


def test_marked_spans_become_a_field(finder: Finder) -> None:
    config = Config().override({"policy": {"categories": {"advert": "mark"}}})
    sink = io.BytesIO()
    assert strip_stream(io.BytesIO(b'{"text": "One AD two."}\n'), sink, jsonl=True, config=config) == 0
    assert json.loads(sink.getvalue()) == {
        "text": "One AD two.",
        "chaffinch": [{"start": 4, "stop": 6, "reason": "advert"}],
    }


def test_empty_input_gives_empty_output(finder: Finder) -> None:
    for jsonl in (False, True):
        sink = io.BytesIO()
        assert strip_stream(io.BytesIO(b""), sink, jsonl=jsonl) == 0
        assert sink.getvalue() == b""


def test_bytes_that_are_no_text_are_refused(finder: Finder) -> None:
    with pytest.raises(DocumentError, match="not text"):
        strip_stream(io.BytesIO(bytes(range(256)) * 4), io.BytesIO())


def test_stops_when_nobody_reads(finder: Finder) -> None:
    class Closed(io.BytesIO):
        def writelines(self, lines: object) -> None:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        strip_stream(io.BytesIO(b'{"text": "a"}\n'), Closed(), jsonl=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"langauges": ["en"]}, "langauges"),
        ({"level": "strict"}, "level = 'strict'; one of: rules"),
        ({"categories": {"advert": "drop"}}, "advert = 'drop'; one of: remove"),
        ({"profile": "site.toml"}, "cannot read site templates from site.toml"),
    ],
)
def test_a_bad_option_is_a_usage_error_before_any_work(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Stripper(**options)  # type: ignore[arg-type]


def test_a_stripper_can_be_pickled_with_its_options() -> None:
    stripper = pickle.loads(pickle.dumps(Stripper(protect=["dam"], categories={"byline": "remove"})))
    assert (stripper.config.policy.protect, stripper.config.policy.categories) == (
        ("dam",),
        {"byline": "remove"},
    )
    assert Stripper.of(stripper.config).config == stripper.config


def test_a_page_in_a_record_is_extracted_and_stripped() -> None:
    story = "The ferry ran aground at dawn and forty passengers waited for the tide on the upper deck."
    page = f"<html><body><article><p>{story}</p><p>{story[4:]}</p><p>Follow us on Twitter!</p></article></body></html>"
    broken = '{"text": "<html><body><p></p></body></html>"}\n'
    lines = json.dumps({"id": 1, "text": page, "n": 1.50}) + "\n" + broken
    out = io.BytesIO()
    strip_stream(io.BytesIO(lines.encode()), out, jsonl=True)
    first, second = out.getvalue().decode().splitlines(keepends=True)
    assert json.loads(first) == {"id": 1, "text": f"{story}\n{story[4:]}", "n": 1.5}
    assert second == broken


def test_a_list_of_texts_and_documents_gives_a_list() -> None:
    body = "The weir was shut at noon, and the eels went round by the ditch."
    texts = [f"{body}\n\nAll rights reserved.", Document("b", body)]
    assert [done.text for done in Stripper()(texts)] == [body, body]
    assert Stripper()([]) == []


@pytest.mark.parametrize("wrong", [7, None, {"text": "The dam held."}, b"bytes", iter(["a"])])
def test_what_is_no_text_is_refused_with_what_is(wrong: Any) -> None:
    with pytest.raises(UsageError, match="a text, a Document, or a list of them"):
        Stripper()(wrong)
    with pytest.raises(UsageError, match=f"cannot strip {type(wrong).__name__}"):
        Stripper()(["good", wrong])
    with pytest.raises(UsageError, match="one of: rules"):
        Stripper(wrong)


def test_a_record_is_refused_with_how_to_take_its_text() -> None:
    with pytest.raises(UsageError, match=r'stripper\(record\["text"\]\)'):
        list(Stripper().stream([{"id": 1, "text": "The dam held."}]))  # type: ignore[list-item]


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("encoding", ["utf-8", "same"])
def test_lines_of_a_wide_encoding_are_read(coding: str, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [
        "The dam held.\n\nAll rights reserved.",
        "Дамба выдержала ночь.",
        "堤防は持ちこたえた。\n\nCopyright © 2031 Example",
    ]
    lines = [json.dumps({"n": n, "text": text}, ensure_ascii=False) for n, text in enumerate(texts)]
    raw, sink = "".join(f"{line}\n" for line in lines).encode(coding), io.BytesIO()
    tree: Any = {"input": {"encoding": encoding}}
    strip_stream(io.BytesIO(raw), sink, jsonl=True, config=Config.from_dict(tree))
    got = sink.getvalue().decode("utf-8" if encoding == "utf-8" else coding)
    rows = [json.loads(line) for line in got.splitlines()]
    assert [row["n"] for row in rows] == [0, 1, 2]
    assert rows[0]["text"] == "The dam held." and rows[1]["text"] == texts[1]
    assert ("written as utf-8" in capsys.readouterr().err) == (encoding == "utf-8")


PAGE = (
    "<!DOCTYPE html><html><head><title>Tides</title><meta property='og:url' content='https://harnby.example/1'></head><body>"
    "<nav><a href='/'>Home</a></nav><article><h1>Tides</h1><p>The dam held all night, and by noon the water had fallen by a "
    "metre, the harbour master said.</p><p>The crews went home in the afternoon, when the pumps were switched off.</p>"
    "<p>Subscribe to our newsletter!</p></article></body></html>"
)


def test_the_text_of_a_page_is_taken_out_if_that_is_asked_for() -> None:
    page, text = Stripper(html="auto").batch([Document("a", PAGE), "The dam held all night.\n\nAll rights reserved."])
    assert page.text.splitlines()[-1].endswith("switched off.")
    assert page.text.splitlines()[0].startswith("The dam held")
    assert (page.document.id, page.document.host, page.failure) == ("a", "harnby.example", "")
    assert restore(page.text, page.edits).endswith("newsletter!")
    assert text.text == "The dam held all night."
    assert Stripper()(PAGE).text.startswith("<!DOCTYPE html>")


def test_a_page_without_a_text_says_why() -> None:
    robots = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing harnby.example.</p></body></html>"
    found = Stripper(html="auto")([robots, PAGE])
    assert found[0].text == ""
    assert found[0].failure
    assert found[1].text
    assert pickle.loads(pickle.dumps(Stripper(html="page"))).html
