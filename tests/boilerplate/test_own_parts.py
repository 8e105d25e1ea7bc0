"""Datelines and translators stay where the rest of their line goes."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.own_parts import dashed, narrowed, pictured


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Next Previous عين اليوم – واس", "Next Previous"),
        ("التالي السابق عين اليوم – الرياض", "التالي السابق"),
        ("Zurück Weiter Harnby Bote – Lindau", "Zurück Weiter"),
        ("Suivant Précédent Le Moulin - AFP", "Suivant Précédent"),
        ("Play Next Harnby Post / Ann Lee", "Play Next"),
        ("Next Previous", "Next Previous"),
        ("Previous post Next post", "Previous post Next post"),
        ("Share this on Facebook", "Share this on Facebook"),
        ("/ TRADUÇÃO DE ANA SILVA * É POETA © 2016 O CARVALHO, SL.", "© 2016 O CARVALHO, SL."),
        ("Translated by Ann Lee and Bo Hall. Copyright 2016 Oak Press", "Copyright 2016 Oak Press"),
        ("Traduit de l'anglais par Anne Dubois © 2020 Le Moulin", "© 2020 Le Moulin"),
        ("Aus dem Englischen übersetzt von Anna Berg", "Aus dem Englischen übersetzt von Anna Berg"),
        ("TRADUZIDO POR ANA SILVA, PUBLICADO SOB LICENÇA.", ", PUBLICADO SOB LICENÇA."),
        ("Traducción de Ana Silva", ""),
        (">The gates of the lock are old.", ""),
        ("> Die Tore der Schleuse sind alt.", ""),
    ],
)
def test_the_part_of_the_article_stays(line: str, rest: str) -> None:
    assert line[slice(*narrowed(line, 0, len(line)))] == rest


@pytest.mark.parametrize(
    "credit", ["(Photo: Ann Lee/Reuters)", "(Foto: Anna Kern/dpa)", "(Crédit photo : Anne Dubois)"]
)
def test_the_file_name_of_a_picture_goes_with_its_credit(credit: str) -> None:
    text = f"It burned in May.\n\nmill_12-THUMB.jpg\n{credit}\n\nNobody was hurt."
    assert text[pictured(text, text.index(credit)) :].startswith("mill_12")
    assert pictured(text.replace("\nmill", "\nsee mill"), text.index(credit) + 4) == text.index(credit) + 4


@pytest.mark.parametrize("dash", ["–", "-", "—"])
def test_a_tag_takes_its_dash_where_a_line_ends(dash: str) -> None:
    for end in ("", "\n", ".The mill is old."):
        text = f"Mill burns in Harnby {dash} [VIDEO]{end}"
        at = text.index("[")
        assert text[: dashed(text, at, at + 7)] == "Mill burns in Harnby"


def test_a_tag_leaves_the_dash_of_a_sentence() -> None:
    text = "It burned – (VIDEO) as everybody saw."
    assert dashed(text, 12, 19) == 12


def test_a_tag_within_other_brackets_stays() -> None:
    text = "He was seen. [Crater in Harnby (Video)]\nNobody knows."
    at = text.index("(")
    assert dashed(text, at, at + 7) == at + 7


def test_a_tag_in_the_label_of_a_link_goes() -> None:
    text = "See [the plan (opens in a new window)](https://lock.example/plan) of May."
    at = text.index("(")
    assert dashed(text, at, text.index(")") + 1) == at


def test_a_cut_leaves_the_mark_that_closes_a_quotation_of_the_text() -> None:
    story = "The ferry ran aground at noon, and nobody was hurt. The captain had seen the buoy too late, he said."
    assert cf.strip(f'"{story} Read More"') == f'"{story} "'
