"""Who an author is goes with the sentence about how to reach them; people that an article is about stay."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.companions import companions

ARTICLE = (
    "The gates of the lock are old, and nobody knows why they were built.\n\nThe keeper paints them every year.\n\n"
)

AUTHORS = {
    "line": "Ann Lee is a reporter for the Harnby Post. She wrote Gates of Corn. Follow her on Twitter @annlee.",
    "apposition": "Tom Aldous, a professor of hydrology at Harnby College, is the author of Gates. Follow him on Twitter: @taldous",
    "bullet": "• Nora Vik covered locks and mills for the Post. Follow her on Twitter @nora.",
    "others": "Bo Vik is a reporter for the Post. He writes “Gates”, too. Follow him on Twitter. Like us on Facebook.",
    "named": "Senior Editor Joel B. Vik edits Harnby Mills for the Post.\n\nFollow Joel on Twitter: @joel",
    "below": "Ann Larsen is a young friend of the canal. Larsen is an aspiring filmmaker and can be found on Twitter @annlee",
    "above": "Ed de la Cruz is a columnist for the Post.\n\nFollow him on Twitter: @ed",
}

PEOPLE = [
    "Ann Lee is the keeper of the lock in Harnby, and she paints it.\n\nFollow Todd Vik on Twitter at @todd.",
    'Tom Aldous, head of the mill, wrote in the Post, "We know that corn is dear."\n\nFollow Todd Vik on Twitter at @todd.',
    "The gates were painted in May. Follow him on Twitter: @todd",
    "Nobody paints the gates like this keeper and his friends do. Follow her on Twitter @annlee.",
]


@pytest.mark.parametrize("name", AUTHORS)
def test_an_author_goes_with_the_sentence_about_reaching_them(name: str) -> None:
    assert cf.strip(f"{ARTICLE}{AUTHORS[name]}").strip() == ARTICLE.strip()


@pytest.mark.parametrize("end", PEOPLE)
def test_people_of_the_article_stay(end: str) -> None:
    first = end.split("Follow", maxsplit=1)[0].strip()
    assert first in cf.strip(f"{ARTICLE}{end}")


def test_an_author_amid_a_text_stays() -> None:
    about = "Ann Lee is a reporter for the Post."
    text = f"{about} Follow her on Twitter @annlee.\n\n" + "\n\n".join(ARTICLE for _ in range(8))
    assert about in cf.strip(text)


@pytest.mark.parametrize(
    ("author", "seed"),
    [
        ("Anna Kern ist Redakteurin der Harnby Post. Sie schreibt über Schleusen.", "Folgen Sie ihr auf Twitter."),
        ("Ana Ruiz es periodista de El Molino. Su libro trata de esclusas.", "Escríbale a ana@molino.example."),
        ("Rui Silva é jornalista do Moinho. Seu livro fala de comportas.", "Siga-o no Twitter."),
        ("Anne Dubois est journaliste au Moulin. Elle écrit sur les écluses.", "Suivez-la sur Twitter."),
        ("Иван Петров — журналист газеты. Он пишет о шлюзах.", "Пишите ему: ivan@shlyuz.example"),
    ],
)
def test_authors_are_known_in_other_languages(author: str, seed: str) -> None:
    text = f"{ARTICLE}{author} {seed}"
    at = text.index(seed)
    spans = companions(text, "author", [(at, len(text))], [(at, len(text))])
    assert " ".join(text[a:b] for a, b in spans) == author


@pytest.mark.parametrize("heading", ["About the author", "## About the writer", "Über die Autorin:"])
def test_the_heading_above_an_author_goes_too(heading: str) -> None:
    assert cf.strip(f"{ARTICLE}{heading}\n\n{AUTHORS['line']}").strip() == ARTICLE.strip()


def test_the_heading_stays_above_an_author_who_stays() -> None:
    text = f"{ARTICLE}About the author\n\n{PEOPLE[0]}"
    assert "About the author" in cf.strip(text)
