"""Prompts to press an advert go wherever they are glued in; who prints an advert stays."""

import pytest

import chaffinch as cf

STORY = "Mulliri i vjetër u dogj mbrëmë, dhe askush nuk u lëndua nga zjarri, tha roja i digës."


@pytest.mark.parametrize(
    "prompt",
    [
        "Shtype reklamen dhe shiko videon e ketij shkrimi",
        "sht1pe rek1am dhe sh1ko v1deon:",
        "/ Për ta shikuar videon hape marketingun",
        "/ 5 sеkondа pаsi ta kеni hаpur marketingun shfaqen pаmjеt eksluzive",
        "| Artikulli vazhdon….| / Për ta shikuar videon hape marketingun",
        "Shtype reklamen dhe shiko videon !",
        "JA DHE VIDEO SHTYPE REKL,AM DHE SHIKO VIDE,ON:",
    ],
)
def test_a_prompt_goes_before_a_sentence_and_at_the_end(prompt: str) -> None:
    assert cf.strip(f"{STORY} {prompt}").rstrip() == STORY
    assert cf.strip(f"{STORY}{prompt}Arben Gashi pa ujin e lumit.") == f"{STORY} Arben Gashi pa ujin e lumit."


@pytest.mark.parametrize(
    "said",
    [
        "Ai shtyp reklamën në letër dhe e ngjit në mur të digës.",
        "Ajo hap marketingun e ri të mullirit dhe punon deri vonë.",
        "Nëse shtyp reklamen dhe shiko videon e plote duke qeshur, humb një orë.",
    ],
)
def test_who_prints_an_advert_stays(said: str) -> None:
    assert cf.strip(f"{STORY} {said}") == f"{STORY} {said}"
