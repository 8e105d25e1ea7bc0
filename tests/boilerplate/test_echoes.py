"""A prompt that goes at one place of a text goes at all of them."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.furniture.echoes import echoes

PROMPTS = [
    ("Press the advert and watch the film", "Nobody paints the gates of the lock", "It is old."),
    ("Shtype reklamen dhe shiko videon e ketij shkrimi", "Askush nuk i lyen portat", "Ura është e vjetër."),
    ("Jetzt den Newsletter der Redaktion bestellen", "Niemand streicht die Tore", "Die Schleuse ist alt."),
    ("Нажмите на рекламу и смотрите видео", "Никто не красит ворота", "Шлюз старый."),
]


@pytest.mark.parametrize(("prompt", "other", "first"), PROMPTS)
def test_a_prompt_that_is_glued_to_a_sentence_goes_with_its_copy(prompt: str, other: str, first: str) -> None:
    text = f"{first}{prompt}{other}. {prompt}"
    at = text.rindex(prompt)
    assert [text[a:b] for a, b in echoes(text, [(at, len(text))])] == [prompt]


@pytest.mark.parametrize(("prompt", "other", "first"), PROMPTS)
def test_a_prompt_that_is_quoted_or_part_of_a_sentence_stays(prompt: str, other: str, first: str) -> None:
    for middle in (f"\u201c{prompt}\u201d, {other}.", f"{other} {prompt.lower()}, {other}.", f"{prompt}!, {other}."):
        text = f"{first} {middle} {first}\n{prompt}"
        at = text.rindex(prompt)
        assert not echoes(text, [(at, len(text))])


def test_a_few_words_stay() -> None:
    text = "Sign up now. Sign up nowIt is old."
    assert not echoes(text, [(0, 12)])


def test_a_prompt_behind_the_label_of_another_goes() -> None:
    text = (
        "It is old.\n\nAdvertisement Continue reading the main story\n\nIt is big.\n\nContinue reading the main story"
    )
    at = text.rindex("Continue")
    assert [text[a:b] for a, b in echoes(text, [(at, len(text))])] == ["Continue reading the main story"]


def test_a_prompt_takes_its_slash_and_its_stop() -> None:
    prompt = "Open the advert now and see the whole film"
    text = f"The mill is old. / {prompt}!The miller is ill. Nobody paints it. / {prompt}"
    at = text.rindex("/")
    assert [text[a:b] for a, b in echoes(text, [(at, len(text))])] == [f" / {prompt}!"]
