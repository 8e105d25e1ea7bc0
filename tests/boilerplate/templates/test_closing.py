"""What closes the pages of a site: labels with a title behind them, and sentences of few pages at one place."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.model import HOLE_SCORE

WORDS = (
    "barley gate lantern quarry orchard ferry copper meadow anvil winter ledger harbour saddle cellar thistle".split()
)
HOST = "mill.example"


def sentence(rng: random.Random, words: int = 14) -> str:
    return " ".join(rng.choices(WORDS, k=words)).capitalize() + "."


def pages_of(closings: list[str], count: int, between: str = " ") -> list[str]:
    """Make pages of one paragraph; the first of them end with the closings, one each."""
    rng = random.Random(7)
    bodies = [" ".join(sentence(rng) for _ in range(16)) for _ in range(count)]
    return [body + between + closing for body, closing in zip(bodies, closings, strict=False)] + bodies[len(closings) :]


def removed(pages: list[str], hosts: Sequence[str | None] = ()) -> list[list[str]]:
    numbers = pa.array(range(len(pages)), pa.int32())
    names = [f"d{i:03}" for i in range(len(pages))]
    host = pa.array([*hosts] or [HOST] * len(pages), pa.string())
    texts = pa.record_batch({"number": numbers, "id": names, "text": pages, "host": host})
    found = find(texts, rules.load(()), "rules", learn([texts])).to_pylist()
    return [
        [pages[i][r["start"] : r["stop"]] for r in found if r["row"] == i and r["score"] >= HOLE_SCORE]
        for i in range(len(pages))
    ]


def titles(count: int) -> list[str]:
    rng = random.Random(8)
    return [sentence(rng, 6)[:-1] for _ in range(count)]


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
@pytest.mark.parametrize(
    "label",
    ["Story at Harnby Post: {}", "رابط الخبر بصحيفة الميناء: {}", "Lesen Sie auch - {}", "مقالات أخرى للكاتب{}"],
)
def test_a_label_goes_with_the_title_behind_it(label: str, between: str) -> None:
    closings = [label.format(title) for title in titles(20)]
    assert removed(pages_of(closings, 40, between)) == [[closing] for closing in closings] + [[]] * 20


@pytest.mark.parametrize("label", ["Venue: {}", "Head cook: {}", "Ort und Zeit: {}", "المكان والزمان: {}"])
def test_a_label_without_a_word_of_furniture_stays(label: str) -> None:
    assert not any(removed(pages_of([label.format(title) for title in titles(20)], 40, "\n")))


def test_values_behind_a_label_stay() -> None:
    closings = [f"Contact fee: {12 + i} crowns at {title[:9]}" for i, title in enumerate(titles(20))]
    assert not any(removed(pages_of(closings, 40, "\n")))


def test_what_opens_other_sentences_is_no_label() -> None:
    rng = random.Random(9)
    pages = [
        f"{page} More on {sentence(rng)} {sentence(rng)} More on {sentence(rng, 5)[:-1]}" for page in pages_of([], 40)
    ]
    assert not any(removed(pages))


LONG = (
    "It takes a great deal of work to keep this mill at the river in the shape in which you have read of it just now."
)


def test_a_long_sentence_at_the_end_of_few_pages_goes() -> None:
    assert removed(pages_of([LONG] * 8, 150)) == [[LONG]] * 8 + [[]] * 142


def test_a_short_sentence_at_the_end_of_few_pages_needs_a_word_of_furniture() -> None:
    assert not any(removed(pages_of(["Serve it at once with bread and a little salt."] * 8, 150)))
    advert = "Open the advert for five seconds and the pictures come."
    assert removed(pages_of([advert] * 8, 150)) == [[advert]] * 8 + [[]] * 142


def test_a_sentence_at_many_places_stays() -> None:
    rng = random.Random(11)
    pages = [
        " ".join([sentence(rng) for _ in range(3 + 2 * i)] + [LONG] + [sentence(rng) for _ in range(19 - i)])
        if i < 8
        else page
        for i, page in enumerate(pages_of([], 150))
    ]
    assert not any(removed(pages))


NOTICE = "Harnby Post is made by the people of the mill and may be printed again by whoever asks them."


def test_a_longer_template_is_known_on_a_page_that_another_host_has_copied() -> None:
    pages = pages_of([NOTICE, *["Write to us at the mill."] * 2], 30, "\n\n")
    site = [f"{page}\n\n{NOTICE}\n\nWrite to us at the mill." for page in pages_of([], 20)]
    hosts = ["other.example"] + [None] * 29 + [HOST] * 20
    assert removed([*pages, *site], hosts)[:30] == [[NOTICE]] + [[]] * 29


CHAINS = (
    ["Ann Lee | lock house, second gate on the left", "Harnby | nine boats", "(The Lock Keepers) | No wind, no way"],
    [
        "Der Müller vom Bach, im zweiten Haus am Wehr",
        "Mühlweg 3 | Lindau im Tal",
        "Wer Wasser hat, hat Brot | altes Lied",
    ],
    [
        "Le meunier du pont vieux, ancien batelier",
        "Rue du Moulin | quai nord",
        "Pas de vent, pas de farine | vieux dicton",
    ],
)


@pytest.mark.parametrize("chain", CHAINS)
def test_lines_with_which_pages_end_alike_go_together(chain: list[str]) -> None:
    end = "\n".join(chain)
    pages = pages_of([end] * 5, 60, "\n\n")
    assert ["\n".join(cuts) for cuts in removed(pages)] == [end] * 5 + [""] * 55


def test_one_line_with_which_pages_end_alike_stays() -> None:
    assert not any(removed(pages_of(["Serve hot, with bread and the last of the butter"] * 5, 60, "\n")))


CALLS = (
    "Sorry, we do not take any comments on this piece.",
    "Leider sind hier derzeit keine Kommentare mehr möglich.",
    "No se admiten más comentarios en esta página.",
)


@pytest.mark.parametrize("call", CALLS)
def test_without_hosts_few_pages_and_a_word_of_furniture_are_enough(call: str) -> None:
    pages = pages_of([call] * 8, 400, "\n")
    assert removed(pages, [None] * 400) == [[call]] * 8 + [[]] * 392


def test_without_hosts_a_sentence_of_few_pages_needs_a_word_of_furniture() -> None:
    pages = pages_of(["The gate of the lock will be closed in May."] * 8, 400, "\n")
    assert not any(removed(pages, [None] * 400))


POST = "Does anyone here know why the gates of the old lock were never painted while the others"


@pytest.mark.parametrize("sign", [">", "> ", ">> "])
@pytest.mark.parametrize("own", [1, 6])
def test_a_line_that_replies_quote_is_no_template_of_theirs(sign: str, own: int) -> None:
    rest = pages_of([], 40)
    posts = [f"{POST}\n\n{page}" for page in rest[:own]]
    replies = [f"{sign}{POST}\n\n{page}" for page in rest[own : own + 5]]
    found = removed([*posts, *replies, *rest[own + 5 :]])
    assert [any(POST in cut for cut in cuts) for cuts in found[:own]] == [own > 1] * own
