"""Signs that a text was damaged on its way: what counts, and what looks like it and does not."""

from __future__ import annotations

import pytest

from chaffinch.text.damage_signs import damage, has_lost_letters, said_once, signs_of_damage, undamaged
from chaffinch.text.page_marks import page_marks
from chaffinch.text.signs import Signs

SIGNS = Signs(signs_of_damage())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It&#x27;s &amp;quot;late&amp;quot; &amp; cold", 4),
        ("caf\ufffd and th\ufffdtre", 2),
        ("湖边锟斤拷有三条船锟斤拷锟斤拷都漏水", 2),
        ("The fe11ow so1der sold twe1ve boats", 3),
        ("It carried8.5percent more", 1),
        ("It is \x1b[1mlate\x1b[0m and \x1b[31;4mcold\x1b[24m", 4),
        ("It is [1mlate[0m", 2),
        ("The '''quay''' of [[Harnby]] and its [[Boat (river)|boats]]", 4),
        ("cafÃ© – itâ€™s Ã¼ber", 3),
        (r"He said \"no\" and left\nfor good \u00e9", 4),
        ("<p>It rained.</p><br/>", 3),
        ("[b]It[/b] [size=2]rained[/size] [url=https://wend.example/]here[/url]", 6),
        ("caf=C3=A9 and so=\non", 3),
        ("caf%C3%A9 and th%C3%A9", 2),
        ("de\u00adcid\u00aded \u200bnow", 3),
        ("The boats were late.Nobody came", 1),
        ("Η βάρκα άργησε".encode().decode("latin-1"), 2),
        ("הסירה איחרה".encode().decode("latin-1"), 2),
        ("تأخر القارب".encode().decode("latin-1"), 2),
        ("นานมาก".encode().decode("latin-1"), 1),
        ("船が遅れた。".encode().decode("latin-1"), 1),
        ("The {{ kind }}boat was late{% if night %}, again{% endif %}", 3),
        ("<ruby>船<rt>ふね</rt></ruby>が遅れた。", 4),
        ("Álmos õr ül a tûz mellett, elõtte üres üveg, mögötte õszi esõ és erõs szél", 6),
        ("Kıyıdaki çocuklar düşen şapkayı gördü".encode("cp1254").decode("cp1252"), 5),
        ("THE BOATS WERE LATE AGAIN, AND NOBODY WHO WAITED AT THE QUAY KNEW WHY.", 1),
        ("the engi-\nneer of the har-\nbour", 2),
        ("\n".join(f"{i}  It rained." for i in range(11, 18)), 7),
        ("\n".join(f"{i:>3}: It rained." for i in range(9, 13)), 4),
    ],
)
def test_signs_of_damage_are_counted(text: str, count: int) -> None:
    assert damage(text).count == count
    assert damage(text, SIGNS.of(text.encode())) == damage(text)


@pytest.mark.parametrize(
    "text",
    [
        "It's late & cold; AT&T and R&D; x && y",
        "H1N1, mp3 and v1 of the 11 boats; 8.5 percent, 2.5 km, page1",
        "Ã is a letter of Portuguese: SÃO PAULO, AÇÃO",
        "Â and â are letters: pâte, Ângela",
        "if [[ -f x ]]; a[[1, 2], [3]]; see [1m] and [[",
        "a < b and b > c, 2 = 2, C:\\path",
        "It rained [i] all day [b], as [s]he said",
        "north-\n\nsouth",
        "NOBODY WAITED AT THE QUAY",
        "5 % of it, 100%!",
        "see wend.example/Plan and Node.js",
        "prêt à\xa0«\xa0partir\xa0» : 3\xa0×\xa04 boîtes à « gants », où l'on dîne à ½ l et 5 m³ ± 2",
        "Öösel sõitis väike laev üle järve, kus mõned poisid õngitsesid ja jõid õhtul teed õues",
        "Þegar sólin kom upp sáum við að báturinn rak út á fjörðinn með þrjá menn, þó að þeir æptu",
        "Báturin sigldi út á fjørðin og kom ikki aftur; allir vóru væl við og høvdu fiskað nógv",
        "Þorgerður Ólafsdóttir met José Müller and Søren Ångström, not Dvořák, over crème brûlée for £3",
        "f(x) = {x: {1, 2}}; 100 {% of it}",
        "1. first\n2. second\n3. third\n7 boats\n12 men",
    ],
)
def test_what_looks_like_damage_is_none(text: str) -> None:
    assert damage(text).count == 0


def test_letters_of_the_signs_are_none_of_the_text() -> None:
    assert damage("&amp;quot;It&amp;quot;").letters == 14
    assert damage("[[Boat (river)|boats]]").letters == 9


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("cafÃ© â€œItâ€™s lateâ€\x9d â€“ naÃ¯ve", "café “It’s late” – naïve"),
        ("cafÃƒÂ©", "café"),
        ("caf=C3=A9 =E2=80=93 so=\non", "café – soon"),
        ("caf%C3%A9", "café"),
    ],
)
def test_what_bytes_became_is_undone(text: str, mended: str) -> None:
    assert undamaged(text) == mended


@pytest.mark.parametrize("text", ["x=20 and y=30", "SÃO PAULO, pâte", "100% of it", "café – “so”"])
def test_a_text_without_damage_stays(text: str) -> None:
    assert undamaged(text) == text


FERRY = "The ferry of Harnby lies at the old quay again"


@pytest.mark.parametrize(
    ("text", "once"),
    [
        (f"{FERRY}. It rained.\n {FERRY} .", f"{FERRY}. It rained.\n{' ' * (len(FERRY) + 2)}."),  # other blanks
        (f"{FERRY}。{FERRY}؟{FERRY}", f"{FERRY}。{' ' * len(FERRY)}؟{' ' * len(FERRY)}"),
        (f"{FERRY}! {FERRY} today.", f"{FERRY}! {FERRY} today."),
        ("It rained and rained. " * 9, "It rained and rained. " * 9),  # a refrain
        ("." * 90 + "\n" * 3, "." * 90 + "\n" * 3),
        (" " * 50 + "." + " " * 50, " " * 50 + "." + " " * 50),
        ("", ""),
    ],
)
def test_what_a_text_repeats_is_blanked_where_it_stands(text: str, once: str) -> None:
    assert said_once(text) == once


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("a decis?o, a esta??o, o rel?gio", True),
        ("a decis\ufffdo, a esta\ufffd\ufffdo, o rel?gio", True),
        ("a decis?o, a esta??o, o relogio", False),
        ("Why?Who?What?How?", False),  # capitals
        ("?a ?b ?c 1?a 2?b 3?c", False),  # no letter before
        ("why? who? what? how?", False),
    ],
)
def test_letters_that_became_question_marks_are_amid_words(text: str, lost: bool) -> None:
    assert has_lost_letters(text) is lost


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("[00:01] It rained.\n[00:04] Then\n[00:09] it stopped.", ["[00:01] ", "[00:04] ", "[00:09] "]),
        ("00:00:01 It rained.\n00:00:04 Then\n00:00:09 it stopped.", ["00:00:01 ", "00:00:04 ", "00:00:09 "]),
        (
            "1\n00:00:01,000 --> 00:00:04,000\nIt\n\n2\n00:00:05,000 --> 00:00:07,000\nrained\n\n"
            "3\n00:00:08,000 --> 00:00:09,500\nagain",
            [
                "1\n00:00:01,000 --> 00:00:04,000\n",
                "2\n00:00:05,000 --> 00:00:07,000\n",
                "3\n00:00:08,000 --> 00:00:09,500\n",
            ],
        ),
        (
            "It rained.\n\nDer Bote  Seite 7\n\nDann\n\nDer Bote  Seite 8\n\nnicht.",
            ["Der Bote  Seite 7", "Der Bote  Seite 8"],
        ),
        ("PAGİNA 7 KAYIK\n\nIt rained.\n\nPAGİNA 8 KAYIK\n\nThen", ["PAGİNA 7 KAYIK", "PAGİNA 8 KAYIK"]),
        ("雨が降った。\n第3頁\nそして\n第4頁\n止んだ。", ["第3頁", "第4頁"]),
    ],
)
def test_time_stamps_and_running_heads_are_no_text(text: str, marks: list[str]) -> None:
    assert [text[start:stop] for start, stop in page_marks(text)] == marks
    assert damage(text).count == len(marks)
    assert damage(text).letters == sum(map(str.isalnum, "".join(marks)))
    assert damage(text, SIGNS.of(text.encode())) == damage(text)


@pytest.mark.parametrize(
    "text",
    [
        "[10:05] The road is shut.\n[10:30] The gate is shut.\n[11:15] Trees are down.",  # the time of day
        "[00:09] It rained.\n[00:04] Then\n[00:01] it stopped.",  # a live page, the last entry first
        "[00:01] It rained.\nThen it snowed.\nThen it froze.\nThen it thawed.\nThen\nit\nrained\n[00:04] a\n[00:09] b",
        "Chapter 3\n\nIt rained.\n\nChapter 4\n\nIt stopped.",
        "Sport, page 3\n\nWeather, page 4\n\nDeaths, page 5",
        "THE GULL  Page 3\n\nIt rained.\n\nTHE GULL  Page 9\n\nIt stopped.",
    ],
)
def test_what_looks_like_stamps_and_heads_is_text(text: str) -> None:
    assert page_marks(text) == []


@pytest.mark.parametrize(
    ("text", "count"), [("В«МостВ» вЂ” это", 3), ("РџСЂРёРІРµС‚", 1), ("В «Мире» и В\u00a0Москве, Рівне", 0)]
)
def test_cyrillic_read_as_another_code_page_is_damage(text: str, count: int) -> None:
    assert damage(text).count == count


def test_one_replacement_character_within_a_word_is_a_lost_letter() -> None:
    assert has_lost_letters("the caf\ufffds of Olm")
    assert not has_lost_letters("Olm \ufffd Tarn, why?")


def test_letters_of_readings_do_not_count_though_they_are_no_damage() -> None:
    plain = "水門は三週間の修理のあとで開いた。門番は会議で話した。"
    read = "水門（すいもん）は三週間の修理《しゅうり》のあとで開いた。門番は会議(かいぎ)で話した。"
    found = damage(read)
    assert (found.count, found.letters) == (0, 11)
    assert damage(read, SIGNS.of(read.encode())) == found
    assert damage(plain) == damage("門番（四十二）は水門（古い）を開けた。")
