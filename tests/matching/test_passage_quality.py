"""What a passage is made of, what its cluster is, and whether it is a whole sentence."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.matching.passages.cluster_quality import cluster_qualities, is_form, states_otherwise
from chaffinch.matching.passages.formulas import formulas, is_formula
from chaffinch.matching.passages.quality import quality, whole_sentences
from chaffinch.matching.publish import _half_marked, _is_one_site, _kinds
from chaffinch.text import plain

PARTS = [
    "The bill of the senator |is opposed by the rifle club and many members| of both houses.",
    "It was taken up by |the president of Mexico on an offer that the U.S.| President made.",
    "“Nobody |walks into the office in May knowing what it is like to be mayor|,” he said.",
    "Der Entwurf |wird von der Gewerkschaft und vielen Mitgliedern des Rats| abgelehnt.",
    "Le projet |est rejeté par le syndicat et par beaucoup de membres du conseil| de la ville.",
]
WHOLE = [
    "It rained. |The bill is opposed by the rifle club and many members.| So it was.",
    "He called him “|utterly amoral, a liar at a level nobody has ever seen|” in May.",
    "Es regnete. |Der Entwurf wird von der Gewerkschaft abgelehnt.| Dann schien die Sonne.",
    "Il a dit : « |Le projet est rejeté par le syndicat et par le conseil| » hier.",
]


def ranged(text: str) -> tuple[str, int, int]:
    start, stop = text.index("|"), text.rindex("|") - 1
    return text.replace("|", ""), start, stop


@pytest.mark.parametrize("text", PARTS)
def test_a_part_of_a_sentence_is_no_sentence(text: str) -> None:
    assert not whole_sentences(*ranged(text))


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_or_a_whole_quotation_is_one(text: str) -> None:
    assert whole_sentences(*ranged(text))


FORMS = [
    ("reports of a market", ["62.65 0.68 9337.86 4.7 94", "28.35 0.31 9253.41 5.8 99", "71.08 0.76 9301.66 35"]),
    ("weather", ["17 22 80", "9 14 20"]),
    ("results", ["3 1 45 56", "2 0 12 70"]),
]


def qualities(
    texts: list[str], numbers: list[str], *, quoted: bool = False, documents: list[int] | None = None
) -> list[str]:
    rows = len(texts)
    columns = {
        "number": documents or list(range(rows)),
        "quality": ["prose"] * rows,
        "text": texts,
        "numbers": numbers,
        "before": [0] * rows,
        "after": [0] * rows,
    }
    batch = pa.RecordBatch.from_pydict(columns)
    found: list[str] = cluster_qualities(np.zeros(rows, np.int64), batch, np.full(rows, quoted)).to_pylist()
    return found


@pytest.mark.parametrize(("kind", "numbers"), FORMS)
def test_prose_with_other_numbers_each_time_is_a_form(kind: str, numbers: list[str]) -> None:
    assert qualities([""] * len(numbers), numbers) == ["figures"] * len(numbers)


def test_what_one_document_repeats_is_one_filling_of_a_form() -> None:
    numbers = ["7.5 6.1", "7.5 6.1", "10.6 8.9", "10.6 8.9"]
    assert qualities([""] * 4, numbers, documents=[1, 1, 2, 2]) == ["figures"] * 4


@pytest.mark.parametrize("numbers", [["1914 1918 9", "1914 1918 9 2"], ["3", "7"], ["", ""], ["12 4 8"]])
def test_the_same_numbers_or_few_of_them_make_no_form(numbers: list[str]) -> None:
    assert not is_form(numbers)


LONG = (
    "The dam at {} held all night, and {} people left their houses below it. " + "Nobody had asked for a new one. " * 8
)
FILLED_IN = [
    (
        "NORLAND BUYS 20,000 TONNES OF HERRING\nThe state fishery bought it on Friday.",
        "NORLAND BUYS 46,000 TONNES OF SALTED COD\nThe state fishery bought it on Friday.",
    ),
    ("Prices of timber rose in March against February.", "Prices of timber fell in May against April."),
    ("A speaker for Harnby did not answer our letter.", "A speaker for Lisdale did not answer our letter."),
    ("El paro bajó al 12,9 por ciento en marzo.", "El paro bajó al 13,4 por ciento en mayo."),
    ("وتراجع سعر النفط 35 سنتا اليوم في لندن.", "وتراجع سعر النفط 28 سنتا اليوم في لندن."),
]
ONE_STATEMENT = [
    ("If so, it was the fourth boat that the Harnby Ferry lost.", "If so, it was the fourth boat that HFC lost."),
    ("The dam cost two million crowns, she said.", "The dam had cost 2 mln crowns, she says."),
    ("Der Pegel stieg um 8,5 Meter.", "Der Pegel stieg um 8.5 Meter."),
    ("وبلغ السعر 57.\u200f48 دولار للبرميل في لندن.", "وبلغ السعر 48.57 دولارا للبرميل في لندن."),
    (LONG.format("Harnby", 40), LONG.format("Harnby", 45)),
    ("We cannot settle for anything less, said Lund.", "“We can't settle for less,” said Lund."),
    ("Lund said the dam held.", "On Monday, Minister Lund said again that the dam held."),
]


@pytest.mark.parametrize("texts", FILLED_IN)
def test_passages_that_fill_in_one_form_are_no_prose(texts: tuple[str, str]) -> None:
    assert states_otherwise(*texts)
    assert qualities([*texts], ["", ""]) == ["figures"] * 2


@pytest.mark.parametrize("texts", ONE_STATEMENT)
def test_one_statement_written_twice_is_no_form(texts: tuple[str, str]) -> None:
    assert not states_otherwise(*texts)
    assert qualities([*texts], ["", ""]) == ["prose"] * 2


NAMES_ALONE = [
    (
        "But the council is for it, pushed by its most noted member, former Harnby Harbour mayor Ida Penn.",
        "The ferry law was written by an old friend of the bishop, former Harnby Harbour mayor Ida Penn.",
    ),
    (
        "A presidente Rita Lobo Alvim convidou o deputado Caio Brandão para a Secretaria de Pesca.",
        "A presidente Rita Lobo Alvim deu posse ao deputado Caio Brandão na Secretaria de Pesca.",
    ),
]
MORE_THAN_NAMES = [
    ("Penn won her home town of Harnby and also Linnet Bay.", "Ada Penn won her home town and Linnet Bay."),
    ("Angela Krone nannte den Damm sicher.", "Den Damm nannte Angela Krone am Abend sicher."),
    ("HARNBY FERRY SINKS OFF LINNET BAY", "THE HARNBY FERRY SINKS AT LINNET BAY"),
]


@pytest.mark.parametrize("texts", NAMES_ALONE)
def test_passages_that_share_names_alone_are_names(texts: tuple[str, str]) -> None:
    assert qualities([*texts], ["", ""]) == ["names"] * 2
    assert qualities([texts[0], texts[0]], ["", ""]) == ["prose"] * 2
    assert qualities([*texts], ["", ""], quoted=True) == ["prose"] * 2


@pytest.mark.parametrize("texts", MORE_THAN_NAMES)
def test_passages_that_say_the_same_of_a_name_are_prose(texts: tuple[str, str]) -> None:
    assert qualities([*texts], ["", ""]) == ["prose"] * 2


PHRASE_ALONE = [
    ("Die Bäcker waren am Ende mit dem Ausgang glücklich.", "Beide Chöre schienen mit dem Ausgang glücklich."),
    ("The villages seem proud of the result.", "Both of the choirs are proud of a result."),
]


@pytest.mark.parametrize("texts", PHRASE_ALONE)
def test_passages_that_share_a_phrase_by_chance_are_phrases(texts: tuple[str, str]) -> None:
    assert qualities([*texts], ["", ""]) == ["phrase"] * 2
    assert qualities([*texts], ["", ""], quoted=True) == ["prose"] * 2


def test_one_filling_among_copies_makes_no_form() -> None:
    one, two = FILLED_IN[1]
    assert qualities([one, one, one, two], [""] * 4) == ["prose"] * 4


def test_a_quotation_with_another_tag_is_no_form() -> None:
    told = ["“The dam held,” she told the Harnby Post.", "“The dam held,” she told the Lisdale Gazette."]
    assert qualities(told, ["", ""], quoted=True) == ["prose"] * 2


@pytest.mark.parametrize(
    ("size", "quoted", "named", "kind"),
    [
        (16, 0, 1, "syndicated"),
        (16, 9, 0, "quotation"),
        (16, 0, 2, "quotation"),
        (3, 0, 1, "quotation"),
        (2, 1, 0, "syndicated"),
    ],
)
def test_most_members_or_a_speaker_make_a_quotation(size: int, quoted: int, named: int, kind: str) -> None:
    def first(count: int) -> np.ndarray:
        return np.arange(size) < count

    label, number = np.zeros(size, np.int64), np.arange(size)
    assert set(_kinds(label, number, number + 1, first(quoted), first(named)).tolist()) == {kind}


LISTS = [
    "com/heaters/)\n  * [Tankless Heaters](https://www.pipe.example/tankless/)\n  * [Sump Pumps](https://www.pipe",
    "[Nachrichten](/n)\n[Wetter in der Region](/w) [Verkehr und Baustellen](/v)\n[Anzeigen aufgeben](/a)",
    "Already a member? Sign In\n\nEmail Address\n\nPassword\n\nRemember me on this device\n\nForgot your password?",
    "Startseite\nAlle Angebote der Woche\nSo finden Sie uns im Hafen\nÖffnungszeiten und Preise im Winter",
    "Accueil\nToutes les offres de la semaine\nComment nous trouver au port\nHoraires et tarifs de l’hiver",
    "الرئيسية\nعروض هذا الأسبوع في المتجر\nكيف تجدنا في الميناء\nمواعيد العمل والأسعار",
]
PROSE = [
    "The boats went out at break of day,\nThe nets were dry, the sea was grey,\nAnd none of those who stood ashore\n"
    "Had seen so still a sea before.\nThe bell rang twice across the sound,",
    "Das Wasser rauscht, das Wasser schwoll,\nEin Fischer saß daran,\nSah nach dem Angel ruhevoll,\nKühl bis ans Herz hinan.",
    "The harbour office said the\nferry from Linnet would be late,\nas its engine did not start and\nno other boat was "
    "free on the day",
    "We [tested](/how) all of these heaters in our own shop. If you buy by a [link](/terms) on this page, we may earn a fee.",
]  # fmt: skip


@pytest.mark.parametrize("text", LISTS)
def test_links_and_short_lines_are_a_list(text: str) -> None:
    assert quality(text) == "list"


@pytest.mark.parametrize("text", PROSE)
def test_verse_wrapped_lines_and_prose_with_links_are_none(text: str) -> None:
    assert quality(text) == "prose"


@pytest.mark.parametrize(("hosts", "one"), [([3] * 5, True), ([3, 3, 4], False), ([0, 0], False), ([], False)])
def test_the_facts_of_passages_are_compared_where_all_documents_have_one_host(hosts: list[int], *, one: bool) -> None:
    assert _is_one_site(np.array(hosts, np.int32)) == one


ADDRESSED = [
    ("a line above what a reply quotes", "ida@mill.example (Ida Brenner) writes:\n>In <31Apr19", "names"),
    ("the last lines of a signature", "Keeper of lamps, half a sailor.\n\nMark me--tom@mill.example", "names"),
    (
        "a sentence",
        "Write to ida@mill.example before the end of May if you want to see the dam at Harnby from within",
        "prose",
    ),
]


@pytest.mark.parametrize(("case", "text", "kind"), ADDRESSED)
def test_a_few_words_with_an_address_are_names(case: str, text: str, kind: str) -> None:
    assert quality(text) == kind


HALF_QUOTED = [
    ("one of two, between its marks", [("It rained. ", "“The dam held all night.”", " So."), ("", "The dam held all night.", " So.")], [True, False], True),
    ("one of two, within a longer quotation", [("“It rained. ", "The dam held all night.", " So.”"), ("", "The dam held all night.", " So.")], [True, False], False),
    ("one of three", [("", "“The dam held.”", ""), ("", "The dam held.", ""), ("", "The dam held.", "")], [True, False, False], False),
    ("two of four, one within a longer quotation", [("", "“The dam held.”", ""), ("“It rained. ", "The dam held.", "”"), ("", "The dam held.", ""), ("", "The dam held.", "")], [True, True, False, False], False),
]  # fmt: skip


@pytest.mark.parametrize(("case", "texts", "quoted", "marked"), HALF_QUOTED)
def test_a_text_that_one_of_two_quotes_is_a_quotation(
    case: str, texts: list[tuple[str, str, str]], quoted: list[bool], marked: bool
) -> None:
    columns = {
        "text": ["".join(parts) for parts in texts],
        "before": [len(parts[0]) for parts in texts],
        "after": [len(parts[2]) for parts in texts],
    }
    batch = pa.RecordBatch.from_pydict(columns)
    found = _half_marked(np.zeros(len(texts), np.int64), batch, np.array(quoted))
    assert found.tolist() == [marked] * len(texts)


KINDS = formulas().items()


@pytest.mark.parametrize("text", [text for _, kind in KINDS for text in kind["yes"]])
def test_set_phrases_are_formulas(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize("text", [text for _, kind in KINDS for text in kind["no"]])
def test_a_sentence_that_says_more_than_a_set_phrase_is_none(text: str) -> None:
    assert not is_formula(text)


def test_every_phrase_is_found_by_itself_with_and_without_accents() -> None:
    phrases = [p for _, kind in KINDS for code, some in kind.items() if code not in ("yes", "no") for p in some]
    assert all(is_formula(form) for phrase in phrases for form in (phrase, phrase.upper(), plain(phrase)))
    assert len(phrases) == len(set(phrases))
