"""The ends of passages: at the borders of quotations and sentences, and between quotation marks where these stand."""

from __future__ import annotations

import re

import pytest

from chaffinch.matching.passages.borders import at_borders, at_sentences
from chaffinch.matching.passages.locate import quoted_part, snapped
from chaffinch.matching.passages.quality import begins_sentence, ends_sentence
from chaffinch.matching.passages.quotations import with_marks
from chaffinch.matching.passages.units import units

_WORD = re.compile(r"\w+")
WHOLE = [
    ("en", "He called it “the dam that held all night at Harnby. So it was” and left."),
    ("de", "Er nannte es „den Damm, der die ganze Nacht hielt. Am Ende“ und ging."),
    ("fr", "Il parlait de « la digue qui a tenu toute la nuit. Un miracle » et partit."),
    ("ru", "Он назвал это «плотиной, которая держалась всю ночь. Чудо» и ушёл."),
    ("tex", "He called it ``the dam that held all night at Harnby. So it was'' and left."),
]


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_what_stands_between_quotation_marks_stays_whole(language: str, text: str) -> None:
    starts = [text.index(mark) + len(mark) for mark in ("“", "„", "«", "``") if mark in text]
    stops = [text.rindex(mark) for mark in ("”", "“", "»", "''") if mark in text]
    start, stop = starts[-1] if language == "de" else starts[0], max(stops)
    while text[start] == " ":
        start += 1
    while text[stop - 1] == " ":
        stop -= 1
    assert at_borders(text, start, stop) == (start, stop)


def test_the_first_word_of_the_next_sentence_does_not_belong_to_a_passage() -> None:
    text = "It rained. He knew that the old dam at Harnby held all night. Then they slept."
    start, stop = text.index("He"), text.index(" they")
    assert text[slice(*at_borders(text, start, stop))] == "He knew that the old dam at Harnby held all night"


@pytest.mark.parametrize(
    "end", ["in two weeks (in May).", "by a mere 40%.", 'of "the old guard".', "in 1990.", "whole.."]
)
def test_a_stop_behind_a_number_or_a_sign_ends_a_sentence(end: str) -> None:
    text = f"It rained. He knew that the old dam at Harnby was repaired {end} Then they slept."
    start, stop = text.index("He"), text.index(" they")
    assert text[slice(*at_borders(text, start, stop))].rstrip('."') == text[start : text.index(" Then")].rstrip('."')


@pytest.mark.parametrize(("number", "word"), [("114", "Fahrt"), ("1", "FC"), ("31", "Flug")])
def test_a_stop_behind_an_ordinal_ends_none(number: str, word: str) -> None:
    text = f"Es regnete. Er sah, wie der alte Damm am Tag vor dem Fest brach, und {number}. {word} Harnby stand da."
    start, stop = text.index("Er"), text.index(" Harnby")
    assert at_borders(text, start, stop) == (start, stop)


@pytest.mark.parametrize(
    ("before", "quotation"),
    [
        (
            "관장은 오래된 그물을 모았다고 한다.\n\n",
            "“수문은 여름 내내 닫혀 있었고, 배를 타고 나간 사람은 아무도 없었다”",
        ),
        ("وقف الصياد عند البوابة.\n\n", "“بقيت البوابة مغلقة طوال الصيف ولم يخرج أحد بالقارب”"),
    ],
)
def test_the_last_word_of_a_sentence_without_capitals_does_not_belong_to_a_quotation(
    before: str, quotation: str
) -> None:
    text = f"{before}{quotation} 고 했다."
    start, stop = before.rstrip().rindex(" ") + 1, len(before) + len(quotation) - 1
    assert text[slice(*at_borders(text, start, stop))] == quotation[1:-1]


QUOTED = [
    ("en", "It rained. ", "Brenner said: ", "“The piers were cracked since spring and nobody closed the bridge,”", " Ida Brenner said. "),
    ("en", "It rained. ", "", '"The piers were cracked since spring and nobody closed the bridge,"', " she told reporters. "),
    ("de", "Es regnete. ", "Sie sagte: ", "„Die Pfeiler sind seit dem Frühjahr rissig, und niemand sperrt die Brücke“", ", sagte Ida Brenner. "),
    ("fr", "Il pleuvait. ", "Elle a dit : ", "« Les piles sont fissurées depuis le printemps et personne ne ferme le pont »", ", a dit Ida Brenner. "),
    ("ru", "Шёл дождь. ", "Она сказала: ", "«Опоры потрескались ещё весной, и никто в министерстве не закрывает мост до конца каникул»", ", — сказала Ида Бреннер. "),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "lead", "quotation", "tag"), QUOTED)
def test_neither_tag_belongs_to_the_passage_of_a_quotation(
    language: str, before: str, lead: str, quotation: str, tag: str
) -> None:
    text = before + lead + quotation + tag + "Then it was dark."
    start, stop = len(before), text.index("Then") - 1
    for end in (stop - 1, stop, stop + len(" Then")):
        found = text[slice(*at_borders(text, start, end))]
        assert " ".join(_WORD.findall(found)) == " ".join(_WORD.findall(quotation))


ENDS = [
    ("a short word before the stop", "He was friends with all of them and so were we. |I mean to say so.", 2),
    ("three words", "They knew that the river would rise again in the night. |The first boat carried salt.", 14),
    ("a stop and a mark", 'They were confident that the river would rise again." |The mayor was not.', 4),
    ("a stop, a mark and a paragraph", "They knew that the river would rise again in the night.”\n\n|He said no.", 3),
]


@pytest.mark.parametrize(("kind", "text", "more"), ENDS)
def test_words_of_the_next_sentence_are_left_out(kind: str, text: str, more: int) -> None:
    at = text.index("|")
    text = text.replace("|", "")
    assert at_borders(text, 0, at + more)[1] == len(text[:at].rstrip(' \n."”'))


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "They met the ambassador of the U.S. Army and of the navy in the old harbour of Linnet."
    assert at_borders(text, 0, text.index(" and")) == (0, text.index(" and"))


def _between(text: str) -> tuple[str, int, int]:
    """Give a text without its two bars, and where they stood."""
    start, stop = text.index("|"), text.rindex("|") - 1
    return text.replace("|", ""), start, stop


TAKEN = [
    ("en", "It rained. {The panel rejected a plan |to pay the owners one per cent for the right to hold gold. It met again at noon|}. Then it left."),
    ("pt", "Choveu. {Lula foi condenado |pelo juiz federal de Linnet a nove anos de prisão. A defesa vai recorrer da sentença|}."),
    ("de", "Es regnete. {Es wäre dann die 114. |Mission der Raumfähre und der 31. Flug zur Station. Sie soll Teile bringen|}. Danach kehrt sie zurück."),
    ("ar", "نزل المطر. {قالت |وزارة العدل يوم الثلاثاء إن الهيئة وافقت على عرض الشركة لشراء القناة في البلاد|}. ثم ساد الصمت."),
    ("fr", "Il pleuvait. {|La digue de Harnby a tenu toute la nuit malgré la crue. Personne n’a été blessé| cette semaine}. Puis la nuit tomba."),
    ("both ends amid it", "It rained. {He was glad to hear that |the keys of the locks along the river were found| in the old school}. So it was."),
    ("a third of one", "It rained. {He was glad to hear that |the keys of the locks along the river were found| in the old school, which nobody knew before}. So it was."),
    ("a stop within brackets", "It rained. {|The keeper of the lock and Councillor Ida Brenner (D-Harnby.|) asked for a new gate at the mill}. So it was."),
    ("below a line of signs", "----------------------------------------------\n    {In June, |the ferries and the boats of the harbour go late.  In July, they go early|}.\n"),
    ("wrapped", "It rained.\n\n{Port officials said |the ferry from Linnet to Harnby would be late,\n  as its engine did not start. No other boat was free on\n  the day|}. So it was."),
]  # fmt: skip
"""A passage between bars, and in braces what its ends are moved to: the whole sentence, of which it has much."""


@pytest.mark.parametrize(("kind", "text"), TAKEN)
def test_a_sentence_of_which_a_passage_has_much_is_taken_whole(kind: str, text: str) -> None:
    bare = text.replace("|", "")
    whole = bare[bare.index("{") + 1 : bare.index("}")]
    passage, start, stop = _between(re.sub("[{}]", "", text))
    assert passage[slice(*at_sentences(passage, start, stop))] == whole


PART = "He was glad to hear from the keeper of the lighthouse that |the keys of the locks along the river were found| in the old school, which nobody in the town knew before."


def test_less_than_a_third_of_a_sentence_stays_a_part_of_it() -> None:
    text, start, stop = _between(PART)
    assert at_sentences(text, start, stop) == (start, stop)


DROPPED = [
    ("a headline", "Jo më punëtorë |sezonal në Gjermani\nNë thertore dhe ferma ka pasur disa shpërthime të virusit. Punëtorët u testuan| shpejt.", "Në thertore dhe ferma ka pasur disa shpërthime të virusit. Punëtorët u testuan shpejt"),
    ("the end of a sentence", "The minutes of the long meeting were then sent to |the president.\n\nI regret what I did at the direction of that man. It was wrong and I knew it|.", "I regret what I did at the direction of that man. It was wrong and I knew it"),
    ("the begin of a sentence", "|We have received one complaint about a singing bear. We ask all to be mindful of neighbours.\n\nLinnet Council| would like to make clear that no order has been made against the bear.", "We have received one complaint about a singing bear. We ask all to be mindful of neighbours"),
    ("the begin of a sentence behind a tag", "“|The dam must hold until next year and be watched day and night by us,” Lund said in May. “It will| stand for long.”", "The dam must hold until next year and be watched day and night by us"),
    ("wrapped lines", "of the trade office in Linnet held yesterday in the old\n  hall |of Harnby. The new\n  pact replaces the one that ends in the autumn of this year. Ships may pass\n  the strait| free.", "The new\n  pact replaces the one that ends in the autumn of this year. Ships may pass\n  the strait free"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "left"), DROPPED)
def test_a_few_words_of_another_sentence_are_dropped(kind: str, text: str, left: str) -> None:
    passage, start, stop = _between(text)
    assert passage[slice(*at_sentences(passage, start, stop))] == left


STAYING = [
    ("a part of a long sentence", "The bill that the old senator had brought forward |is opposed by the club| and by many of the members of both houses in the city."),
    ("an abbreviation", "|“This is meant to match a crisis,” said Leader Ana Lund (D-N.Y.) of the house.|"),
    ("a quotation", "She wrote: “|It held all night. Nobody was hurt by the water|” and left."),
    ("a line of its own", "Photos\n|The dam held all night and nobody was hurt|\nRead more"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), STAYING)
def test_ends_at_a_border_or_far_from_one_stay(kind: str, text: str) -> None:
    passage, start, stop = _between(text)
    assert at_sentences(passage, start, stop) == (start, stop)


FRAGMENTS = [
    "It rained. {Ana Lund called it “|a waste of money” and left the hall in the evening. Nobody followed her|}.",
    'Choveu. {A defesa diz que a denúncia é "|sem fundamento" e pede a absolvição. O juiz decide amanhã|}.',
    "Il pleuvait. {Le maire parle d’ « |un miracle » et remercie les sauveteurs. La nuit tombe|}.",
]


@pytest.mark.parametrize("text", FRAGMENTS)
def test_a_few_quoted_words_are_part_of_their_sentence(text: str) -> None:
    bare = text.replace("|", "")
    passage, start, stop = _between(re.sub("[{}]", "", text))
    assert passage[slice(*at_sentences(passage, start, stop))] == bare[bare.index("{") + 1 : bare.index("}")]


MARKS = [
    ("a space is missing behind the stop", "It rained.|The dam at Harnby held all night|.The mayor left.", 0, 1),
    ("capitals behind the stop", "It rained. |The dam at Harnby held all night|.DAM HELD", 0, 1),
    ("emphasis", "It rained. |_The dam at Harnby held all night|._ So it was.", 0, 1),
    ("a number goes on", "It rained. |The dam cost 3|.5 million crowns.", 0, 0),
    ("a quotation of which the rest goes on", "“|It held,” she said. “So it was at Harnby|. Nobody slept.”", 1, 1),
    ("the end of a quotation that began before", "'I do not know. |It held.'\n\n'So it was at Harnby|.'\n\nRain.", 0, 2),
    ("a quotation of two paragraphs", '"|It held.\n\n"So it was at Harnby|." Then', 1, 2),
    ("two single marks for a double one", '|"It held," she said. "So it was at Harnby|.\'\'\n\nRain.', 0, 3),
    ("a quotation within another", "“He said: |‘It held all night|.’” So.", 0, 2),
    ("marks side by side", "He wrote: |“She said, ‘It held all night|.’” So.", 0, 3),
    ("a bracket", "“[|The dam] held all night|.” So.", 2, 2),
    ("brackets of another alphabet's script", "قال: |{صمد السد طوال الليل|}. ثم", 0, 2),
    ("a mark that opens on the line before", "He wrote “\n|The dam held all night|.\n", 0, 1),
    ("the stop behind the mark of a few words", "He was “|assured that all are well|”.\n\nRain.", 1, 1),
    ("an apostrophe amid it", 'It rained. |He spoke on Lund\'s show, "The Harnby Lamp|." So it was.', 0, 2),
]  # fmt: skip
"""Passages between bars, and by how many code points the start and the stop are moved outward."""


@pytest.mark.parametrize(("kind", "text", "before", "behind"), MARKS)
def test_the_stop_and_mark_of_a_passage_belong_to_it(kind: str, text: str, before: int, behind: int) -> None:
    passage, start, stop = _between(text)
    assert with_marks(passage, start, stop) == (start - before, stop + behind)


def test_white_space_before_a_text_is_no_part_of_its_first_sentence() -> None:
    passage, start, stop = _between("   The old dam |at Harnby held all night, and nobody was hurt|. So it was.")
    assert at_sentences(passage, start, stop)[0] == 3


def test_nested_marks_with_a_space_between_close_a_quotation() -> None:
    passage, start, stop = _between(
        "It says that ‘|all those born in Linnet are keepers of the|  dam,’ ” he said. Rain."
    )
    assert passage[slice(*at_sentences(passage, start, stop))].endswith("keepers of the  dam")


TAGGED = [
    ("a short quotation", "It rained. |“The dam was stronger on paper than in the water,” said Sen. Ida Lund, D-Conn|., in a talk.", "The dam was stronger on paper than in the water"),
    ("a lead with a paper and a day", "It rained. |Ida Brenner of Harnby told the Courier on Monday: “The piers were cracked since spring and nobody closed the bridge|.” So.", "The piers were cracked since spring and nobody closed the bridge"),
    ("a line of its own", "It rained. “|The piers were cracked since spring and nobody closed the bridge.”\n\nThat is how Ida Brenner| sees it.", "The piers were cracked since spring and nobody closed the bridge"),
    ("an account", "It rained:\n\n|The piers were cracked since spring and nobody closed the bridge\n— Ida (@ida_brenner|) 4 March 2031", "The piers were cracked since spring and nobody closed the bridge"),
    ("a clause that the other text quotes", "It rained. |They settled on diplomatic, economic and security measures “to protect our allies and our citizens from the river|.” So.", "They settled on diplomatic, economic and security measures “to protect our allies and our citizens from the river"),
    ("marks of CSV", 'Hide all 43 |of 43 ""The dam at Harnby held all night, and nobody was hurt by the water|"" she said.', 'The dam at Harnby held all night, and nobody was hurt by the water'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "left"), TAGGED)
def test_what_stands_beside_a_quotation_is_no_part_of_it(kind: str, text: str, left: str) -> None:
    passage, start, stop = _between(text)
    assert passage[slice(*at_borders(passage, start, stop))] == left


def test_a_line_that_ends_with_an_abbreviation_goes_on() -> None:
    text = "The board upheld a duty of 84.9 U.S.\n  cents a barrel. So it was.\nIt rained."
    assert [text[unit.start : unit.stop].split(maxsplit=1)[0] for unit in units(text, 0, len(text))] == [
        "The",
        "So",
        "It",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "HARNBY DAM HOLDS AS THE WATER COMES UP AGAIN AND AGAIN\nThe dam at Harnby held all night, said a keeper of\nit.",
            2,
        ),
        (
            "The dam at Harnby held as the water came up and then\nThe great and old wall of Linnet broke, as one of them",
            1,
        ),
        (
            "THE DAM AT HARNBY HELD AS THE WATER CAME UP AND THEN\nIN THE NIGHT BEHIND THE OLD WALL OF LINNET NOBODY SLEPT",
            1,
        ),
    ],
)
def test_a_line_in_capitals_above_others_is_a_headline(text: str, lines: int) -> None:
    assert len(list(units(text, 0, len(text)))) == lines


def test_the_comma_behind_a_mark_is_no_part_of_a_quotation() -> None:
    text = "“Der Damm hielt die Nacht”, sagte Lund. “Niemand kam um,” sagte sie."
    found = [text[unit.start : unit.stop] for unit in units(text, 0, len(text))]
    assert found == ["“Der Damm hielt die Nacht”", "sagte Lund.", "“Niemand kam um,”", "sagte sie."]


EDGES = [
    ("white space before a text", "   |The dam held all night|. So it was."),
    ("a space before the stop", "Il pleuvait. |La digue a tenu toute la nuit, malgré la crue |! Puis la nuit tomba."),
    ("a space before the stop, ar", "نزل المطر. |صمد السد طوال الليل ولم يصب أحد |. ثم هدأت."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), EDGES)
def test_white_space_at_the_edge_of_a_sentence_is_none_within_it(kind: str, text: str) -> None:
    passage, start, stop = _between(text)
    assert begins_sentence(passage, start) and ends_sentence(passage, stop - (passage[stop - 1] == " "))


NEARLY_WHOLE = [
    ("a quotation but for its first word", "Ela disse: “Devemos ⟦ao povo do vale a verdade sobre a água da serra⟧”.", "Devemos ao povo do vale a verdade sobre a água da serra"),
    ("a quotation but for its first words", "قالت: \"نحن مدينون ⟦لأهل المدينة بالحقيقة عن مياه النهر⟧\".", "نحن مدينون لأهل المدينة بالحقيقة عن مياه النهر"),
    ("a quotation but for its last words", "She said: “⟦The gate at the mill was never tested by anybody who⟧ could swim.”", "The gate at the mill was never tested by anybody who could swim"),
    ("the first words of a long sentence", "It rained. Ida Brenner ⟦has the keys of all the locks along the river⟧, which nobody in the valley knew before the night of the great flood in spring.", "Ida Brenner has the keys of all the locks along the river"),
    ("a title before a name", "It rained. Mrs. ⟦Brenner, who keeps the keys of the locks at Harnby⟧, had also left before the water came over the wall of the mill, the school and the yard of the old inn at the end of the valley.", "Mrs. Brenner, who keeps the keys of the locks at Harnby"),
    ("the last word of a long sentence", "The council, which had met in the old school while the water rose and the lamps of the mill went out one by one, said in the morning that ⟦nobody had the keys of the locks along the upper⟧ river. It rained.", "nobody had the keys of the locks along the upper river"),
    ("a word in a script without spaces", "雨が降った。私⟦たちは町の人々に水についての真実を話さなければならないと思う⟧。", "私たちは町の人々に水についての真実を話さなければならないと思う"),
    ("a clause before a comma stays outside", "It rained. At dawn, ⟦the keys of all the locks along the river were found⟧ in the old school, which nobody in the valley knew before the night of the flood, when the water came over the wall.", "the keys of all the locks along the river were found"),
    ("more than two words stay outside", "It rained. He was glad that ⟦the keys of all the locks along the river were found⟧ in the old school, which nobody in the valley knew before the night of the flood, when the water came over the wall.", "the keys of all the locks along the river were found"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), NEARLY_WHOLE, ids=[kind for kind, *_ in NEARLY_WHOLE])
def test_a_word_or_two_at_an_end_of_a_sentence_go_with_the_passage(kind: str, text: str, expected: str) -> None:
    start, stop = text.index("⟦"), text.index("⟧") - 1
    text = text.replace("⟦", "").replace("⟧", "")
    assert text[slice(*at_sentences(text, start, stop))] == expected


def test_an_empty_line_ends_a_sentence_whatever_letter_follows() -> None:
    text = "i like the old dam.\n\nthe new one leaks at night, and nobody at the mill knows why it does.\n\nso long"
    start = text.index("new one")
    span = at_sentences(text, start, text.index(".\n\nso"))
    assert text[slice(*span)].rstrip(".") == "the new one leaks at night, and nobody at the mill knows why it does"


def test_a_verb_behind_a_mark_and_a_comma_is_no_part_of_a_quotation() -> None:
    text = 'Disse à BBC. "A barragem de Harnby vai aguentar a noite inteira e também a manhã", afirmou o engenheiro.'
    start, stop = at_borders(text, text.index("A barragem"), text.index("afirmou") + len("afirmou"))
    assert text[start:stop] == "A barragem de Harnby vai aguentar a noite inteira e também a manhã"


CLAUSES = [
    ("the first word of the next clause", "It was long known to them all, though nobody in the valley had ever written it down or said so, that |the keys of the locks along the river were found, but| the man who had hidden them in the mill was never seen again, neither in the town nor in the hills, and nobody asked for him.", "the keys of the locks along the river were found"),
    ("the last word of the clause before", "It was long known to them all, though nobody in the valley had ever written it down, by word and |deed, that the keys of the locks along the river were found| in the mill by a man who was never seen again, neither in the town nor in the hills, and nobody asked for him.", "that the keys of the locks along the river were found"),
    ("ar", "وقال البيان الذي نشرته الصحف في المدينة صباح اليوم إن |السد صمد طوال الليل ولم يصب أحد بأذى من المياه، أما| الميناء القديم الذي أغلق منذ الربيع بسبب أعمال الصيانة فقد غمرته المياه حتى الصباح ولم يدخله أحد من رجال الحرس ولا من أهل المدينة.", "السد صمد طوال الليل ولم يصب أحد بأذى من المياه"),
    ("a clause of its own stays", "It was long known to them all, though nobody in the valley had ever written it down, that |the keys were found, and all of the locks along the river were open| in the morning when the man who was never seen again left for the hills, and nobody asked for him.", "the keys were found, and all of the locks along the river were open"),
]  # fmt: skip
"""Passages between bars that stay amid a long sentence, and what is left of them."""


@pytest.mark.parametrize(("kind", "text", "left"), CLAUSES, ids=[kind for kind, *_ in CLAUSES])
def test_an_end_amid_a_long_sentence_is_at_a_clause_if_one_is_near(kind: str, text: str, left: str) -> None:
    passage, start, stop = _between(text)
    assert passage[slice(*at_sentences(passage, start, stop))] == left


WORDS = [
    ("a letter behind an apostrophe", "So |it was Lund|’s lamp.", "it was Lund’s"),
    ("a letter before one", "So Lund’|s lamp| burned.", "lamp"),
    ("a decimal", "It fell by 0|.5 % |now.", "0.5 % "),
    ("a decimal at the end", "It |fell by 10|.5 %.", "fell by 10.5"),
    ("initials", "In the| U.|S. Army.", " U.S"),
    ("a name with a low line", "By @raul_|lund and others|.", "and others"),
    ("vowel signs behind the last letter", "وقال |فَكَرِهْتُمُوه|ُ ثم", "فَكَرِهْتُمُوهُ"),
    ("a low line of emphasis is no sign amid a word", "It |held_| so.", "held_"),
    ("a stop between sentences", "It |held|.So it was.", "held"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), WORDS, ids=[kind for kind, *_ in WORDS])
def test_a_word_or_number_is_whole_with_the_signs_amid_it(kind: str, text: str, expected: str) -> None:
    passage, start, stop = _between(text)
    assert passage[slice(*snapped(passage, start, stop))] == expected


LONG = "the lamps of the lighthouse were lit at noon and the old keepers of the sluices carried sand and ropes"
PARTS = [
    ("amid a clause", f"He said: “It rained. {{|{LONG} until they| had none left of it and the river came over the wall of the old mill, which nobody in town had seen before}}. So it was.”"),
    ("at the start amid a clause", f"He said: “It rained. {{In the morning of the last day of a very long week for all of us they saw |{LONG}|}}. So it was.”"),
    ("at a short clause", f"He said: “It rained. {{|{LONG}|, although nobody had asked them for it until then}}. So it was.”"),
    ("at a long clause", f"He said: “It rained. {{|{LONG}|}}, although nobody had asked them for it until then, and least of all the mayor of the town. So it was.”"),
    ("amid a clause that is too long", f"He said: “It rained. {{|{LONG} until they|}} had none left of it and the river came over the wall of the old mill and then over that of the new one as well as the bridge. So it was.”"),
]  # fmt: skip
"""Parts of a quotation between bars, and in braces what is shown of it."""


@pytest.mark.parametrize(("kind", "text"), PARTS, ids=[kind for kind, _ in PARTS])
def test_a_part_of_a_quotation_is_shown_with_a_rest_that_is_shorter(kind: str, text: str) -> None:
    bare = text.replace("|", "")
    whole = bare[bare.index("{") + 1 : bare.index("}")]
    passage, start, stop = _between(re.sub("[{}]", "", text))
    assert passage[slice(*quoted_part(passage, (start, stop), at_sentences(passage, start, stop)))] == whole


def test_a_tag_that_breaks_off_does_not_belong_to_a_quotation() -> None:
    said = "The keepers have shut the lower gate, and not one of us can say until when"
    for opening, closing in ('""', "“”"):
        text = f"It rained.\n{opening}{said}{closing}, told us the keeper of the lock."
        start = text.index(said)
        assert text[slice(*at_borders(text, start, text.index(" keeper of")))] == said
