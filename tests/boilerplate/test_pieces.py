"""Documents of millions of characters in pieces."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.boilerplate import pieces
from chaffinch.boilerplate.templates.site_templates import Templates
from chaffinch.config import StripConfig
from chaffinch.pipeline.stripping import Find
from chaffinch.schemas import NUMBERS, TEXTS

PROSE = "The dam held all night, and by noon the water had fallen to where it stood in spring."
TEXT = "\n\n".join(
    [*[PROSE] * 6, "All rights reserved.", PROSE + " Straße ½ 東京.", *[PROSE] * 5, "Follow us on Twitter!"]
)


def marked(texts: list[str | None], folder: Path) -> list[dict[str, object]]:
    path = folder / "templates"
    Templates.none().save(path)
    columns = {f.name: pa.nulls(len(texts), f.type) for f in TEXTS}
    columns |= {"text": pa.array(texts, pa.large_string()), "number": pa.array(range(len(texts)), pa.int32())}
    schema = pa.schema([*TEXTS, *NUMBERS])
    batch = pa.RecordBatch.from_arrays([columns[n] for n in schema.names], schema=schema)
    (found,) = Find(StripConfig(), path, "")(batch)
    return found.to_pylist()


@pytest.mark.parametrize("size", [400, 700])
def test_what_is_found_stands_where_it_stands_in_the_whole(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Short.", TEXT, None, TEXT + "\n\nAnd on."]
    whole = marked(texts, tmp_path)
    assert [TEXT[a:b] for a, b in zip(whole[1]["start"], whole[1]["stop"], strict=True)] == [
        "All rights reserved.",
        "Follow us on Twitter!",
    ]
    monkeypatch.setattr(pieces, "LONG", size)
    assert marked(texts, tmp_path) == whole


def test_pieces_are_the_text_and_end_where_words_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONG", 60)
    found = pieces.cut(pa.record_batch({"text": [TEXT, "x" * 200]}))
    assert found is not None
    texts = found.batch["text"].to_pylist()
    assert "".join(t for t, row in zip(texts, found.row, strict=True) if row == 0) == TEXT
    assert max(map(len, texts)) <= 60
    assert all(
        t[-1].isspace() for t, row in zip(texts[:-1], found.row, strict=False) if row == 0 and t != TEXT[-len(t) :]
    )
    assert [len(t) for t, row in zip(texts, found.row, strict=True) if row == 1] == [60, 60, 60, 20]
    assert pieces.cut(pa.record_batch({"text": ["short", None]})) is None


def test_a_piece_of_markdown_does_not_begin_in_code(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{PROSE}\n\n```\nfollow = 1\n\nshare = 2\n\nprint(follow)\n```\n\n{PROSE}"
    monkeypatch.setattr(pieces, "LONG", len(PROSE) + 40)
    found = pieces.cut(pa.record_batch({"text": [text, text], "markup": [None, "plain"]}))
    assert found is not None
    marked = found.batch["markup"].to_pylist()
    assert [*zip(found.row.tolist(), marked, strict=True)] == [
        (row, "markdown" if row == 0 else "plain") for row in found.row
    ]
    fences = [t.count("```") for t, m in zip(found.batch["text"].to_pylist(), marked, strict=True) if m == "markdown"]
    assert sorted(fences)[-1] == 2
    assert set(fences) == {0, 2}
