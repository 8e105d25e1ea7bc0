"""Edge cases of matching, end to end in memory: what must be found, where it starts and stops, and what must not."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest

import chaffinch as cf
from chaffinch.config import PassageConfig
from chaffinch.errors import UsageError
from chaffinch.matching.in_memory import match
from chaffinch.matching.publish import once_each
from chaffinch.schemas import FINDINGS
from chaffinch.text.folding import Holes, fold, origins

RANDOM = np.random.default_rng(11)
SYLLABLES = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "ou")]
WORDS = np.array(["".join(RANDOM.choice(SYLLABLES, RANDOM.integers(1, 4))) for _ in range(4000)])
IDEOGRAPHS = [chr(0x4E00 + int(n)) for n in RANDOM.permutation(6000)[:2000]]
THAI = [chr(n) for n in range(0x0E01, 0x0E2F)]
ARABIC = [chr(n) for n in range(0x0627, 0x064B) if chr(n).isalpha() and n != 0x0640]

QUOTE = (
    "The board will publish its final report on the matter before the end of the year, and nobody who has read "
    "the drafts expects it to be kind to the ministry."
)


def prose(words, seed=0):
    return " ".join(np.random.default_rng(seed).choice(WORDS, words))


def joined(alphabet, letters, seed=0):
    return "".join(np.random.default_rng(seed).choice(alphabet, letters))


def shown(texts, found=None, holes=None):
    """The matches as (left document, its text, right document, its text)."""
    found = found or match(texts)
    shown = []
    for row in found.passages.to_pylist():
        here = []
        for side in ("left", "right"):
            text = texts[row[side]]
            cut = holes[row[side]] if holes else ()
            ends = origins(text, np.array([row[f"{side}_start"], row[f"{side}_stop"] - 1]), cut)
            here += [row[side], text[ends[0] : ends[1] + 1]]
        shown.append(tuple(here))
    return shown


def test_a_quote_is_found_however_it_was_typed():
    typed = (
        "The board willpublish its final re-\nport onthe Matter, before\u200b the end of the year,  and nobody who "
        "has read the dra\u00adfts expects it to be kind to the ministry"
    )
    texts = [prose(60, 1) + " “" + QUOTE + "” " + prose(40, 2), prose(30, 3) + " " + typed + ". " + prose(80, 4)]
    assert shown(texts) == [(0, QUOTE[:-1], 1, typed)]


def test_an_edited_quote_is_found_as_a_whole():
    edited = QUOTE.replace("final", "last").replace("nobody", "no one").replace("kind", "very kind")
    texts = [prose(60, 1) + " " + QUOTE + " " + prose(40, 2), prose(30, 3) + " " + edited + " " + prose(80, 4)]
    assert shown(texts) == [(0, QUOTE[:-1], 1, edited[:-1])]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_composition_and_ligatures_make_no_difference(form):
    quote = "L’été dernier, l’éﬁgie du maréchal fut dévoilée à Orléans devant des élèves étonnés et ﬂattés."
    texts = [prose(20, 1) + " " + quote, unicodedata.normalize(form, quote) + " " + prose(20, 2)]
    found = match(texts).passages.to_pylist()
    assert [(r["left_stop"] - r["left_start"], r["similarity"]) for r in found] == [(78, 1.0)]


def test_astral_letters_match_plain_ones():
    bold = "".join(chr(0x1D400 + ord(c) - ord("A")) if "A" <= c <= "Z" else c for c in QUOTE.upper())
    assert shown([bold, QUOTE]) == [(0, bold[:-1], 1, QUOTE[:-1])]


@pytest.mark.parametrize("texts", [[], [""], ["", " \n", "x"], ["x", "y"], [QUOTE], [prose(300, 1), prose(300, 2)]])
def test_no_match_gives_empty_tables(texts):
    found = match(texts)
    assert (found.passages.num_rows, found.documents.num_rows) == (0, 0)
    assert found.passages.column_names[0] == found.documents.column_names[0] == "left"


def test_a_form_that_many_fill_in_makes_no_two_of_them_a_match():
    form = prose(30, 99)
    texts = [form + " " + prose(45, seed) for seed in range(16)]
    assert match(texts).documents.num_rows == 0
    assert match(texts).passages.num_rows > 16  # the form itself is found
    assert match(texts[:2]).documents.num_rows == 1


def test_many_copies_are_matches_though_all_they_say_is_frequent():
    text = prose(60, 5)
    assert match([text + " " + prose(5, seed) for seed in range(16)]).documents.num_rows >= 15


def test_short_texts_do_not_match():
    assert not shown(["The board will publish its final report soon."] * 2)


@pytest.mark.parametrize(("before", "after"), [(0, 50), (50, 0), (0, 0)])
def test_passages_at_the_ends_of_a_document(before, after):
    edge = f"{prose(before, 1)} {QUOTE} {prose(after, 2)}"
    assert shown([edge, prose(40, 3) + " " + QUOTE + " " + prose(40, 4)]) == [(0, QUOTE[:-1], 1, QUOTE[:-1])]


def test_passages_in_swapped_order():
    one, two = prose(40, 5), prose(40, 6)
    texts = [f"{one} {prose(50, 1)} {two}", f"{two} {prose(50, 2)} {one}"]
    assert sorted(shown(texts)) == sorted([(0, one, 1, one), (0, two, 1, two)])


def test_one_passage_inside_another():
    inner = prose(30, 5)
    outer = f"{prose(30, 6)} {inner} {prose(30, 7)}"
    texts = [outer + " " + prose(50, 1), prose(40, 2) + " " + outer, f"{prose(40, 3)} {inner} {prose(40, 4)}"]
    assert shown(texts) == [(0, outer, 1, outer), (0, inner, 2, inner), (1, inner, 2, inner)]


def test_a_passage_twice_in_one_document():
    texts = [f"{prose(30, 1)} {QUOTE} {prose(60, 2)} {QUOTE} {prose(30, 3)}"]
    assert shown(texts) == [(0, QUOTE[:-1], 0, QUOTE[:-1])]


@pytest.mark.parametrize("phrase", ["again and again, ", QUOTE + " ", "a", "ha "])
def test_a_phrase_repeated_without_end(phrase):
    """Spans of one document never overlap; two such documents are each other's copies."""
    text = phrase * 400
    found = match([text, text])
    for row in found.passages.to_pylist():
        assert row["left"] != row["right"] or row["left_stop"] <= row["right_start"]
    assert found.documents.to_pylist() == [
        {"left": 0, "right": 1, "left_coverage": 1.0, "right_coverage": 1.0, "similarity": 1.0}
    ]


def test_chinese_quotes_with_edits_are_found():
    texts = []
    for seed in range(20):
        quote = joined(IDEOGRAPHS, 80, seed)
        random = np.random.default_rng(seed)
        edited = "".join(c if random.random() > 0.1 else "某" for c in quote)
        texts += [joined(IDEOGRAPHS, 200, 100 + seed) + quote, joined(IDEOGRAPHS, 200, 200 + seed) + "，" + edited]
    found = match(texts)
    assert {(left, right) for left, _, right, _ in shown(texts, found)} == {(2 * i, 2 * i + 1) for i in range(20)}


@pytest.mark.parametrize("alphabet", [IDEOGRAPHS, THAI, ARABIC], ids=["Chinese", "Thai", "Arabic"])
def test_quotes_of_other_scripts(alphabet):
    quote = joined(alphabet, 80, 1)
    texts = [joined(alphabet, 100, 2) + quote + "abc", "xyz" + quote + joined(alphabet, 100, 3)]
    assert [(one[:80], two[-80:]) for _, one, _, two in shown(texts)] == [(quote, quote)]


def test_mixed_chinese_and_english():
    quote = (
        joined(IDEOGRAPHS, 15, 1)
        + "GitHub 2024"
        + joined(IDEOGRAPHS, 12, 2)
        + " open source"
        + joined(IDEOGRAPHS, 9, 3)
    )
    texts = [prose(30, 1) + " " + quote + " " + prose(3, 2), joined(IDEOGRAPHS, 50, 4) + "。" + quote]
    assert shown(texts) == [(0, quote, 1, quote)]


def test_tables_of_numbers_do_not_match_by_chance():
    tables = ["\n".join(joined(list("0123456789"), 5, 100 * t + i) for i in range(80)) for t in range(4)]
    assert not shown(tables)


def test_lists_of_links_to_one_site_are_no_copies():
    """Two neighbouring links may just pass for a match, as the host is half of them; the lists never do."""
    lists = [
        "\n".join(f"https://www.example.org/articles/{prose(9, 50 * t + i).replace(' ', '-')}/" for i in range(15))
        for t in range(3)
    ]
    assert match(lists).documents.num_rows == 0


def test_keyword_stuffing_does_not_match():
    keys = [prose(3, i) for i in range(12)]
    stuffed = [", ".join(np.random.default_rng(t).choice(keys, 60)) for t in range(2)]
    found = match(stuffed).documents.to_pylist()
    assert all(min(row["left_coverage"], row["right_coverage"]) < 0.8 for row in found)


def test_a_quote_after_a_common_name_starts_where_it_starts():
    """A name shortly before a quote in both texts is not part of it, with other words between."""
    texts = [
        f"{prose(30, 1)} Foreign Ministry Spokesperson {prose(9, 2)} {QUOTE} {prose(30, 3)}",
        f"{prose(30, 4)} Foreign Ministry Spokeswoman {prose(9, 5)} {QUOTE} {prose(30, 6)}",
    ]
    assert shown(texts) == [(0, QUOTE[:-1], 1, QUOTE[:-1])]


def test_copies_of_a_document_cover_each_other():
    text = prose(200, 1)
    found = match([text] * 13 + [prose(200, 2)]).documents.to_pylist()
    assert {i for row in found for i in (row["left"], row["right"])} == set(range(13))
    assert all(row["left_coverage"] == row["right_coverage"] == row["similarity"] == 1 for row in found)


def test_a_document_within_a_longer_one_is_covered_alone():
    part = prose(80, 1)
    row = match([f"{prose(100, 2)} {part} {prose(100, 3)}", part]).documents.to_pylist()[0]
    assert row["right_coverage"] == 1.0
    assert 0.2 < row["left_coverage"] < 0.4


def test_a_frequent_disclaimer_is_linked_in_linear_time():
    texts = [f"{prose(12, i)} {QUOTE} {prose(12, 9000 + i)}" for i in range(2000)]
    found = match(texts)
    # each of its seeds has at most three links a document; those at its ends are in some of them only
    assert found.passages.num_rows < 10 * len(texts)
    assert {i for side in ("left", "right") for i in found.passages[side].to_pylist()} == set(range(2000))


def test_a_very_long_document():
    long = prose(400_000, 1)
    texts = [long[:2_000_000] + " " + QUOTE + " " + long[2_000_000:], QUOTE]
    assert shown(texts) == [(0, QUOTE[:-1], 1, QUOTE[:-1])]


def test_holes_are_neither_matched_nor_in_the_way():
    """A chain crosses a seam, as where one site puts an advertisement into a quote; a hole itself matches nothing."""
    advert = " Advertisement: " + prose(12, 9) + " "
    texts = [f"{prose(30, 1)} {QUOTE[:80]}{advert}{QUOTE[80:]}", f"{QUOTE} {prose(30, 2)}{advert}"]
    holes = [[(text.index(advert), text.index(advert) + len(advert))] for text in texts]
    columns = (pa.array([[hole[i] for hole in row] for row in holes], pa.list_(pa.int32())) for i in range(2))
    found = match(texts, Holes(*columns))
    whole = QUOTE[:80] + advert + QUOTE[80:-1]
    assert shown(texts, found, holes) == [(0, whole, 1, QUOTE[:-1])]
    assert len(fold(texts).letters) > len(found.folded.letters)


def test_limits_are_configurable():
    short = "The board will publish its final report soon."
    config = PassageConfig(letters=30)
    assert match([short, short], config=config).passages.num_rows == 1


@pytest.mark.parametrize("odd", ["\0" * 99, "\r\n" * 99, "\ud800" * 99, "😀" * 99, "\u0301" * 99])
def test_odd_text_around_a_quote(odd):
    texts = [odd + QUOTE + odd, prose(9, 1) + odd + QUOTE]
    assert [one for _, one, _, _ in shown(texts)] == [QUOTE[:-1]]


def test_short_documents_are_one_if_only_signs_differ():
    found = match(["Closed on Mondays.", "CLOSED on Mondays", "Closed on Tuesdays.", "", "", "?!", "?!", "..."])
    assert found.documents.select(["left", "right", "left_coverage"]).to_pylist() == [
        {"left": 0, "right": 1, "left_coverage": 1.0},
        {"left": 5, "right": 6, "left_coverage": 1.0},
    ]


def test_places_in_a_long_document_are_those_of_a_whole_one(monkeypatch):
    import numpy as np
    import pyarrow as pa

    from chaffinch.matching.passages.locate import Locate
    from chaffinch.text import folding as module

    texts = ["The boats lay in the harbour ½ a mile off. " * 12, "Short one.", "Rain, and more rain; then sleet. " * 9]
    starts, stops = [0, 3, 36, 70, 100, 150], [20, 36, 72, 99, 140, 200]
    lists = [starts, [1], starts[:4]], [stops, [6], stops[:4]]
    ranks = [[i % 3 - 1 for i in range(len(row))] for row in lists[0]]  # ends of matches, and members
    marks = {f.name: pa.array([[], [], []], f.type) for f in FINDINGS}
    marks |= {
        "start": pa.array([[50], [], []], pa.list_(pa.int32())),
        "stop": pa.array([[90], [], []], pa.list_(pa.int32())),
    }
    marks |= {"category": pa.array([["social"], [], []]), "score": pa.array([[0.9], [], []], pa.list_(pa.float32()))}
    columns = {
        "text": pa.array(texts),
        "number": pa.array([0, 1, 2], pa.int32()),
        **marks,
        "label": pa.array([[7 << 32] * len(row) for row in ranks]),
        "rank": pa.array(ranks, pa.list_(pa.int32())),
        "letter_start": pa.array(lists[0]),
        "letter_stop": pa.array(lists[1]),
        "similarity": pa.array([[0.9] * len(row) for row in ranks], pa.list_(pa.float32())),
        "alone": pa.array([[False] * len(row) for row in ranks]),
    }
    batch = pa.record_batch(columns)
    whole = [rows.to_pylist() for _, rows in Locate()(batch)]
    assert [len(rows) for rows in whole] == [5, 6]
    assert len(np.unique([row["start"] for rows in whole for row in rows])) > 5
    for long in (37, 64, 200):
        monkeypatch.setattr(module, "_LONG", long)
        assert [rows.to_pylist() for _, rows in Locate()(batch)] == whole


def test_many_pairs_are_linked_a_bounded_number_at_a_time(monkeypatch):
    import itertools

    from chaffinch.matching import in_memory

    quote = (
        "The ferry was towed off at noon by two trawlers that had waited for the tide since the early morning hours."
    )
    texts = [f"{' '.join(f'{i}w{j}' for j in range(40))} {quote}" for i in range(12)]
    pairs = list(itertools.combinations(range(12), 2))
    whole = cf.find_passages(texts, pairs=pairs).to_arrow()
    assert len(whole) == len(pairs)
    monkeypatch.setattr(in_memory, "SEEDS_OF", 50)
    assert cf.find_passages(texts, pairs=pairs[::-1]).to_arrow() == whole


def test_tables_have_ids_and_texts_where_asked_for():
    quote = "The ferry was towed off at noon by two trawlers that had waited for the tide."
    found = cf.find_passages([quote, f"So: {quote}"], ids=["a", "b"])
    assert found.to_arrow().select(["left_id", "right_id"]).to_pylist() == [{"left_id": "a", "right_id": "b"}]
    assert found.with_texts()["right_text"].to_pylist() == [quote.rstrip(".")]
    assert len(found.rethreshold(letters=90)) == 0
    with pytest.raises(UsageError, match="1 ids for 2 texts"):
        cf.find_passages([quote, quote], ids=["a"])


def test_a_passage_as_it_is_read_has_no_furniture_behind_it(tmp_path):
    import chaffinch as cf

    quote = "“The river will not wait for the council, and whoever wants to keep the bridge must come and hold it.”"
    own = {
        "a": "Rain fell on the market all day, and the baker closed early. ",
        "b": "Nobody had asked the ferrymen, who went home at noon without a word. ",
    }
    for name, text in own.items():
        (tmp_path / f"{name}.txt").write_text(f"{text}\n\n{quote}\n\nSubscribe to our newsletter", encoding="utf-8")
    run = cf.clean([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "run")
    members = run.table("clusters").to_pylist()
    assert run.table("removals")["reason"].to_pylist() == ["subscription"] * 2
    assert [run.text(m["document"])[m["sentence_start"] : m["sentence_stop"]] for m in members] == [quote] * 2


ROWS = [(1, 4, (10, 30), (0, 90)), (1, 4, (40, 80), (0, 90)), (1, 7, (10, 30), (10, 30))]
"""Members of a cluster: its number, the document, the range, and that which is shown."""


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        (ROWS, [1, 2]),  # two places of one sentence: the longer one
        ([ROWS[0], (1, 4, (40, 80), (40, 80)), ROWS[2]], [0, 2]),
        ([(1, 4, (10, 30), (10, 30)), (1, 4, (10, 30), (10, 30)), ROWS[2]], [0, 2]),
        ([(1, 4, (10, 30), (0, 50)), (1, 4, (60, 80), (40, 90)), ROWS[2]], [0, 1, 2]),  # either has its own sentence
        ([*ROWS[:2], (2, 7, (10, 30), (10, 30)), (2, 9, (0, 20), (0, 20))], [2, 3]),  # a sentence alone repeats nothing
        ([], []),
    ],
)
def test_a_place_of_a_text_is_listed_once_in_a_cluster(rows, listed):
    columns = np.array([(a, b, *c, *d) for a, b, c, d in rows], np.int64).reshape(-1, 6).T
    assert once_each(tuple(columns[:2]), tuple(columns[2:4]), tuple(columns[4:])).tolist() == listed
