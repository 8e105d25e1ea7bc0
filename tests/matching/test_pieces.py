"""Passages of several speakers: each quotation is one of its own, and an interrupted one stays whole."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import chaffinch as cf
from chaffinch.matching.passages.pieces import of_one_speaker, pieces

BELL = "The bell has been in the well since the war, and nobody thought of looking there before last week"
OXEN = "It weighs as much as four oxen, and the rope it hung from is still tied to the handle of the bucket"
CHURCH = "We shall hang it where it belongs, and whoever wants to hear it has to come to the church in person"
GLOCKE = "Die Glocke lag seit dem Krieg im Brunnen, und bis zur letzten Woche hat dort niemand gesucht"
KIRCHE = "Wir hängen sie dorthin, wo sie hingehört, und wer sie hören will, muss selbst in die Kirche kommen"

IDA, TOM = "Ida Olm", "Tom Lund"

PASSAGES = [
    ("two speakers", (
        f'The bell of Harnby is back. "{BELL}," said the verger, Ida Olm. "{CHURCH}," said the priest, Tom Lund.',
        f'Ida Olm is the verger, and she remembers: "{BELL}." What will become of it? "{CHURCH}," Tom Lund promised us.'),
        {(IDA, f'"{BELL}'), (TOM, f'"{CHURCH}')}),
    ("German", (
        f"Harnby hat seine Glocke wieder. „{GLOCKE}“, sagte Küsterin Ida Olm. „{KIRCHE}“, versprach Pfarrer Tom Lund.",
        f"Ida Olm erzählte: „{GLOCKE}.“ Tom Lund von der Gemeinde gab sich zuversichtlich: „{KIRCHE}.“"),
        {(IDA, f"„{GLOCKE}"), (TOM, f"„{KIRCHE}")}),
    ("one speaker, interrupted", (
        f'The bell of Harnby is back. "{BELL}," said the verger, Ida Olm, on Monday. "{OXEN}." There was cake.',
        f'Ida Olm, who is the verger of Harnby, explains it thus: "{BELL}," adding: "{OXEN}." And so it is.'),
        {(IDA, f'"{BELL}')}),
    ("one of two is interrupted", (
        f'The bell of Harnby is back. "{BELL}," said the verger, Ida Olm. "{OXEN}." "{CHURCH}," said Father Tom Lund.',
        f'Ida Olm, who is the verger, explains it thus: "{BELL}. {OXEN}." The priest, Tom Lund, promised: "{CHURCH}."'),
        {(IDA, f'"{BELL}'), (TOM, f'"{CHURCH}')}),
    ("somebody speaks again", (
        f'The bell is back. "{BELL}," said Ida Olm.\n\n"{CHURCH}," said Tom Lund.\n\n"{OXEN}," said Ida Olm.',
        f'Who knew? Ida Olm told us: "{BELL}."\n\nTom Lund added: "{CHURCH}."\n\nIda Olm replied: "{OXEN}."'),
        {(IDA, f'"{BELL}'), (TOM, f'"{CHURCH}'), (IDA, f'"{OXEN}')}),
    ("the same tag in both", (
        f'The bell is back. "{BELL}," said the verger, Ida Olm. "{CHURCH}," said Tom Lund. Then all looked for a rope.',
        f'Three cows ran off. "{BELL}," said the verger, Ida Olm. "{CHURCH}," said Tom Lund. One cow came home again.'),
        {(IDA, f'"{BELL}'), (TOM, f'"{CHURCH}')}),
    ("a long tag between", (
        f'The bell of Harnby is back. "{BELL}," said the verger, Ida Olm, who has kept the keys of the church for eleven '
        f'years and knows each of its stones by name.\n\n"{CHURCH}," said Tom Lund.',
        f'In Harnby a bell is found. "{BELL}," Ida Olm said on the market, where she buys her fish each Friday before '
        f'she goes home to her nine grey cats.\n\nTom Lund added: "{CHURCH}."'),
        {(IDA, f'"{BELL}'), (TOM, f'"{CHURCH}')}),
    ("nobody is named", (
        f'The bell of Harnby is back. "{BELL}," said a neighbour. "{CHURCH}," said another one.',
        f'In Harnby a bell is found. "{BELL}," we heard on the market. "{CHURCH}," was the answer to it.'),
        {(None, f'"{BELL}')}),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "wanted"), [case[1:] for case in PASSAGES], ids=[case[0] for case in PASSAGES])
def test_each_speaker_has_a_passage(
    tmp_path: Path, texts: tuple[str, ...], wanted: set[tuple[str | None, str]]
) -> None:
    rows = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    cf.clean([tmp_path / "in.jsonl"], tmp_path / "run")
    found = pq.read_table(tmp_path / "run" / "clusters.parquet", filters=[("kind", "=", "quotation")]).to_pylist()
    shown = {
        (row["speaker"] and " ".join(row["speaker"].split()[-2:]), text[row["sentence_start"] :][: len(begins)])
        for row in found
        for text in [texts[int(row["document"])]]
        for _, begins in wanted
        if text.startswith(begins, row["sentence_start"])
    }
    assert shown == wanted
    assert len({row["cluster"] for row in found}) == len(wanted)
    assert len(found) == 2 * len(wanted)


PRESA = "está esperando que alguien se acuerde de dónde dejó el alcalde la llave de la compuerta grande"


def test_a_dialogue_with_dashes_has_a_speaker(tmp_path: Path) -> None:
    texts = [
        f"Los vecinos de Harnby protestan.\n\n—La presa no está cerrada —dijo Ana Lund—, {PRESA}.\n\nLleva así un año.",
        f"«La presa no está cerrada», dijo la guarda Ana Lund, «{PRESA}».\n\nEl alcalde está de viaje.",
        f"Dicen que la presa no está cerrada y {PRESA}, y que nadie ha preguntado por ella desde el otoño pasado.",
    ]
    rows = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    cf.clean([tmp_path / "in.jsonl"], tmp_path / "run")
    found = pq.read_table(tmp_path / "run" / "clusters.parquet", filters=[("kind", "=", "quotation")]).to_pylist()
    assert {row["document"]: row["speaker"] for row in found} == {"0": "Ana Lund", "1": "Ana Lund", "2": None}


def test_a_quotation_in_paragraphs_is_one() -> None:
    text = f"He said: “{BELL}.\n\n“{OXEN}.” So it was."
    assert pieces(text, 0, len(text)) == []
    closed = text.replace(".\n\n", ".”\n\n")
    assert len(pieces(closed, 0, len(closed))) == 2


def test_ends_are_not_moved_over_what_somebody_else_says() -> None:
    text = f'The bell is back. "{BELL}," said Ida Olm. "{CHURCH}," said Tom Lund. "{OXEN}," she added.'
    before, stop = text.index('"'), text.index(" said Ida")
    moved = (0, text.index(" said Tom") - stop)
    members = [(text, before, len(text) - stop)] * 2
    assert of_one_speaker(members, [moved] * 2, ["Ida Olm", "Olm"]) == [(0, 0)] * 2
    assert of_one_speaker(members, [moved] * 2, ["Ida Olm", None]) == [moved] * 2
    assert of_one_speaker(members, [moved] * 2, ["Tom Lund", "Lund"]) == [moved] * 2
    assert of_one_speaker(members, [moved] * 2, [None, None]) == [moved] * 2
