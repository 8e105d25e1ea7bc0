"""Signs that a text was damaged on its way: what counts, and what looks like it and does not."""

from __future__ import annotations

import pytest

from chaffinch.text.damage_signs import damage, has_lost_letters, said_once, undamaged


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It&#x27;s &amp;quot;late&amp;quot; &amp; cold", 4),
        ("caf\ufffd and th\ufffdtre", 2),
        ("cafÃ© – itâ€™s Ã¼ber", 3),
        (r"He said \"no\" and left\nfor good \u00e9", 4),
        ("<p>It rained.</p><br/>", 3),
        ("[b]It[/b] [size=2]rained[/size] [url=https://wend.example/]here[/url]", 6),
        ("caf=C3=A9 and so=\non", 3),
        ("caf%C3%A9 and th%C3%A9", 2),
        ("de\u00adcid\u00aded \u200bnow", 3),
        ("The boats were late.Nobody came", 1),
        ("THE BOATS WERE LATE AGAIN, AND NOBODY WHO WAITED AT THE QUAY KNEW WHY.", 1),
        ("the engi-\nneer of the har-\nbour", 2),
        ("\n".join(f"{i}  It rained." for i in range(11, 18)), 7),
    ],
)
def test_signs_of_damage_are_counted(text: str, count: int) -> None:
    assert damage(text).count == count


@pytest.mark.parametrize(
    "text",
    [
        "It's late & cold; AT&T and R&D; x && y",
        "Ã is a letter of Portuguese: SÃO PAULO, AÇÃO",
        "Â and â are letters: pâte, Ângela",
        "a < b and b > c, 2 = 2, C:\\path",
        "It rained [i] all day [b], as [s]he said",
        "north-\n\nsouth",
        "NOBODY WAITED AT THE QUAY",
        "5 % of it, 100%!",
        "see wend.example/Plan and Node.js",
        "1. first\n2. second\n3. third\n7 boats\n12 men",
    ],
)
def test_what_looks_like_damage_is_none(text: str) -> None:
    assert damage(text).count == 0


def test_letters_of_the_signs_are_none_of_the_text() -> None:
    assert damage("&amp;quot;It&amp;quot;").letters == 14


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
