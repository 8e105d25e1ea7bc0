"""Signs that a text was damaged on its way: what counts, and what looks like it and does not."""

from __future__ import annotations

import pytest

from chaffinch.text.damage_signs import damage


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It&#x27;s &amp;quot;late&amp;quot; &amp; cold", 4),
        ("caf\ufffd and th\ufffdtre", 2),
        ("cafÃ© – itâ€™s Ã¼ber", 3),
        (r"He said \"no\" and left\nfor good \u00e9", 4),
        ("<p>It rained.</p><br/>", 3),
        ("caf=C3=A9 and so=\non", 3),
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
        "north-\n\nsouth",
        "1. first\n2. second\n3. third\n7 boats\n12 men",
    ],
)
def test_what_looks_like_damage_is_none(text: str) -> None:
    assert damage(text).count == 0


def test_letters_of_the_signs_are_none_of_the_text() -> None:
    assert damage("&amp;quot;It&amp;quot;").letters == 14
