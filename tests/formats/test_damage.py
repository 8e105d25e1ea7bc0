"""A broken byte costs a character: damaged and unusual encodings in every format, written in UTF-8 and restored."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from chaffinch.formats.encodings import decode, is_exact

Cycle = Callable[..., Any]

TEXTS = {
    "utf-8": "Über Nacht hielt der Damm, und das Wasser fiel “langsam”.",
    "cp1252": "Müller und Söhne bauten die Brücke über den Fluß, sagte der Bürgermeister.",
    "cp1250": "Zażółć gęślą jaźń, powiedział burmistrz miasta w piątek wieczorem, śmiejąc się.",
    "cp1251": "Плотина держалась всю ночь, и к утру вода спала, сказал мэр города журналистам.",
    "koi8_r": "Плотина держалась всю ночь, и к утру вода спала, сказал мэр города журналистам.",
    "cp1253": "Το φράγμα άντεξε όλη τη νύχτα και το πρωί τα νερά είχαν υποχωρήσει, είπε.",
    "cp932": "昨日の夜、川の水位は静かに下がり、町の人々は眠れなかった。市長は「川が決める」と言った。",
    "gb18030": "昨天夜里，河水慢慢退去，镇上的人们彻夜未眠。市长说：河流决定一切。",
    "cp949": "어젯밤 강물은 천천히 빠졌고 마을 사람들은 잠을 이루지 못했다. 시장은 말했다.",
    "utf-16": "صمد السد طوال الليل، وفي الصباح انحسرت المياه، كما قال رئيس البلدية.",
}


def page(codec: str) -> str:
    return "".join(f"{TEXTS[codec]} {i}\n" for i in range(8))


DAMAGES = {
    "a byte that is none": lambda data: data[:-4] + b"\xff" + data[-4:],
    "a character that is cut": lambda data: data[:-1],
    "padding": lambda data: data + b"\0" * 4096,
    "zeros": lambda data: data[: len(data) // 2] + b"\0" * 3 + data[len(data) // 2 :],
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("codec", [codec for codec in TEXTS if codec != "utf-16"])
def test_damage_costs_a_character_of_a_text(cycle: Cycle, codec: str, damage: str) -> None:
    data = DAMAGES[damage](page(codec).encode(codec))
    made = cycle({"x.txt": data}, encoding="utf-8")
    (text,) = made.texts()
    assert sum(f"{TEXTS[codec]} {i}" in text for i in range(8)) >= 7, text
    assert made.cleaned["x.txt"].decode() == text
    assert made.restored == {"x.txt": data}


@pytest.mark.parametrize("codec", TEXTS)
def test_text_is_written_in_utf8_and_restored_in_its_encoding(cycle: Cycle, codec: str) -> None:
    data = (page(codec) + "One CUT two\n").encode(codec)
    made = cycle({"x.txt": data, "plain.txt": page(codec).encode(codec)}, encoding="utf-8")
    assert made.cleaned == {"x.txt": (page(codec) + "One two\n").encode(), "plain.txt": page(codec).encode()}
    assert made.restored == {"x.txt": data, "plain.txt": page(codec).encode(codec)}
    assert made.kept() == []


@pytest.mark.parametrize(
    "body",
    ["The ferry gets a new bell, and the café stays.\n", "Nobody in Härnby had slept; “the river decides”.\n" * 3],
)
def test_a_footer_of_another_encoding_costs_its_own_letters(cycle: Cycle, body: str) -> None:
    data = body.encode() + "© 2031 Société générale, tous droits réservés à l'éditeur\n".encode("cp1252")
    made = cycle({"x.txt": data}, encoding="utf-8")
    assert made.texts()[0].startswith(body)
    assert made.restored == {"x.txt": data}


def lines(codec: str) -> bytes:
    rows = [{"id": str(i), "text": f"{TEXTS[codec]} {i}" + " CUT" * (i == 2)} for i in range(5)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(codec)


def rows(codec: str) -> bytes:
    return f"id,text\r\n{''.join(f'{i},{chr(34)}{TEXTS[codec]} {i}{chr(34)}{chr(10)}' for i in range(5))}".encode(codec)


@pytest.mark.parametrize("task_bytes", [100, 10**6])
@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
@pytest.mark.parametrize("codec", TEXTS)
def test_records_of_any_encoding_are_written_in_utf8(cycle: Cycle, codec: str, name: str, task_bytes: int) -> None:
    data = {"x.jsonl": lines, "x.csv": rows}[name](codec)
    made = cycle({name: data}, encoding="utf-8", task_bytes=task_bytes)
    assert [str(text).removesuffix(" CUT") for text in made.texts()] == [f"{TEXTS[codec]} {i}" for i in range(5)]
    assert made.cleaned[name].decode() == data.decode(codec).replace(" CUT", "")
    assert made.restored == {name: data}


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "cp1251"])
def test_one_byte_costs_a_character_of_a_record(cycle: Cycle, codec: str, name: str) -> None:
    data = {"x.jsonl": lines, "x.csv": rows}[name](codec)
    at = data.index(b" 3")
    data = data[:at] + b"\x98" + data[at:]
    made = cycle({name: data}, encoding="utf-8")
    assert [row["failure"] for row in made.rows] == [None] * 5
    assert [str(text)[:40] for text in made.texts()] == [TEXTS[codec][:40]] * 5
    assert len(made.cleaned[name].decode().splitlines()) == len(data.splitlines())
    assert made.restored == {name: data}


def test_a_line_of_another_source_is_read_as_cp1252(cycle: Cycle) -> None:
    data = b'{"text": "na\xc3\xafve caf\xc3\xa9"}\n' * 3 + b'{"text": "na\xefve caf\xe9 CUT"}\n{"text": "CUT f\xfcr"}\n'
    made = cycle({"x.jsonl": data}, encoding="utf-8")
    assert made.texts() == ["naïve café"] * 3 + ["naïve café CUT", "CUT für"]
    assert made.cleaned["x.jsonl"].decode().splitlines()[3:] == ['{"text": "naïve café"}', '{"text": "für"}']
    assert made.restored == {"x.jsonl": data}


HALVES = "\ud83d\ude80"  # a letter that old programs write as the two halves of its pair, three bytes each


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.txt"])
@pytest.mark.parametrize("word", ["café", "Ærø", "Плотина", "水位"])
def test_letters_in_two_halves_cost_no_other(cycle: Cycle, word: str, name: str) -> None:
    texts = [f"{word} {HALVES} is open again, and nobody knows why {HALVES}{HALVES}.", "Tide tables are out.", "Wind."]
    rows = {
        "x.jsonl": "".join(f'{{"text": "{text}"}}\n' for text in texts),
        "x.csv": "text\n" + "".join(f'"{text}"\n' for text in texts),
        "x.txt": "\n".join(texts),
    }
    data = rows[name].encode("utf-8", "surrogatepass")
    made = cycle({name: data}, encoding="utf-8")
    assert made.texts()[0].startswith(word) and "nobody knows why" in made.texts()[0]
    assert name == "x.csv" or f"{word} 🚀 is" in made.texts()[0]
    assert [row["failure"] for row in made.rows] == [None] * len(made.rows)
    assert made.restored == {name: data}


@pytest.mark.parametrize("encoding", ["utf-8", "same"])
def test_letters_in_two_halves_are_written_and_come_back(cycle: Cycle, encoding: str) -> None:
    data = f'{{"text": "é {HALVES} CUT"}}\n{{"text": "CUT Tide."}}\n{{"text": "é {HALVES}"}}\n'.encode(
        "utf-8", "surrogatepass"
    )
    made = cycle({"x.jsonl": data}, encoding=encoding)
    assert made.cleaned["x.jsonl"].splitlines()[0] == '{"text": "é 🚀"}'.encode()
    assert made.restored == {"x.jsonl": data}


@pytest.mark.parametrize("encoding", ["utf-8", "same"])
@pytest.mark.parametrize("to", ["same", "jsonl", "text"])
def test_a_byte_order_mark_of_a_joined_file_costs_no_record(cycle: Cycle, to: str, encoding: str) -> None:
    part = b'\xef\xbb\xbf{"text": "One CUT two"}\n{"text": "Tide \xc3\xa9."}\n'
    data = part + part + b"\xef\xbb\xbf\n" + b'\xef\xbb\xbf{"text": "Wind"}\n'
    made = cycle({"x.jsonl": data}, encoding=encoding, to=to)
    assert [row["failure"] for row in made.rows] == [None] * 5
    assert made.texts() == ["One CUT two", "Tide é."] * 2 + ["Wind"]
    assert made.restored == {"x.jsonl": data}


def test_blank_lines_and_the_mark_of_a_wide_file_come_back(cycle: Cycle) -> None:
    data = '\n{"text": "a CUT b"}\n \n\n{"text": "DROP"}\nno record\n{"text": "c"}\n\n'.encode("utf-16")
    made = cycle({"x.jsonl": data, "blank.jsonl": "\n\n".encode("utf-16")}, encoding="utf-8")
    assert made.cleaned["x.jsonl"] == b'{"text": "a b"}\n{"text": "c"}\n'
    assert made.restored == {"x.jsonl": data, "blank.jsonl": "\n\n".encode("utf-16")}


def test_a_table_in_utf16_that_is_cut_gives_its_rows(cycle: Cycle) -> None:
    data = "id,text\r\n1,Да CUT нет\r\n2,a b\r\n".encode("utf-16") + b"3"
    made = cycle({"x.csv": data, "head.csv": "id,text\n".encode("utf-16")}, encoding="utf-8")
    assert made.texts() == ["Да CUT нет", "a b", None]
    assert made.rows[2]["failure"] == "cut off: the file ends in the middle of a character"
    assert made.cleaned == {"x.csv": "id,text\r\n1,Да нет\r\n2,a b\r\n".encode(), "head.csv": b"id,text\n"}
    assert made.restored == {"x.csv": data, "head.csv": "id,text\n".encode("utf-16")}


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (b'2,"nothing closes this CUT here', ["a", "nothing closes this CUT here", "c", "d"]),
        (b'"2","nothing closes this', ["a", "nothing closes this", "c", "d"]),
        (b'2,"\xe9\xa0\xad closes nothing, n', ["a", "頭 closes nothing, n", "c", "d"]),
    ],
)
@pytest.mark.parametrize("last", [b"4,d", b'"4","d"'])
def test_a_quote_that_nothing_closes_costs_no_other_row(
    cycle: Cycle, row: bytes, last: bytes, texts: list[str]
) -> None:
    data = b"id,text,note\n1,a,n\n" + row + b'\n"3","c",n\n' + last + b"\n"
    made = cycle({"x.csv": data}, encoding="utf-8")
    assert made.texts() == [*texts, None]
    assert made.rows[4]["failure"].startswith(
        "a row has a quote that nothing closes, the first is record 1 in column 'text'"
    )
    assert made.cleaned["x.csv"].count(b'"') % 2 == 0
    assert made.restored == {"x.csv": data}


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "Ab"])
@pytest.mark.parametrize("name", ["x.txt", "x.jsonl", "x.csv", "x.md", "x.tsv"])
def test_empty_files_come_back(cycle: Cycle, name: str, text: str) -> None:
    for encoding in ("utf-8", "same"):
        made = cycle({name: text.encode()}, encoding=encoding)
        assert made.restored == {name: text.encode()}


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x08\x06" + bytes(range(99, 256)), b"\0" * 500, b"PK\3\4\x14\0\x08\x08" * 20],
)  # fmt: skip
def test_what_is_no_text_is_a_failure(cycle: Cycle, data: bytes) -> None:
    made = cycle({"x.txt": data}, encoding="utf-8")
    assert made.rows[0]["failure"].startswith("not text: ")
    assert made.restored == {"x.txt": data}


def test_names_of_encodings_tell_damage() -> None:
    assert [is_exact(decode(data)[1]) for data in (b"caf\xc3\xa9", b"caf\xc3\xa9 \xff", b"caf\xe9")] == [
        True,
        False,
        True,
    ]


LATIN = {
    "Le barrage a tenu toute la nuit à Härnby, déjà très élevé.": "cp1252",
    "Él dijo que mañana volvería, según su tía.": "cp1252",
    "Não há cão nem pão à mesa, disse João.": "cp1252",
    "Søren så en gås på åen og råbte højt.": "cp1252",
    "Stíflan hélt alla nóttina, sagði bæjarstjórinn við blaðamenn þar.": "cp1252",
    "Zdaniem burmistrza wszystko było źle, więc wyszedł.": "cp1250",
    "Starosta řekl, že voda opadla a lidé spali.": "cp1250",
    "Az árvíz elvonult, mondta a polgármester a tévében, és a tűzoltók örültek.": "cp1250",
    "Barajul a rezistat toată noaptea, a spus primarul în piaţă.": "cp1250",
    "Brana je držala cijelu noć, rekao je načelnik općine u srijedu ujutro, šuteći.": "cp1250",
    "Baraj bütün gece dayandı, sabah sular çekilmişti.": "cp1254",
    "Užtvanka išlaikė visą naktį, sakė meras ąžuolų miestelyje.": "cp1257",
    "Dambis turējās visu nakti, sacīja mērs, un ūdens kritās; šķita, ka ļaudis guļ.": "cp1257",
}


@pytest.mark.parametrize("text", LATIN)
def test_latin_code_pages_are_known_by_the_alphabet(text: str) -> None:
    assert decode(f"{text}\nAll rights reserved.\n".encode(LATIN[text])) == (
        f"{text}\nAll rights reserved.\n",
        LATIN[text],
    )


@pytest.mark.parametrize("to", ["same", "text", "jsonl", "parquet"])
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_files_without_records_come_back(cycle: Any, to: str, data: bytes) -> None:
    files = {"a.jsonl": data, "b/c.jsonl": data, "d.jsonl.gz": gzip.compress(data), "e.jsonl": b'{"text": "One."}\n'}
    made = cycle(files, to=to)
    assert made.restored["a.jsonl"] == made.restored["b/c.jsonl"] == data
    assert gzip.decompress(made.restored["d.jsonl.gz"]) == data
