"""Passages are projected from one copy of a document to the next."""

import numpy as np
import pyarrow as pa

from chaffinch.config import Config
from chaffinch.engines import Output
from chaffinch.engines.local import LocalEngine
from chaffinch.matching.clusters import clustered
from chaffinch.matching.drift import Cut
from chaffinch.matching.letters import write_index, write_letters
from chaffinch.matching.matched import Matched
from chaffinch.schemas import CUT_MEMBERS, MATCH_ENDS, MATCHES
from chaffinch.text.folding import fold

WORDS = np.array([a + b + c for a in "bdfgkl" for b in ("an", "er", "is", "ou") for c in "tvwzmnrs"])


def prose(words, seed):
    return " ".join(np.random.default_rng(seed).choice(WORDS, words))


QUOTE = prose(25, 1)


def letters_of(*texts):
    return fold(texts)


def sizes(letters):
    return np.diff(letters.starts).tolist()


def run(folder, known, letters):
    """Cluster matches; give all of them, and the rows of members."""
    place = folder / "letters"
    place.mkdir()
    write_letters(place, 0, letters, np.arange(len(letters)))
    write_index(place, len(letters))
    with LocalEngine(folder / "work") as engine:
        table = engine.write(Output("passages", MATCHES), [[known.batch()]], key="")
        found = clustered(engine, table, Cut(place, Config().passages.similarity), Config())
        members = pa.Table.from_batches(engine.read(found.members), CUT_MEMBERS)
        ends = [row for table in found.ends for batch in engine.read(table) for row in batch.to_pylist()]
    left = sorted(tuple(row[name] for name in MATCH_ENDS.names[:6]) for row in ends)
    return [row for row in left if row[:2] < row[3:5]], members.to_pylist()


def matched(*rows):
    return Matched(*np.array(rows, np.int64).reshape(-1, 7).T)


def rows(found):
    return list(zip(*(getattr(found, name).tolist() for name in Matched.__struct_fields__[:6]), strict=True))


def test_a_copy_gets_the_quotation_that_its_original_has(tmp_path):
    article = prose(120, 2) + QUOTE + prose(90, 3)
    copy = article.replace(article[200:209], "")  # what is between shifts the place
    letters = letters_of(article, copy, prose(30, 4) + QUOTE)
    start, size = len(fold([prose(120, 2)]).letters), len(fold([QUOTE]).letters)
    other = len(fold([prose(30, 4)]).letters)
    n, m = sizes(letters)[:2]
    known = matched((0, 0, n, 1, 0, m, m), (0, start, start + size, 2, other, other + size, size))
    found, members = run(tmp_path, known, letters)
    assert (0, start, start + size, 1, start - (n - m), start - (n - m) + size) in found
    assert len(found) == 3
    quotes = [member["label"] for member in members if member["stop"] - member["start"] == size]
    assert len(quotes) == 3
    assert len(set(quotes)) == 1


def test_it_goes_on_from_copy_to_copy(tmp_path):
    article = prose(120, 2) + QUOTE + prose(90, 3)
    letters = letters_of(prose(30, 4) + QUOTE, article, article, article)
    n, size = sizes(letters)[1], len(fold([QUOTE]).letters)
    start, other = len(fold([prose(120, 2)]).letters), len(fold([prose(30, 4)]).letters)
    known = matched(
        (0, other, other + size, 1, start, start + size, size), (1, 0, n, 2, 0, n, n), (2, 0, n, 3, 0, n, n)
    )
    found, members = run(tmp_path, known, letters)
    assert (2, start, start + size, 3, start, start + size) in found
    assert sorted(member["number"] for member in members if member["stop"] - member["start"] == size) == [0, 1, 2, 3]


def test_nothing_is_made_up(tmp_path):
    letters = letters_of(prose(100, 2) + QUOTE, prose(100, 2) + prose(25, 7), prose(30, 4) + QUOTE)
    start, size = len(fold([prose(100, 2)]).letters), len(fold([QUOTE]).letters)
    other = len(fold([prose(30, 4)]).letters)
    n, m = sizes(letters)[:2]
    known = matched((0, 0, n, 1, 0, m, start), (0, start, start + size, 2, other, other + size, size))
    assert run(tmp_path, known, letters)[0] == rows(known)
