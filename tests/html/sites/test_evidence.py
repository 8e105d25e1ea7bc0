"""What is counted and judged on the pages of hosts, and what it does to a score."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.corpus.sampling import HtmlPages
from chaffinch.html.site_consensus import (
    BLOCKS_PROFILE,
    PLACE,
    TEXT,
    CountBlocks,
    Evidence,
    JudgeBlocks,
    keys,
    load_evidence,
    reconsidered,
    text_keys,
)
from chaffinch.schemas import JUDGED_BLOCKS, READ, SITE_BLOCKS

MENU, HEADING, NEWS = 1, 2, 3  # places
OWN = "{} of the boats lay at the quay that night, and nobody had seen the {} since noon."


def _block(text: str, score: float, place: int) -> dict[str, object]:
    return {"text": text, "score": score, "place": place, "row": -1, "item": False, "link": False}


def pages(hosts: dict[str, int], *, likely: float = 0.8) -> pa.RecordBatch:
    """Make pages: a menu that the model doubts, a heading they share, a line of their own."""
    rows = []
    for host, count in hosts.items():
        for n in range(count):
            blocks = [("Home", 0.4, MENU), ("Notes", likely, HEADING), (OWN.format(f"{host} {n}", n * 7), likely, NEWS)]
            made = [_block(*block) for block in blocks]
            text = "\n".join(t for t, s, _ in blocks if s > 0.5)
            row = {"source": 0, "record": len(rows), "id": f"{host}/{n}", "host": host or None, "text": text}
            rows.append(row | {"left_out": [], "blocks": made, "elsewhere": 0.0})
    return pa.Table.from_pylist(rows, READ).combine_chunks().to_batches()[0]


def seen(batch: pa.RecordBatch, number: list[int] | None = None) -> pa.Table:
    count = batch.num_rows
    batch = batch.append_column("number", pa.array(number or range(count), pa.int32()))
    return pa.Table.from_batches(
        list(CountBlocks()(batch.append_column("sampled", pa.array([True] * count)))), SITE_BLOCKS
    )


def judged(rows: pa.Table) -> pa.Table:
    found = pa.Table.from_batches(list(JudgeBlocks()(rows.combine_chunks().to_batches()[0])), JUDGED_BLOCKS)
    return found.sort_by([("key", "ascending")])


def evidence(batch: pa.RecordBatch) -> Evidence:
    rows = judged(seen(batch))
    return Evidence.of(*(column.to_numpy().astype(np.int64) for column in rows.columns))


def of(batch: pa.RecordBatch, row: int) -> tuple[np.ndarray, ...]:
    from chaffinch.boilerplate.templates.keys import host_hashes

    blocks, host = batch["blocks"][row].values, host_hashes(batch["host"])[row]
    score, place = (blocks.field(name).to_numpy() for name in ("score", "place"))
    return score, keys(place, host, PLACE), keys(text_keys(blocks.field("text").to_pylist()), host, TEXT)


def test_what_three_pages_of_a_host_show_is_judged() -> None:
    assert len(judged(seen(pages({"a.org": 2, "b.org": 2})))) == 0
    found = judged(seen(pages({"a.org": 3, "b.org": 2})))
    assert sorted(zip(found["kind"].to_pylist(), found["pages"].to_pylist(), strict=True)) == [
        *[(PLACE, 3)] * 3, *[(TEXT, 3)] * 2
    ]  # fmt: skip


def test_pages_without_a_host_are_no_evidence() -> None:
    assert len(seen(pages({"": 5}))) == 0


def test_the_order_of_pages_and_batches_does_not_matter() -> None:
    batch = pages({"a.org": 4, "b.org": 3})
    back = batch.take(pa.array(range(batch.num_rows)[::-1]))
    number = list(range(batch.num_rows))
    parts = pa.concat_tables([seen(batch.slice(i, 2), number[i : i + 2]) for i in range(0, batch.num_rows, 2)])
    assert judged(seen(batch)).equals(judged(seen(back, number[::-1])))
    assert judged(seen(batch)).equals(judged(parts.take(pa.array(np.arange(len(parts))[::-1]))))


def test_copies_of_a_page_count_once() -> None:
    batch = pages({"a.org": 3})
    prose = [OWN.format(n, n * n) for n in range(9)]
    blocks = [_block(t, 0.8, 9) for t in prose]
    copies = pa.array([blocks] * 3, READ.field("blocks").type)
    again = batch.set_column(batch.schema.get_field_index("blocks"), "blocks", copies)
    assert len(judged(seen(again))) == 0


def test_a_score_moves_towards_what_others_have_at_its_place_and_down_where_they_repeat_it() -> None:
    batch = pages({"a.org": 9})
    known = evidence(batch)
    score, place, text = of(batch, 0)
    score = np.array([*score[:2], 0.3])  # the page's own line, where the other pages are sure
    menu, heading, own = known.probability(score, place, text).tolist()
    assert 0.7 < own < 0.8 and menu < 0.4 and 0.5 < heading < 0.8


def test_what_is_not_known_keeps_its_score_to_the_bit() -> None:
    known = evidence(pages({"a.org": 9}))
    score, place, text = of(pages({"b.org": 1}), 0)
    assert np.array_equal(known.probability(score, place, text), score)
    nothing = Evidence.of(*[np.zeros(0, np.int64)] * 4)
    assert np.array_equal(nothing.probability(score, place, text), score)


def test_only_pages_of_known_hosts_are_chosen_again(tmp_path: Path) -> None:
    batch = pages({"a.org": 9, "b.org": 2, "": 1}, likely=0.6)
    again = reconsidered(batch, evidence(batch))
    assert again.schema == batch.schema
    rows = list(zip(again["left_out"].to_pylist(), batch["left_out"].to_pylist(), strict=True))
    assert all(new != old for new, old in rows[:9]) and all(new == old for new, old in rows[9:])
    assert again["text"].to_pylist()[9:] == batch["text"].to_pylist()[9:]
    assert reconsidered(batch, None) is batch and load_evidence(tmp_path) is None


def test_what_is_saved_is_the_same_bytes_and_is_read_again(tmp_path: Path) -> None:
    batch = pages({"a.org": 4})
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        evidence(batch).save(tmp_path / name / BLOCKS_PROFILE)
    assert (tmp_path / "one" / BLOCKS_PROFILE).read_bytes() == (tmp_path / "two" / BLOCKS_PROFILE).read_bytes()
    read = load_evidence(tmp_path / "one")
    assert read is not None and np.array_equal(
        read.probability(*of(batch, 1)), evidence(batch).probability(*of(batch, 1))
    )


@pytest.mark.parametrize(("encoding", "looked"), [("html", True), ("utf-8", False)])
def test_html_pages_are_looked_at(encoding: str, looked: bool) -> None:
    facts = pa.record_batch({
        "encoding": pa.array([encoding, encoding, encoding, None]), "host": pa.array(["a.org", None, "a.org", "a.org"]),
        "failure": pa.array([None, None, "it hung", None], pa.string()),
    })  # fmt: skip
    assert HtmlPages()(facts).to_pylist() == [looked, looked, False, False]
