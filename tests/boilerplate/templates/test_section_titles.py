"""Titles of sections that a site repeats stay above the text of their page; furniture of the same length goes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.model import HOLE_SCORE

RULES = rules.load(())

WORDS = {
    "en": "barley gate lantern quarry orchard ferry copper meadow anvil winter ledger harbour saddle cellar thistle",
    "de": "Gerste Tor Laterne Steinbruch Garten Fähre Kupfer Wiese Amboss Winter Hafen Sattel Keller Distel Kessel",
    "fr": "orge portail lanterne carrière verger bac cuivre prairie enclume hiver port selle cave chardon moulin",
    "es": "cebada puerta linterna cantera huerto barca cobre prado yunque invierno puerto silla bodega cardo molino",
    "ru": "ячмень ворота фонарь карьер сад паром медь луг наковальня зима гавань седло погреб котёл мельница",
    "ja": "大麦 門 提灯 採石場 果樹園 渡し船 銅 牧草地 金床 冬 港 鞍 地下室 薊 釜 水車",
    "ar": "شعير بوابة فانوس محجر بستان عبارة نحاس مرج سندان شتاء ميناء سرج قبو شوك قدر طاحونة",
}
FOOT = {
    "en": "Read more",
    "de": "Weiterlesen",
    "fr": "Lire la suite",
    "es": "Leer más",
    "ru": "Читать далее",
    "ja": "続きを読む",
    "ar": "اقرأ المزيد",
}

Texts = Callable[[int], str]


class Words:
    """Makes up text of one language."""

    def __init__(self, lang: str) -> None:
        self.rng, self.lang = random.Random(lang), lang

    def line(self, words: int) -> str:
        return ("" if self.lang == "ja" else " ").join(self.rng.choices(WORDS[self.lang].split(), k=words)).capitalize()

    def text(self) -> str:
        return self.line(14) + ("。" if self.lang == "ja" else ".")

    def number(self) -> int:
        return self.rng.randint(2, 900)


def removed(pages: list[str]) -> list[list[str]]:
    columns = {
        "number": pa.array(range(len(pages)), pa.int32()),
        "id": [f"d{i:03}" for i in range(len(pages))],
        "text": pages,
        "host": ["mill.example"] * len(pages),
    }
    batch = pa.record_batch(columns)
    found = find(batch, RULES, "rules", learn([batch], phrases=RULES.verdicts)).to_pylist()
    return [
        [page[r["start"] : r["stop"]] for r in found if r["row"] == i and r["score"] >= HOLE_SCORE]
        for i, page in enumerate(pages)
    ]


def recipe(some: Words, titles: list[str], mark: str = "") -> str:
    amounts = "\n".join(f"{mark}{some.number()} g {some.line(1)}" for _ in range(4))
    first, second, third = titles
    return "\n\n".join(
        [some.line(4), some.text(), first, amounts, second, some.text(), some.text(), third, some.text()]
    )


def bulleted(some: Words, titles: list[str]) -> str:
    return recipe(some, titles, "- ")


def two_views(some: Words, titles: list[str]) -> str:
    return "\n\n".join([titles[0], some.text(), some.text(), titles[1], some.text(), some.text()])


def event(some: Words, titles: list[str]) -> str:
    prices, size = f"{some.line(3)} {some.number()}", f"{some.line(2)} {some.number()} kg"
    return f"{some.line(4)}\n\n{some.text()}\n\n{some.text()}\n\n{titles[0]}\n{prices}\n{titles[1]}\n{size}"


def interface(some: Words, titles: list[str]) -> str:
    names = [f"{some.line(1).lower()} (int): {some.line(5)}" for _ in range(2)]
    example = f"    {some.line(1).lower()}({some.number()})"
    parts = [titles[0], "\n".join(names), titles[1], some.line(6), titles[2], example]
    return "\n\n".join([some.line(2), some.text(), *parts])


KINDS = {
    "recipe": (
        recipe,
        {
            "en": ["Ingredients", "Method", "Cook’s note"],
            "de": ["Zutaten", "Zubereitung", "Tipp"],
            "fr": ["Ingrédients", "Préparation", "Astuce"],
            "ru": ["Ингредиенты", "Приготовление", "Совет"],
            "ja": ["材料", "作り方", "コツ"],
            "ar": ["المكونات", "طريقة التحضير", "نصيحة"],
        },
    ),
    "items": (
        bulleted,
        {
            "es": ["Ingredientes", "Elaboración", "Consejo"],
            "en": ["What you need", "How to do it", "A word of warning"],
        },
    ),
    "views": (
        two_views,
        {
            "en": ["The case for", "The case against"],
            "de": ["Was dafür spricht", "Was dagegen spricht"],
            "es": ["A favor", "En contra"],
            "ja": ["賛成の立場", "反対の立場"],
            "ar": ["المؤيدون", "المعارضون"],
        },
    ),
    "event": (
        event,
        {
            "de": ["Abendkasse", "Technische Daten"],
            "en": ["Box office", "Technical details"],
            "fr": ["Billetterie", "Caractéristiques"],
            "ru": ["Касса", "Технические характеристики"],
        },
    ),
    "interface": (
        interface,
        {
            "en": ["Parameters", "Returns", "Example"],
            "de": ["Parameter", "Rückgabewert", "Beispiel"],
            "es": ["Parámetros", "Valor devuelto", "Ejemplo"],
            "fr": ["Paramètres", "Valeur renvoyée", "Exemple"],
        },
    ),
}


@pytest.mark.parametrize(("kind", "lang"), [(kind, lang) for kind, (_, titles) in KINDS.items() for lang in titles])
def test_titles_of_sections_stay_above_what_is_of_the_page(kind: str, lang: str) -> None:
    make, titles = KINDS[kind]
    some = Words(lang)
    pages = [f"{make(some, titles[lang])}\n\n{FOOT[lang]}" for _ in range(14)]
    cuts = removed(pages)
    assert not [title for title in titles[lang] for cut in cuts for part in cut if title in part]
    assert all(FOOT[lang] in "\n".join(cut) for cut in cuts)


@pytest.mark.parametrize(
    ("lang", "tags"),
    [
        ("en", ["Harbour works", "Copper works"]),
        ("de", ["Hafenbetriebe", "Kupferwerke"]),
        ("es", ["Obras del puerto", "Obras del cobre"]),
        ("ja", ["港湾事業", "銅山事業"]),
    ],
)
def test_a_tag_of_other_pages_is_a_title_between_paragraphs(lang: str, tags: list[str]) -> None:
    some = Words(lang)
    tagged = ["\n\n".join([some.line(4), some.text(), some.text(), *tags, FOOT[lang]]) for _ in range(12)]
    titled = [
        "\n\n".join([some.line(4), some.text(), tags[0], some.text(), tags[1], some.text(), FOOT[lang]])
        for _ in range(5)
    ]
    cuts = removed([*tagged, *titled])
    assert all(tag in "\n".join(cut) for cut in cuts[:12] for tag in tags)
    assert not any(tag in "\n".join(cut) for cut in cuts[12:] for tag in tags)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["COMMENTARY", "Story continues below", "Related stories"]),
        ("de", ["MEINUNG", "Anzeige", "Das könnte Sie auch interessieren"]),
        ("fr", ["TRIBUNE", "Publicité", "À lire aussi"]),
        ("es", ["OPINIÓN", "Publicidad", "Te puede interesar"]),
        ("ru", ["МНЕНИЕ", "Реклама", "Читайте также"]),
        ("ja", ["社説", "広告", "関連記事"]),
    ],
)
def test_furniture_of_the_length_of_a_title_goes(lang: str, lines: list[str]) -> None:
    some = Words(lang)
    rubric, prompt, related = lines
    pages = [
        "\n\n".join([rubric, some.line(4), some.text(), prompt, some.text(), some.text(), related, some.line(5)])
        for _ in range(14)
    ]
    assert all({*lines} <= {part.strip() for part in cut} for cut in removed(pages))


def test_a_kicker_above_the_titles_of_others_goes() -> None:
    some = Words("en")
    cards = [
        "\n\n".join([some.line(4), some.text(), some.text(), "From the quay", some.line(4), some.line(5)])
        for _ in range(14)
    ]
    assert all("From the quay" in cut for cut in removed(cards))


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ru", "ar"])
def test_the_title_of_a_page_stays_though_other_pages_list_it_as_a_link(lang: str) -> None:
    words = Words(lang)
    titles = [words.line(6) for _ in range(8)]
    pages = []
    for i, title in enumerate(titles):
        links = "\n".join(titles[(i + k) % len(titles)] for k in (1, 2, 3))
        pages.append(f"{title}\n\n{words.text()}\n\n{words.text()}\n\n{FOOT[lang]}\n\n{links}")
    gone = removed(pages)
    for i, title in enumerate(titles):
        assert title not in gone[i]
        assert any(title in other for j, other in enumerate(gone) if j != i)


def test_the_name_of_a_site_that_opens_its_pages_goes() -> None:
    words = Words("en")
    head = "The Harbour Lantern, news of the coast"
    gone = removed([f"{head}\n\n{words.line(6)}\n\n{words.text()}\n\n{words.text()}" for _ in range(8)])
    assert all(head in some for some in gone)
