"""What all adapters share: rows to documents, results to columns."""

from __future__ import annotations

import pickle
import re

import pyarrow as pa
import pytest
from dropping import Deduplicating
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.apply import apply
from chaffinch.errors import MissingExtra, UsageError
from chaffinch.integrations.arrow_rows import process_arrow, process_numpy
from chaffinch.integrations.audit import AUDIT, BRIEF, audit, check_audit, dropped_because, original
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, RowStep, document
from chaffinch.integrations.stripper import Stripped, Stripper
from chaffinch.model import Document, Removal

PAGES = [
    "The dam held all night.\n\nAll rights reserved.",
    "Der Damm hielt die ganze Nacht.\n\nAlle Rechte vorbehalten.",
    "Le barrage a tenu toute la nuit.\n\nTous droits réservés.",
    "Плотина держалась всю ночь.\n\nВсе права защищены.",
]
CLEAN = [page.partition("\n")[0] for page in PAGES]


@pytest.mark.parametrize("kind", ["columns", "table", "batch", "numpy"])
def test_texts_are_stripped_null_stays_and_order_is_kept(kind: str) -> None:
    texts = [*PAGES, None, ""]
    columns = {"n": list(range(6)), "body": texts}
    step = RowStep(text="body")
    if kind == "columns":
        made = step.process(columns).columns
    elif kind == "numpy":
        np = pytest.importorskip("numpy")
        given = {"n": np.arange(6), "body": np.array(texts, object)}
        made = {name: list(values) for name, values in process_numpy(step, given).items()}
        assert list(given["body"]) == texts
    else:
        rows = pa.table(columns) if kind == "table" else pa.record_batch(columns)
        made = process_arrow(step, rows).to_pydict()
        assert made["n"] == columns["n"]
    assert made["body"] == [*CLEAN, None, ""]
    assert made["chaffinch_cut"][4:] == [0, 0] and all(made["chaffinch_cut"][:4])
    assert made["chaffinch_reasons"] == ["copyright"] * 4 + ["", ""]


def test_the_audit_undoes_the_cuts() -> None:
    made = RowStep().process({"text": PAGES}).columns
    assert [original(t, e) for t, e in zip(made["text"], made["chaffinch_edits"], strict=True)] == PAGES


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_edits_written_as_json_undo_any_cuts(text: str, spans: list[tuple[int, int]]) -> None:
    ordered = [(min(s), max(s)) for s in spans if max(s) <= len(text)]
    cut, edits = apply(text, ordered)
    done = Stripped(Document("", cut), tuple(edits), (), ())
    assert original(cut, audit(done)["chaffinch_edits"]) == text


def test_rows_that_a_step_drops_are_left_out() -> None:
    texts = ["a b", "c d", "a b", None, "a b"]
    made = process_arrow(RowStep(Deduplicating(), audit=BRIEF), pa.table({"text": texts, "n": range(5)}))
    assert made.column_names == ["text", "n", *BRIEF]
    assert made["n"].to_pylist() == [0, 1, 3]


def test_a_document_knows_host_date_and_markup_of_its_row() -> None:
    row = {"key": 7, "link": "https://www.gauge.example/a?b", "date": "2031-03-01", "markup": "markdown"}
    assert document(row, Fields(id="key", url="link"), "x") == Document(
        "7", "x", "www.gauge.example", "2031-03-01", markup="markdown"
    )
    assert document({"host": "h.example", "url": "https://other.example"}, Fields(), "x").host == "h.example"
    assert document({"url": "/data/a.txt"}, Fields(), "x").host is None
    assert document({"url": "http://[broken"}, Fields(), "x").text == "x"


def test_a_row_step_can_be_pickled_and_equal_settings_give_equal_bytes() -> None:
    made = [pickle.dumps(RowStep(Stripper(categories={"byline": "remove"}), text="body")) for _ in range(2)]
    assert made[0] == made[1] != pickle.dumps(RowStep(text="body"))
    assert pickle.loads(made[0]).process({"body": PAGES}).columns["body"] == CLEAN


def test_mistakes_are_refused_with_what_is_there() -> None:
    with pytest.raises(UsageError, match="no column 'text'; there are: body, n"):
        RowStep().process({"body": [""], "n": [1]})
    with pytest.raises(UsageError, match="column 'text' has int 3"):
        RowStep().process({"text": [3]})
    with pytest.raises(UsageError, match=re.escape("no field body; there are: text, id, host")):
        RowStep(body="text")
    with pytest.raises(UsageError, match="no audit column cut"):
        check_audit(["cut"])
    with pytest.raises(MissingExtra, match=re.escape("pip install 'chaffinch[nothing]'")), requires("a-b", "nothing"):
        import a_module_that_nobody_has  # noqa: F401


def test_a_removal_that_is_only_reported_drops_nothing() -> None:
    reported = Stripped(Document("", "a"), (), (), (Removal(0, 1, "report", "duplicate"),))
    assert dropped_because(reported) is None
    assert audit(reported, AUDIT) == {"chaffinch_cut": 0, "chaffinch_reasons": "", "chaffinch_edits": ""}
    assert audit(None) == audit(reported)
