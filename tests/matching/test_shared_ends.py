"""The ends of the members of a cluster: at the first and the last sentence that their texts share."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.matching.passages.asked import letters_of
from chaffinch.matching.passages.shared_ends import Around, moved_ends, shared_ends

Texts = tuple[str, ...]


def _members(texts: Texts) -> list[Around]:
    """Give members of a cluster from texts with a bar at each end of the passage."""
    found = []
    for number, marked in enumerate(texts):
        text = re.sub("[{}]", "", marked)
        start, stop = text.index("|"), text.rindex("|") - 1
        found.append(Around(number, text.replace("|", ""), start, len(text) - 2 - stop, loose=True))
    return found


def _moved(texts: Texts) -> list[str]:
    members = _members(texts)
    moved = shared_ends(members)
    return [
        m.text[m.before - before : len(m.text) - m.after + after]
        for m, (before, after) in zip(members, moved, strict=True)
    ]


def _wanted(texts: Texts) -> list[str]:
    bare = [text.replace("|", "") for text in texts]
    return [text[text.index("{") + 1 : text.index("}")] for text in bare]


NEIGHBOURS = [
    ("en: a sentence before", (
        "It was late. |We are getting them out of the harbour today. {The dam at Harnby held all night, and nobody was hurt by the water.|} So it was.",
        "She spoke at noon. {|The dam at Harnby held all night and nobody was hurt by the water.|} Then she left.")),
    ("en: a caption behind", (
        "{|The dam at Harnby held all night, and nobody was hurt by the water.}\n\nPhotograph by Tom Aldous of the Linnet Courier|\n\nIt rained.",
        "{|The dam at Harnby held all night and nobody was hurt by the water.|}\n\nThen she left.")),
    ("en: a tag", (
        "Asked, |“We have no time left for this,” Lund told the council. {“The dam at Harnby held all night, and nobody was hurt by the water.”|} So it was.",
        "He heard her: {|“The dam at Harnby held all night and nobody was hurt by the water.”|} Then she left.")),
    ("de", (
        "Es war spät. |Im Hafen lagen noch drei Kähne aus Amselried. {Der Damm bei Harnby hielt die ganze Nacht, und niemand kam im Wasser um.|} So war es.",
        "Sie sprach mittags. {|Der Damm bei Harnby hielt die ganze Nacht und niemand kam im Wasser um.|} Dann ging sie.")),
    ("pt", (
        "Era tarde. {|A barragem de Harnby aguentou a noite inteira, e ninguém se feriu na água.} A Câmara vai apurar os excessos da guarda na praça.| Choveu.",
        "Ela falou. {|A barragem de Harnby aguentou a noite inteira e ninguém se feriu na água.|} Depois saiu.")),
    ("ar", (
        "كان الوقت متأخرا. |واتهم المسؤولون الشركة بالإهمال في صيانة الميناء القديم. {وقال البيان إن السد صمد طوال الليل ولم يصب أحد بأذى من المياه.|} ثم هدأت.",
        "تحدثت ظهرا. {|وقال البيان أن السد صمد طوال الليل، ولم يصب أحد بأذى من المياه.|} ثم غادرت.")),
    ("ru", (
        "Было поздно. {|Плотина в Харнби держалась всю ночь, и никто не пострадал от воды.} В порту ещё стояли три баржи с углём.| Шёл дождь.",
        "Она говорила. {|Плотина в Харнби держалась всю ночь и никто не пострадал от воды.|} Потом ушла.")),
    ("ja", (
        "夜も遅かった。{|ハーンビーのダムは一晩中持ちこたえ、水でけがをした人は誰もいなかった。}港にはまだ石炭を積んだ船が三隻も残っていた。| 雨が降った。",
        "彼女は話した。{|ハーンビーのダムは一晩中持ちこたえ、水でけがをした人は誰もいなかった。|} そして帰った。")),
    ("en: what leads into a quotation", (
        "It rained. |Lund told the Harnby Courier in the evening that {“the dam held all night, and nobody was hurt by the water.”|} So it was.",
        "He heard her: {|“The dam held all night and nobody was hurt by the water.”|} Then she left.")),
]  # fmt: skip
"""Passages between bars, one with a sentence that the other text lacks, and in braces what both are moved to."""


@pytest.mark.parametrize(("kind", "texts"), NEIGHBOURS)
def test_a_sentence_that_the_others_lack_is_left_out(kind: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)


GOING_ON = [
    ("en: amid another sentence", (
        "{|The dam at Harnby held all night.| The mayor thanked the men of the harbour guard, who had carried sand since noon.} Tom Aldous wrote this.",
        "{|The dam at Harnby held all night.| The mayor thanked the men of the harbour guard, who had carried sand since noon.} It may rain again.")),
    ("en: behind a caption", (
        "{|The dam at Harnby held all night.|\n\nPhotograph by Tom Aldous\n\nThe mayor thanked the men of the harbour guard, who had carried sand.} So it was.",
        "{|The dam at Harnby held all night.|\n\nThe mayor thanked the men of the harbour guard, who had carried sand.} It may rain again.")),
    ("en: behind a tag and a lead", (
        "{|“The dam at Harnby held all night,”| the town said in a statement that was read at noon. It added: “The men of the harbour guard had carried sand.”} So it was.",
        "{|“The dam at Harnby held all night,”| said Ida Lund, who has kept the sluices of the river for forty years. “The men of the harbour guard had carried sand.”} Rain.")),
    ("en: a word behind a short sentence", (
        "{|The dam at Harnby held all night, and nobody was hurt by the water.| Is it by chance? No!} So it was.",
        "{|The dam at Harnby held all night, and nobody was hurt by the water.| Is it by chance? No!} It may rain.")),
    ("en: before", (
        "It rained. {The mayor thanked the men of the harbour guard, who had carried sand. |The dam at Harnby held all night.|} So it was.",
        "Was it late? {The mayor thanked the men of the harbour guard, who had carried sand. |The dam at Harnby held all night.|} Rain.")),
    ("en: a short one", (
        "{|The dam at Harnby held all night, and nobody was hurt by the water.| I quit. The mayor thanked the men of the harbour guard.} So it was.",
        "{|The dam at Harnby held all night, and nobody was hurt by the water.| I quit. The mayor thanked the men of the harbour guard.} It may rain.")),
    ("de", (
        "{|Der Damm bei Harnby hielt die ganze Nacht.| Die Bürgermeisterin dankte den Männern der Hafenwache, die seit Mittag Sand trugen.} So war es.",
        "{|Der Damm bei Harnby hielt die ganze Nacht.| Die Bürgermeisterin dankte der Hafenwache, deren Männer seit Mittag Sand trugen.} Es regnet.")),
    ("ar, with accents and forms", (
        "{|صمد السد طوال الليل.| وشكر رئيس البلدية رجال حرس الميناء الذين حملوا الرمال منذ الظهر إلى الضفة الشرقية.} كان الوقت متأخرا.",
        "{|صمد السد طوال الليل.| وشكر رئيس البلدية رجال حرس الميناء الذين حملوا الرمال منذ الظهر الى الضفة الشرقية.} ثم هطل المطر.")),
    ("hi", (
        "{|हार्नबी का बाँध सारी रात टिका रहा।| महापौर ने बंदरगाह के पहरेदारों को धन्यवाद दिया जो दोपहर से रेत ढो रहे थे।} देर हो चुकी थी।",
        "{|हार्नबी का बाँध सारी रात टिका रहा।| महापौर ने बंदरगाह के पहरेदारों को धन्यवाद दिया जो दोपहर से रेत ढो रहे थे।} बारिश होगी।")),
]  # fmt: skip
"""Passages between bars, and in braces what both are moved to, since their texts go on alike."""


@pytest.mark.parametrize(("kind", "texts"), GOING_ON)
def test_a_passage_goes_on_as_long_as_the_texts_agree(kind: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)


LISTS = [
    ("ar", ("{|التطبيقات المدفوعة في المتجر القديم\n1. لعبة ماينكرافت بوكيت إيديشين}\n2.| لعبة لايفلاين", "{|التطبيقات المدفوعة في المتجر القديم\n1. لعبة ماينكرافت بوكيت إيديشين|}\n2. تطبيق")),
    ("en", ("{|What to bring to the lock at Harnby\n1. A lamp for the night and a rope}\n2.| A boat", "{|What to bring to the lock at Harnby\n1. A lamp for the night and a rope|}\n2. Sand")),
    ("ru", ("{|Что взять с собой на шлюз в Харнби\n1. Лампа на всю ночь и верёвка}\n2.| Лодка", "{|Что взять с собой на шлюз в Харнби\n1. Лампа на всю ночь и верёвка|}\n2. Песок")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "texts"), LISTS)
def test_the_number_of_the_next_item_is_left_out(language: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)


def test_a_long_sentence_is_taken_whole() -> None:
    more = "وشكر رئيس البلدية رجال حرس الميناء الذين حملوا الرمال منذ الظهر، " * 6 + "ثم عاد إلى المدينة."
    texts = (f"{{|صمد السد طوال الليل.| {more}}} كان الوقت متأخرا.", f"{{|صمد السد طوال الليل.| {more}}} ثم هطل المطر.")
    assert len(more) > 320
    assert _moved(texts) == _wanted(texts)


HELD = "The dam at Harnby held all night."
MORE = " The mayor thanked the men of the guard."
OWN = " Nobody asked for Tom Aldous there."

QUORUM = [
    ("two of three", [False, False, None], [HELD, HELD, HELD]),
    ("three of four", [False, False, False, None], [HELD + MORE] * 3 + [HELD]),
    ("all", [False, False], [HELD + MORE] * 2),
    ("most have it in their passages", [True, True, False, None, None], [HELD + MORE] * 3 + [HELD] * 2),
    ("one of four has it in its passage", [True, False, None, None], [HELD] * 4),
]  # fmt: skip
"""Whether each text has one sentence more in its passage or behind it, or lacks it (None), and what all are moved to."""


@pytest.mark.parametrize(("kind", "texts", "moved"), QUORUM)
def test_a_passage_goes_on_where_most_members_do(kind: str, texts: list[bool | None], moved: list[str]) -> None:
    marked = {True: f"|{HELD}{MORE}|", False: f"|{HELD}|{MORE}", None: f"|{HELD}|{OWN}"}
    assert _moved(tuple(f"{marked[inside]} Number {n * n}." for n, inside in enumerate(texts))) == moved


def test_a_sentence_far_from_the_passage_of_another_text_is_no_part_of_it() -> None:
    lead = "The council has approved a wall of nine metres along the old quay, against the advice of its own engineer."
    far = "The builder must leave a path for walkers two metres wide. Work may not begin before the boats are out. " * 2
    quote = "“It is a compromise, and herons do not read compromises,”"
    texts = tuple(f"{lead} {between}{{|{quote}|}} said Ruth Holm." for between in (far, "", ""))
    assert _moved(texts) == [quote] * 3


def test_copies_of_one_text_are_one_witness() -> None:
    copy, other = f"It rained. |{HELD}|{MORE}{MORE.upper()} So.", f"|{HELD}|{OWN}"
    members = _members((copy, copy, copy, other))
    assert shared_ends(members)[0][1] > 0
    assert (
        shared_ends([member._replace(document=min(n, 1)) for n, member in enumerate(reversed(members))]) == [(0, 0)] * 4
    )


def test_the_groups_of_copies_tell_what_is_one_witness() -> None:
    members = _members((f"|{HELD}|{MORE} So.", f"|{HELD}|{MORE} It.", f"|{HELD}|{MORE} At.", f"|{HELD}|{OWN}"))
    stop = len(HELD)
    columns = {
        "number": [0, 1, 2, 3], "start": [0] * 4, "stop": [stop] * 4, "match_start": [0] * 4, "match_stop": [stop] * 4,
        "before": [0] * 4, "after": [m.after for m in members], "text": [m.text for m in members],
        "similarity": np.ones(4, np.float32), "quality": ["prose", "phrase", "prose", "phrase"],
            "speaker": pa.nulls(4, pa.string()),
    }  # fmt: skip
    batch = pa.RecordBatch.from_pydict(columns)
    label = np.zeros(4, np.int64)
    for prose, moved in ((0, False), (1, False), (2, True), (4, True)):
        qualities = pa.array(["prose"] * prose + ["phrase"] * (4 - prose))
        kinds = batch.set_column(batch.column_names.index("quality"), "quality", qualities)
        assert (moved_ends(label, kinds, label)[1] > stop).any() == moved
    for group, more in (([0, 1, 2, 3], True), ([0, 0, 0, 3], False), ([0, 0, 0, 0], True)):
        start, stops = moved_ends(label, batch, np.array(group))
        assert start.tolist() == [0] * 4
        assert (stops > stop).tolist() == [more] * 3 + [False]


TAGS = [
    ("en", "|“The dam at Harnby held all night, and nobody was hurt,”| Ida Lund said in the council."),
    ("en, straight", '|"The dam at Harnby held all night, and nobody was hurt,"| Ida Lund said in the council.'),
    ("de", "|„Der Damm bei Harnby hielt die ganze Nacht, und niemand kam um“|, sagte Ida Lund im Rat der Stadt."),
    ("pt", "|“A barragem de Harnby aguentou a noite inteira”|, disse Ida Lund na Câmara da cidade."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), TAGS)
def test_the_tag_that_all_texts_have_is_no_part_of_a_quotation(language: str, text: str) -> None:
    more = " Every keeper of the sluices was given a lamp and a rope."
    quotation = text[1 : text.rindex("|")]
    assert _moved((f"{text} It rained.", f"{text} So it was.")) == [quotation] * 2
    whole = text.replace("|", "") + more
    assert _moved((f"{text}{more}", f"{text}{more}")) == [whole] * 2


CUT = [
    ("en: all but what a short member has", (
        "{|“The dam at Harnby held all night,”} Lund said in the council, and Aldous agreed with her. “We carried sand from noon until the lamps went out, and then until the morning came.”| So.",
        "{|“The dam at Harnby held all night,”|} Lund said.")),
    ("en: who speaks, with a comma", (
        "It rained. |After a night without sleep, Lund said at noon, {“The dam at Harnby held all night, and nobody was hurt by the water.”|} So.",
        "Lund wrote: {|“The dam at Harnby held all night, and nobody was hurt by the water.”|} Rain.")),
    ("en: who speaks, single marks", (
        "It rained. |A spokesman for the harbour guard said: {'The dam at Harnby held all night, and nobody was hurt by the water.'|} So.",
        "Lund wrote: {|“The dam at Harnby held all night, and nobody was hurt by the water.”|} Rain.")),
    ("en: who speaks, in the other one behind", (
        "{|'The dam at Harnby held all night, and nobody was hurt by the water,'} Ida Lund of the harbour guard said at noon.| So.",
        "It rained. Ida Lund of the harbour guard: {|“The dam at Harnby held all night, and nobody was hurt by the water.”|} Rain.")),
    ("ar: who speaks", (
        "نزل المطر. |وقالت إدا لوند في المدينة صباح اليوم، {«صمد السد طوال الليل ولم يصب أحد بأذى من المياه»|}. ثم هدأت.",
        "كتبت لوند: {|«صمد السد طوال الليل ولم يصب أحد بأذى من المياه»|}. ثم غادرت.")),
    ("en: a headline of the same words", (
        "|DAM AT HARNBY HOLDS ALL NIGHT, NOBODY HURT\n{The dam at Harnby held all night, and nobody was hurt by the water of the river.|} So.",
        "It rained. {|The dam at Harnby held all night, and nobody was hurt by the water of the river.|} Rain.")),
    ("en: the words that lead into what goes", (
        "{|The dam at Harnby held all night and nobody was hurt.} Then Lund said: “We carried sand until the morning came.”| So it was.",
        "{|The dam at Harnby held all night and nobody was hurt.|} Then Lund said: “No.” It rained.")),
    ("en: a lead that another text has elsewhere", (
        "In a letter, Ida Lund, the keeper of the sluices at Harnby, wrote that {|“the dam at Harnby held all night, and nobody was hurt by the water.”|} So.",
        "Ida Lund, the keeper of the sluices at Harnby, and Tom Aldous, who mended the lamps of the lighthouse on the northern pier, were glad when morning came. {|“The dam at Harnby held all night, and nobody was hurt by the water.”|} So.")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "texts"), CUT)
def test_what_one_member_alone_has_is_left_out(kind: str, texts: Texts) -> None:
    assert _moved(texts) == _wanted(texts)


FRAMED = [
    ("a lead that all have", "{|Ida Lund of the harbour guard said: “The dam at Harnby held all night.”|}"),
    ("a headline that all have", "{|Harnby dam holds\nThe dam at Harnby held all night, and nobody was hurt by it.|}"),
    ("a quotation before a lead", "{|“The dam at Harnby held,” and she added: “Nobody was hurt by the water of it.”|}"),
    ("a quotation within another", "{|“He asked me, 'Will the dam at Harnby hold until the morning comes?' and I said yes.”|}"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), FRAMED, ids=[kind for kind, _ in FRAMED])
def test_what_frames_all_members_stays(kind: str, text: str) -> None:
    texts = (f"It rained. {text} So it was.", f"Was it late? {text} Then she left.")
    assert _moved(texts) == _wanted(texts)


def test_what_stands_elsewhere_in_the_other_text_is_no_continuation() -> None:
    held, other = "The dam at Harnby held all night long.", "Nobody was hurt by the water of the river Wren."
    texts = (f"|{held}| {other} It rained.", f"{other} |{held}| So it was.")
    assert _moved(texts) == [held, held]


def test_reworded_passages_stay_as_they_are() -> None:
    texts = (
        "|The dam held all night. Nobody was hurt by it.|",
        "|All through the hours of darkness the barrier stood firm. There were no casualties.|",
    )
    assert _moved(texts) == [text.strip("|") for text in texts]


def test_passages_of_one_document_and_without_text_stay_as_they_are() -> None:
    one, two = _members(("|The dam held.| It rained all day long.", "|The dam held.| It rained all day long."))
    assert shared_ends([one, two._replace(document=0)]) == [(0, 0), (0, 0)]
    assert shared_ends([one, Around(1, "", 0, 0, loose=False)]) == [(0, 0), (0, 0)]


def test_a_large_cluster_asks_few_of_its_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    from chaffinch.matching.passages import asked

    asked_for = []
    monkeypatch.setattr(asked, "_belongs", lambda zone, letters: asked_for.append(letters) or False)
    for size in (40, 400):
        asked_for.clear()
        texts = tuple(
            f"|Sentence {n} of its own kind, number {n * n}. The dam at Harnby held all night.|" for n in range(size)
        )
        shared_ends(_members(texts))
        assert len(asked_for) <= 100 * size  # of the other documents, at most 16 for each of some sentences


def test_letters_of_a_text_are_the_same_beside_another_alphabet() -> None:
    every = "".join(map(chr, range(128)))
    assert letters_of(every) == letters_of(f"{every}—") == "0123456789" + "abcdefghijklmnopqrstuvwxyz" * 2


def test_a_moved_end_has_the_mark_of_which_the_passage_has_the_other_half() -> None:
    texts = (
        "It was late. |“We are getting them out today,” Lund said. {“The dam at Harnby held all night, and nobody was hurt by the water|,”} he told us.",
        "She spoke: {|“The dam at Harnby held all night and nobody was hurt by the water|.”} Then she left.",
    )
    assert _moved(texts)[0] == _wanted(texts)[0]
