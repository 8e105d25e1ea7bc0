"""Little sites of our own making: what they repeat must be found, and what articles share must stay."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from chaffinch.boilerplate import find, rules
from chaffinch.boilerplate.templates.count import CAP, Count, sample
from chaffinch.boilerplate.templates.judge import Judge
from chaffinch.boilerplate.templates.learn import excerpts, learn, pattern, settle
from chaffinch.boilerplate.templates.site_templates import Templates, mark
from chaffinch.model import HOLE_SCORE
from chaffinch.schemas import CANDIDATES, REPEATS
from chaffinch.text.segment import TextBatch

VOCABULARY = (
    "harbour winter council bridge garden letter market teacher river engine orchard village summer doctor "
    "painting station library island mountain kitchen journey captain weather museum farmer morning signal "
    "carried opened closed turned watched painted crossed followed measured answered gathered finished "
    "slowly quietly often seldom nearly under behind between without against toward during because while "
    "small narrow wooden silver distant early heavy gentle broken yellow quiet modern ancient empty bright"
).split()
NAMES = "Ada Brandt,Ben Okafor,Cleo Marsh,Dov Singer,Eva Lindqvist,Finn Doyle,Gia Rossi,Hal Nakamura".split(",")
MONTHS = "January February March April May June July August September October November December".split()
FOOTER = "Sign up for the Lantern newsletter and get our stories every morning. You can leave the list at any time."
MENU = "Home | News | Opinion | Culture | About the Lantern | Contact"
BACKGROUND = (
    "The old ferry line was closed nine years ago after the regional parliament withdrew its yearly grant. "
    "Since then three companies have offered to run it, and none of them has found the money to do so."
)
QUOTE = "We have waited for this bridge longer than any of us cares to remember, and we shall go on waiting."


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(VOCABULARY, k=chance.randint(8, 18))).capitalize() + "."


def article(chance: random.Random, paragraphs: int = 4) -> list[str]:
    return [" ".join(sentence(chance) for _ in range(chance.randint(2, 4))) for _ in range(paragraphs)]


def byline(chance: random.Random) -> str:
    date = f"{chance.choice(MONTHS)} {chance.randint(1, 28)}, {chance.randint(2001, 2024)}"
    return f"Written by {chance.choice(NAMES)} on {date} with {chance.randint(1, 900)} comments so far"


def corpus(pages: dict[str, list[str]] | list[tuple[str | None, str]]) -> pa.RecordBatch:
    rows = [(h, t) for h, texts in pages.items() for t in texts] if isinstance(pages, dict) else pages
    return pa.record_batch(
        {
            "id": pa.array([f"d{i:05d}" for i in range(len(rows))], pa.string()),
            "host": pa.array([h for h, _ in rows], pa.string()),
            "text": pa.array([t for _, t in rows], pa.large_string()),
            "number": pa.array(range(len(rows)), pa.int32()),
        }
    )


def cuts(batch: pa.RecordBatch, templates: Templates) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(batch.num_rows)]
    rows, _ = mark(batch, templates)
    texts = batch["text"].to_pylist()
    for row, start, stop in zip(*(rows[n].to_pylist() for n in ("row", "start", "stop")), strict=True):
        found[row].append(texts[row][start:stop])
    return found


def learned(batch: pa.RecordBatch, **options: object) -> list[list[str]]:
    return cuts(batch, learn([batch], **options))  # type: ignore[arg-type]


def site(pages: int, seed: int = 1) -> list[str]:
    """Make pages with a menu, a line with date, name and number, an article and a footer."""
    chance = random.Random(seed)
    return ["\n\n".join([MENU, byline(chance), *article(chance), FOOTER]) for _ in range(pages)]


@pytest.mark.parametrize("pages", [3, 4, 5, 12, 60])
def test_what_every_page_repeats_is_found_and_nothing_else(pages: int) -> None:
    texts = site(pages)
    for text, found in zip(texts, learned(corpus({"lantern.example": texts})), strict=True):
        lines = text.split("\n\n")
        assert {MENU, FOOTER} <= set(found)
        assert set(found) <= {MENU, FOOTER, lines[1]}
        if pages >= 12:
            assert lines[1] in found


def test_evidence_has_slots_pages_and_an_example() -> None:
    texts = site(30)
    templates = learn([corpus({"lantern.example": texts})])
    rows = {row["pattern"]: row for row in templates.evidence.to_pylist()}
    named = rows["Written by {} on {} with {} comments so far"]
    assert (named["host"], named["pages"], named["share"]) == ("lantern.example", 30, 1.0)
    assert named["example"] == texts[0].split("\n\n")[1]
    assert rows[MENU]["rule"].startswith("template.") and len(rows[MENU]["rule"]) == 25
    assert len({row["rule"] for row in rows.values()}) == len(rows) == 3


def test_findings_and_blanks_agree() -> None:
    batch = corpus({"lantern.example": [f"{t}\n\nÜber uns – 関係" for t in site(8)]})
    rows, blank = mark(batch, learn([batch]))
    texts = TextBatch.of(batch["text"])
    found = ["".join(found) for found in cuts(batch, learn([batch]))]
    for i, text in enumerate(found):
        part = slice(int(texts.start[i]), int(texts.stop[i]))
        assert bytes(texts.data[part][blank[part]]).decode() == text
        assert "Über uns – 関係" in text
    assert set(rows["category"].to_pylist()) == {"template"} and rows["score"].to_numpy().min() > 0.5


def test_a_sentence_in_a_paragraph_of_its_own_words_is_found() -> None:
    chance = random.Random(3)
    line = "The Lantern is paid for by its readers and by nobody else."
    texts = ["\n\n".join([*article(chance), f"{sentence(chance)} {line}"]) for _ in range(20)]
    for found in learned(corpus({"lantern.example": texts})):
        assert found == [line]


def test_nearly_the_same_line_is_found_on_another_page() -> None:
    texts = site(20)
    templates = learn([corpus({"lantern.example": texts})])
    edited = FOOTER.replace("every morning", "at dawn")
    new = corpus({"lantern.example": ["\n\n".join([*article(random.Random(9)), edited])]})
    assert cuts(new, templates) == [[edited]]


@pytest.mark.parametrize("pages", [8, 20, 60, 200])
@pytest.mark.parametrize("share", [3, 5])
@pytest.mark.parametrize("place", ["middle", "end", "top"])
def test_background_that_follow_up_articles_repeat_stays(pages: int, share: int, place: str) -> None:
    chance = random.Random(pages + share)
    texts = []
    for i in range(pages):
        body = article(chance)
        if i % (pages // share) == 0 and i // (pages // share) < share:
            body.insert({"top": 0, "middle": 2, "end": 4}[place], BACKGROUND)
        texts.append("\n\n".join([MENU, *body, FOOTER]))
    for found in learned(corpus({"lantern.example": texts})):
        assert set(found) == {MENU, FOOTER}


@pytest.mark.parametrize("pages", [8, 20, 60])
@pytest.mark.parametrize("own", [True, False])
def test_quotes_that_articles_share_stay(pages: int, own: bool) -> None:
    chance = random.Random(pages)
    texts = []
    for i in range(pages):
        body = article(chance)
        if i < 5:
            body.insert(i % 5, f"“{QUOTE}”") if own else body.append(f"{sentence(chance)} “{QUOTE}” {sentence(chance)}")
        texts.append("\n\n".join([MENU, *body, FOOTER]))
    for found in learned(corpus({"lantern.example": texts})):
        assert set(found) == {MENU, FOOTER}


@pytest.mark.parametrize("copies", [3, 6, 25])
def test_an_article_that_was_posted_again_stays(copies: int) -> None:
    chance = random.Random(copies)
    again = article(chance, 6)
    texts = site(40)
    for _ in range(copies):
        texts.append("\n\n".join([MENU, byline(chance), *again, FOOTER]))
    found = learned(corpus({"lantern.example": texts}))
    assert not {line for lines in found for line in lines} & set(again)
    assert MENU in found[0] and FOOTER in found[0]


def test_an_article_that_was_posted_again_with_changes_stays() -> None:
    chance = random.Random(7)
    again = article(chance, 6)
    texts = site(6)
    for _ in range(9):
        changed = [*again[:3], *article(chance, 1), *again[3:]]
        texts.append("\n\n".join([MENU, byline(chance), *changed, FOOTER]))
    found = learned(corpus({"lantern.example": texts}))
    assert not {line for lines in found for line in lines} & set(again)


def test_a_page_that_takes_up_an_article_posted_often_keeps_it() -> None:
    chance = random.Random(11)
    again = article(chance, 6)
    texts = site(60) + ["\n\n".join([MENU, *again, FOOTER])] * 30
    texts.append("\n\n".join([MENU, again[0], *article(chance), FOOTER]))
    assert set(learned(corpus({"lantern.example": texts}))[-1]) == {MENU, FOOTER}


def test_pages_of_nothing_but_templates_stay() -> None:
    texts = [*site(20), FOOTER, f"{MENU}\n\n{FOOTER}"]
    found = learned(corpus({"lantern.example": texts}))
    assert found[-2:] == [[], []] and FOOTER in found[0]


def test_most_pages_of_a_small_site_may_share_background() -> None:
    chance = random.Random(13)
    texts = []
    for i in range(8):
        body = article(chance)
        if i < 6:
            body.insert(2, BACKGROUND)
        texts.append("\n\n".join([MENU, *body, FOOTER]))
    for found in learned(corpus({"lantern.example": texts})):
        assert set(found) == {MENU, FOOTER}


def test_a_stub_of_nothing_but_furniture_does_not_make_copies_of_all_pages() -> None:
    chance = random.Random(17)
    notes = [sentence(chance) for _ in range(8)]
    texts = ["\n\n".join([MENU, *article(chance, 1 if i == 0 else 5), *notes, FOOTER]) for i in range(8)]
    for found in learned(corpus({"lantern.example": texts})):
        assert set(found) == {MENU, *notes, FOOTER}


def test_a_site_of_copies_has_no_templates() -> None:
    texts = ["\n\n".join(article(random.Random(5)))] * 12
    assert learned(corpus({"lantern.example": texts})) == [[]] * 12


def test_one_line_documents_stay() -> None:
    texts = [f"Ticket {i} was closed on May {i} by the harbour office" for i in range(1, 20)]
    assert learned(corpus({"lantern.example": texts})) == [[]] * 19


def test_headings_amid_articles_stay_and_titles_of_function_words_too() -> None:
    chance = random.Random(8)
    texts = []
    for i in range(60):
        body = article(chance)
        if i % 12 == 0:
            body.insert(2, "What happens next")
        title = f"The {chance.choice(VOCABULARY).title()} and the {chance.choice(VOCABULARY).title()} of the Sea"
        texts.append("\n\n".join([title, *body, FOOTER]))
    assert {line for found in learned(corpus({"lantern.example": texts})) for line in found} == {FOOTER}


def test_a_phrase_makes_rarely_repeated_prose_a_template() -> None:
    chance = random.Random(4)
    notice = "Nothing on this page is advice of any kind. Ask a lawyer before you act upon it, please."
    texts = ["\n\n".join([*article(chance), *([notice] if i % 20 == 0 else []), FOOTER]) for i in range(80)]
    batch = corpus({"lantern.example": texts})
    assert notice not in learned(batch)[0]
    assert notice in learned(batch, phrases=lambda texts: [("advice" in text, "") for text in texts])[0]


def test_pages_of_unknown_hosts_are_judged_as_one_corpus() -> None:
    chance = random.Random(6)
    rows: list[tuple[str | None, str]] = []
    for i in range(60):
        body = article(chance)
        if i < 15:
            body.append("Printed by the small press of the old mill")
        if i % 2:
            body.insert(2, BACKGROUND)
        rows.append((None, "\n\n".join([*body, *([FOOTER] if i < 30 else [])])))
    rows += [(None, "\n\n".join(again)) for again in [[*article(chance), BACKGROUND]] * 30]
    templates = learn([corpus(rows)])
    assert [row["host"] for row in templates.evidence.to_pylist()] == [None]
    assert 25 <= templates.evidence["pages"][0].as_py() <= 30  # two pages may be taken for copies
    assert cuts(corpus(rows), templates) == [[FOOTER] if i < 30 else [] for i in range(90)]


def test_other_hosts_are_left_alone() -> None:
    texts = site(10)
    templates = learn([corpus({"lantern.example": texts})])
    templates = replace(templates, anywhere=Templates.none().anywhere)  # of longer ones, see test_closing.py
    assert cuts(corpus({"other.example": texts[:2]}), templates) == [[], []]


@pytest.mark.parametrize(
    ("body", "footer", "line"),
    [
        ("Река медленно текла мимо старой мельницы номер {}. Никто не видел, как {} ушёл домой.",
         "Перепечатка материалов разрешена только с письменного согласия редакции «Фонаря».",
         "Опубликовано {} января 2020 года, просмотров: {}"),
        ("第{}座桥在山谷的另一边。没有人知道{}先生什么时候回来，村里的人都在等他的消息。",
         "未经《灯笼报》书面许可，任何单位和个人不得转载本网站的内容。",
         "发布时间：2020年{}月{}日 来源：灯笼报"),
    ],
)  # fmt: skip
def test_other_scripts(body: str, footer: str, line: str) -> None:
    chance = random.Random(2)
    letters = "абвгдежзиклмнопрсту" if "ё" in body else "东南西北春夏秋冬花鸟鱼虫琴棋书画诗酒茶"
    texts = []
    for i in range(1, 13):
        words = [" ".join("".join(chance.choices(letters, k=6)) for _ in range(12)) + "。." for _ in range(3)]
        texts.append("\n".join([line.format(i, i * 7), words[0], body.format(i, words[1][:6]), words[2], footer]))
    for text, found in zip(texts, learned(corpus({"fonar.example": texts})), strict=True):
        lines = text.split("\n")
        assert lines[0] in found and lines[-1] in found
        assert lines[1] not in found and lines[3] not in found


def odd_texts() -> list[str | None]:
    return [
        None, "", " \n\t\r\n ", "x", "\0", "𝔘𝔫𝔦" * 30, "a" * 5000, ".", "“", '"He left."', "1 2 3\n4 5 6\n---",
        "e\u0301te\u0301 " * 9, "\ufeffbom\n", "http://", "@", "a@b", "www.", "x\r\ny\r\n" * 50, "。！？", "é", "\u2028",
    ]  # fmt: skip


def test_odd_texts_do_no_harm() -> None:
    rows = [("odd.example", t) for t in odd_texts() * 3] + [(None, t) for t in odd_texts()]
    batch = corpus(rows)  # type: ignore[arg-type]
    templates = learn([batch])
    found, blank = mark(batch, templates)
    assert len(blank) == len(TextBatch.of(batch["text"]).data)
    for row, start, stop in zip(*(found[n].to_pylist() for n in ("row", "start", "stop")), strict=True):
        assert 0 <= start < stop <= len(rows[row][1] or "")


def test_nothing_to_learn() -> None:
    assert len(learn([]).evidence) == 0
    assert learned(corpus([])) == []
    assert learned(corpus({"a.example": ["one two three", "one two three"]})) == [[], []]


def test_order_and_batches_make_no_difference(tmp_path: object) -> None:
    chance = random.Random(12)
    rows = [("a.example", t) for t in site(25)] + [("b.example", t) for t in site(9, 2)]
    rows += [(None, "\n".join([*article(chance), FOOTER])) for _ in range(25)]
    whole = corpus(rows)  # type: ignore[arg-type]
    order = list(range(len(rows)))
    chance.shuffle(order)
    mixed = whole.take(pa.array(order))
    parts = [mixed.slice(i, 4) for i in range(0, mixed.num_rows, 4)]
    one, two = learn([whole]), learn(parts)
    assert one.evidence.equals(two.evidence) and len(one.evidence) == 7
    for a, b in ((one.keys, two.keys), (one.shingles, two.shingles)):
        assert np.array_equal(a.key, b.key) and np.array_equal(a.value, b.value)
    by_part = [found for part in parts for found in cuts(part, two)]
    found = cuts(whole, one)
    assert [found[i] for i in order] == by_part


def test_the_kernels_do_what_learn_does() -> None:
    batch = corpus({"a.example": site(12), "b.example": site(15, 3)})
    rows = pa.Table.from_batches([r for i in range(0, 27, 5) for r in Count()(batch.slice(i, 5))], REPEATS)
    halves = [rows.filter(pa.compute.equal(rows["group"], g)) for g in rows["group"].unique()]
    backwards = [h.take(pa.array(range(len(h))[::-1])).combine_chunks().to_batches()[0] for h in halves]
    found = pa.Table.from_batches([c for h in backwards for c in Judge()(h)], CANDIDATES)
    assert settle(found, excerpts([batch], found)).evidence.equals(learn([batch]).evidence)


def test_templates_are_saved_and_loaded(tmp_path) -> None:
    batch = corpus({"a.example": site(12)})
    templates = learn([batch])
    templates.save(tmp_path / "one")
    templates.save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    loaded = Templates.load(tmp_path / "one")
    assert loaded.evidence.equals(templates.evidence) and Templates.load(tmp_path / "one") is loaded
    assert cuts(batch, loaded) == cuts(batch, templates)


def test_pages_are_sampled_by_id() -> None:
    ids = [f"d{i}" for i in range(CAP + 100)]
    hosts = ["a.example"] * len(ids)
    chosen = dict(zip(ids, sample(pa.array(ids), pa.array(hosts)).to_pylist(), strict=True))
    backwards = dict(zip(ids[::-1], sample(pa.array(ids[::-1]), pa.array(hosts)).to_pylist(), strict=True))
    assert sum(chosen.values()) == CAP and chosen == backwards
    assert sample(pa.array([None, "b"]), pa.array([None, None], pa.string())).to_pylist() == [False, True]


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        ("Page 3 of 9", "Page 12 of 40", "Page {} of {}"),
        ("Seen 3,100 times", "Seen 9 times", "Seen {} times"),
        ("You may leave", "You may leave", "You may leave"),
        ("{x} 1", "{x} 2", "{x} {}"),
        ("", "", ""),
        ("发布于2020年1月", "发布于2021年2月", "发布于{}年{}月"),
    ],
)
def test_pattern(one: str, other: str, shape: str) -> None:
    assert pattern(one, other) == shape


SIGHTS = [f"The {what} of Harnby {did} last {when}, and nobody in the town was told why it had been done." for what, did, when in zip(
    ("ferry", "mill", "bridge", "lock", "market", "tower", "library", "school", "quay", "tram", "bakery", "chapel"),
    ("was painted", "burned down", "fell into the river", "was opened twice", "moved", "leaned over", "lent no book",
     "had no pupils", "was swept", "ran backwards", "sold only rye", "was locked"),
    ("May", "June", "July", "winter", "spring", "autumn", "week", "Monday", "year", "night", "Friday", "August"), strict=True)]  # fmt: skip


def _cut(texts: list[str], hosts: list[str | None]) -> list[str]:
    ids = [f"d{i:02d}" for i in range(len(texts))]
    batch = pa.record_batch({"id": ids, "host": pa.array(hosts, pa.string()), "text": pa.array(texts, pa.large_string()),
                             "number": pa.array(range(len(texts)), pa.int32())})  # fmt: skip
    rows, _ = mark(batch, learn([batch], phrases=rules.load().verdicts), TextBatch.of(batch["text"]))
    goes = [r for r in rows.to_pylist() if r["score"] >= 0.5]
    return [texts[r["row"]][r["start"] : r["stop"]] for r in goes]


@pytest.mark.parametrize("host", [None, "sights.example"])
def test_texts_of_one_line_lose_the_sentence_that_all_of_them_end_with(host: str | None) -> None:
    end = "Send your own view of this to the desk."
    assert _cut([f"{sight} {end}" for sight in SIGHTS], [host] * len(SIGHTS)) == [end] * len(SIGHTS)


@pytest.mark.parametrize("host", [None, "sights.example"])
def test_a_footer_that_is_longer_than_the_text_of_one_line_goes(host: str | None) -> None:
    ends = [
        "This view was collected by the panel of the lock.",
        "Members of the panel get a cup for the views they send.",
    ]
    brief = [" ".join(sight.split()[:9]).rstrip(".,") + "." for sight in SIGHTS]
    assert _cut([" ".join((sight, *ends)) for sight in brief], [host] * len(brief)) == ends * len(brief)


def test_without_hosts_a_sentence_that_stands_anywhere_stays() -> None:
    inner = "It had been seen by many people."
    filler = [" ".join(["Rain fell."] * (i % 5)) for i in range(len(SIGHTS))]
    texts = [f"{f} {s} {inner} {g}".strip() for f, s, g in zip(filler, SIGHTS, reversed(filler), strict=True)]
    assert inner not in _cut(texts, [None] * len(texts))


def test_a_site_keeps_the_names_of_its_authors_and_loses_its_prompt() -> None:
    names = ["By Ann Lee", "By Bo Hall"]
    texts = [
        f"{s}\n\n{names[i % 2]}\n\n{s.replace('Harnby', 'Tarn')}\n\nSend us your view" for i, s in enumerate(SIGHTS)
    ]
    assert set(_cut(texts, ["sights.example"] * len(texts))) == {"Send us your view"}


def test_greetings_of_a_few_authors_are_no_template() -> None:
    chance = random.Random(3)
    texts = ["\n\n".join((["Hi all,"] if i % 30 == 0 else []) + article(chance)) for i in range(120)]
    assert "Hi all," not in _cut(texts, ["board.example"] * len(texts))


def test_links_between_cards_that_go_go_with_them() -> None:
    chance = random.Random(4)
    names = ["".join(chance.choices("abcdefghij", k=9)) for _ in range(80)]
    cards = "[News](https://a.example/n)\n\n![](img/{}.png)\n\n[All letters to the editor](https://a.example/l)\n\n![](img/{}.png)"
    texts = [
        "\n\n".join([*article(chance), cards.format(*names[2 * i : 2 * i + 2]), "[Weather](https://a.example/w)"])
        for i in range(40)
    ]
    batch = pa.record_batch(
        {
            "id": [f"d{i}" for i in range(len(texts))],
            "number": pa.array(range(len(texts)), pa.int32()),
            "host": pa.array(["a.example"] * len(texts)),
            "text": pa.array(texts, pa.large_string()),
        }
    )
    rows = find(batch, rules.load(), "rules", learn([batch], phrases=rules.load().verdicts))
    links = rows.filter(pc.equal(rows["rule"], "links"))
    spans = list(zip(*(links[name].to_pylist() for name in ("row", "start", "stop")), strict=True))
    assert sorted(texts[row][a:b] for row, a, b in spans) == sorted(f"![](img/{name}.png)" for name in names)


SERIES = (
    "The priory of Saint Olm was sold in 2031 to a brewer, who wanted to make a bath of it. A year later eleven "
    "coffins were found below the kitchen, and nobody has worked there since then."
)
ABOUT = (
    "The Lantern has told you since 1987 what is new in Harnby and Skarn. Subscribe to our newsletter, follow us on "
    "Facebook, or log in to leave a comment below this page."
)


def test_a_code_that_varies_goes_between_two_lines_of_its_block() -> None:
    chance = random.Random(7)
    block = "للتواصل مع الكاتب رسالة قصيرة\nتبدأ بالرمز ({}) ثم مسافة ثم نص الرسالة إلى\n70707 - الاتصالات"
    texts = ["\n\n".join([*article(chance, 3), block.format(i)]) for i in range(20, 60)]
    batch = corpus({"paper.example": texts})
    rows = find(batch, rules.load(), "rules", learn([batch], phrases=rules.load().verdicts))
    code = rows.filter(pc.equal(rows["rule"], "ar.contact.sms_code"))
    assert len(code) == len(texts)
    assert all(score > 0.5 for score in code["score"].to_pylist())


@pytest.mark.parametrize("share", [3, 1])
@pytest.mark.parametrize(
    "phrase", ["Hi all,", "Thanks in advance!", "Hallo zusammen,", "Cordialement,", "Dzień dobry,", "こんにちは"]
)
def test_set_phrases_of_letters_are_their_authors_unless_most_pages_have_them(phrase: str, share: int) -> None:
    chance = random.Random(7)
    texts = ["\n\n".join([*[phrase] * (i % share == 0), *article(chance, 3)]) for i in range(40)]
    evidence = learn([corpus({"group.example": texts})]).evidence.to_pylist()
    assert [row["kept"] for row in evidence if row["example"] == phrase] == ["letter" if share == 3 else ""]


@pytest.mark.parametrize(("paragraph", "kept"), [(SERIES, "background"), (ABOUT, "")])
@pytest.mark.parametrize("pages", [3, 4])
def test_news_that_all_of_a_few_pages_repeat_is_only_reported(paragraph: str, kept: str, pages: int) -> None:
    chance = random.Random(7)
    texts = ["\n\n".join([*article(chance, 1), paragraph, *article(chance, 1)]) for _ in range(pages)]
    evidence = learn([corpus({"lantern.example": texts})]).evidence.to_pylist()
    assert [row["kept"] for row in evidence if row["example"].startswith(paragraph[:20])] == [kept]


def test_two_sentences_of_a_site_are_no_title_though_they_open_a_few_pages() -> None:
    chance = random.Random(12)
    note = "The Lantern is a small paper of the coast. Sign up and read our letters before anybody else does."
    texts = []
    for i in range(20):
        rubric = [] if i % 3 == 0 else [f"Series: {sentence(chance)[:-1]}"]
        texts.append("\n\n".join([*rubric, note, *article(chance)]))
    batch = corpus({"lantern.example": texts})
    rows, _ = mark(batch, learn([batch]))
    assert len(rows) == len(texts) and rows["score"].to_numpy().min() >= HOLE_SCORE
