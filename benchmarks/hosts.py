"""Judge site templates on hosts made to be hard: what articles share must stay, what the site repeats must go.

    python benchmarks/hosts.py --seed 1 [--large] [--language de]

The corpus is made here: sentences of invented words, site furniture written for this file. A host of 8, 20, 60 (and
3,000) pages has one background paragraph in 3-6 articles, quotes of 13 and 35 words in 3-5, an article posted 2-40
times with up to a tenth of its words changed, and short pages with long furniture; small hosts have 3-10 pages.
Learning and finding run in this process, rules and templates together, with the defaults.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from measuring import machine, percent, table, versions

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.site_templates import mark
from chaffinch.model import REMOVED_CATEGORIES
from chaffinch.text.segment import TextBatch

FURNITURE = {
    "en": (
        "Front | Harbour | Markets | Letters | The {} desk",
        "Filed on {}/{}/2021, seen {} times",
        "The {} is paid for by its members. Whoever joins before the end of the month gets the printed almanac.",
        "Opinions in letters are their writers' own; the {} takes no side in them.",
        "Spotted something wrong? Ring the {} night desk and ask for the editor on duty.",
    ),
    "de": (
        "Start | Hafen | Märkte | Leserbriefe | Redaktion {}",
        "Veröffentlicht am {}.{}.2021, {} Mal gelesen",
        "{} lebt von seinen Mitgliedern. Wer vor dem Monatsende beitritt, bekommt den gedruckten Kalender dazu.",
        "Leserbriefe geben die Meinung ihrer Verfasser wieder; {} macht sie sich nicht zu eigen.",
        "Etwas stimmt nicht? Rufen Sie die Nachtredaktion von {} an und fragen Sie nach dem Dienst.",
    ),
    "ja": (
        "表紙 | 港の話題 | 市場 | 読者の手紙 | {}編集部",
        "公開日：2021年{}月{}日 閲覧数：{}回",
        "{}は会員の会費で作られています。今月末までに入会された方には暦を差し上げます。",
        "読者の手紙の意見は筆者個人のものであり、{}の見解を示すものではありません。",
        "誤りを見つけられた方は、{}の夜間編集部までお電話でお知らせください。",
    ),
}
BRAND = {"en": "Lantern", "de": "Die Laterne", "ja": "灯籠新聞"}
SYLLABLES = [
    "ba",
    "ke",
    "lo",
    "mi",
    "ru",
    "ta",
    "ven",
    "sor",
    "pel",
    "din",
    "gar",
    "hu",
    "zi",
    "nok",
    "fam",
    "est",
    "ori",
    "cal",
    "wex",
    "jun",
]
VOCABULARY = 3000  # invented words, drawn by rank as in real text
FLOORS = {"background": 0.04, "quote of 35": 0.04, "quote of 13": 0.15, "reposted": 0.002}


@dataclass
class Page:
    """A page, paragraph by paragraph, each with what it is."""

    parts: list[tuple[str, str]] = field(default_factory=list)

    def spans(self) -> Iterator[tuple[str, int, int]]:
        """Give what each paragraph is, and where it stands in ``text``."""
        at = 0
        for what, text in self.parts:
            yield what, at, at + len(text)
            at += len(text) + 2

    @property
    def text(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(text for _, text in self.parts)


class Writer:
    """Writes sentences of invented words; Japanese ones have no spaces."""

    def __init__(self, seed: int, language: str) -> None:
        self.chance, self.language = random.Random(seed), language
        letters = SYLLABLES if language != "ja" else [chr(c) for c in range(0x4E00, 0x4F00, 5)]
        self.words = ["".join(self.chance.choices(letters, k=self.chance.randint(1, 4))) for _ in range(VOCABULARY)]
        self.weights = [1 / (rank + 10) for rank in range(VOCABULARY)]

    def sentence(self, size: int = 0) -> str:
        """Write a sentence of so many words."""
        drawn = self.chance.choices(self.words, self.weights, k=size or self.chance.randint(7, 20))
        drawn = [w.title() if i and self.chance.random() < 0.1 else w for i, w in enumerate(drawn)]
        return "".join(drawn) + "。" if self.language == "ja" else (" ".join(drawn) + ".").capitalize()

    def paragraph(self) -> str:
        """Write two to four sentences."""
        joint = "" if self.language == "ja" else " "
        return joint.join(self.sentence() for _ in range(self.chance.randint(2, 4)))

    def changed(self, text: str, rate: float) -> str:
        """Change so large a share of the words."""
        return " ".join(
            self.chance.choice(self.words) if self.chance.random() < rate else word for word in text.split(" ")
        )

    def site(self, pages: int, *, hard: bool) -> list[Page]:
        """Write a host: articles in furniture, and what makes it hard."""
        bodies = [self._body() for _ in range(pages)]
        if hard:
            self._share(bodies)
        menu, line, *footer = FURNITURE[self.language]
        brand = BRAND[self.language]
        made = []
        for body in bodies:
            numbers = [self.chance.randint(1, 12), self.chance.randint(1, 28), self.chance.randint(2, 9999)]
            top = [("furniture", menu.format(brand)), ("furniture", line.format(*numbers))]
            made.append(Page([*top, *body, *(("furniture", f.format(brand)) for f in footer)]))
        return made

    def _body(self) -> list[tuple[str, str]]:
        short = self.chance.random() < 0.15  # a short page with long furniture
        return [("own", self.paragraph()) for _ in range(1 if short else self.chance.randint(3, 8))]

    def _share(self, bodies: list[list[tuple[str, str]]]) -> None:
        most = len(bodies)
        for _ in range(max(1, most // 20)):
            self._insert(bodies, "background", self.paragraph(), self.chance.randint(3, min(6, most - 2)))
            for size in (13, 35):
                text = f"“{self.sentence(size)}”"
                self._insert(bodies, f"quote of {size}", text, self.chance.randint(3, 5))
        again = [self.paragraph() for _ in range(6)]
        rate = self.chance.choice((0, 0.02, 0.05, 0.1))
        for place in self.chance.sample(range(most), self.chance.randint(2, min(40, most // 2))):
            bodies[place] = [("reposted", self.changed(text, rate)) for text in again]

    def _insert(self, bodies: list[list[tuple[str, str]]], what: str, text: str, times: int) -> None:
        for place in self.chance.sample(range(len(bodies)), times):
            bodies[place].insert(self.chance.randint(1, len(bodies[place])), (what, text))


def judged(hosts: list[list[Page]]) -> Counter[tuple[str, str]]:
    """Learn and find, and count ``(what, measure)``.

    Measures: paragraphs, of these ``cut`` (more than half of their characters), characters, of these ``removed``.
    """
    pages = [page for host in hosts for page in host]
    names = [f"h{i}.example" for i, host in enumerate(hosts) for _ in host]
    texts = pa.array([page.text for page in pages], pa.large_string())
    ids = pa.array([f"d{i:06d}" for i in range(len(pages))])
    columns = {"id": ids, "host": pa.array(names), "text": texts, "number": pa.array(range(len(pages)), pa.int32())}
    batch = pa.record_batch(columns)
    known = rules.load(())

    repeated, blank = mark(batch, learn([batch], phrases=known.verdicts))
    removed = [np.zeros(len(page.text), bool) for page in pages]
    for rows in (repeated, known.find(TextBatch.of(texts), blank=blank)):
        values = (rows[name].to_pylist() for name in ("row", "start", "stop", "category"))
        for row, start, stop, category in zip(*values, strict=True):
            removed[row][start:stop] |= category in REMOVED_CATEGORIES
    counts: Counter[tuple[str, str]] = Counter()
    for page, cut in zip(pages, removed, strict=True):
        for what, start, stop in page.spans():
            lost = int(cut[start:stop].sum())
            counts[what, "paragraphs"] += 1
            counts[what, "cut"] += lost > (stop - start) / 2
            counts[what, "characters"] += stop - start
            counts[what, "removed"] += lost
    return counts


def share(counts: Counter[tuple[str, str]], what: str, part: str, whole: str) -> float | None:
    """Divide two counts; None where there is nothing."""
    return counts[what, part] / counts[what, whole] if counts[what, whole] else None


def row(name: str, counts: Counter[tuple[str, str]]) -> list[str]:
    """Show the figures of some hosts."""
    wrong = [share(counts, what, "cut", "paragraphs") for what in ("background", "quote of 35", "quote of 13")]
    wrong += [share(counts, what, "removed", "characters") for what in ("reposted", "own")]
    return [name, *map(percent, [*wrong, share(counts, "furniture", "removed", "characters")])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", choices=sorted(FURNITURE), default="en")
    parser.add_argument("--large", action="store_true", help="also a host of 3,000 pages")
    given = parser.parse_args()
    writer = Writer(given.seed, given.language)
    lines = [["wrongly cut", "background", "quote 35", "quote 13", "reposted", "own text", "furniture found"]]
    for pages, hosts in ((8, 60), (20, 40), (60, 20), *([(3000, 1)] if given.large else [])):
        lines.append(row(f"{hosts} hosts of {pages}", judged([writer.site(pages, hard=True) for _ in range(hosts)])))
    for few, most in ((3, 5), (6, 10)):
        made = [writer.site(pages, hard=False) for pages in range(few, most + 1) for _ in range(20)]
        lines.append(row(f"small, {few}-{most}", judged(made)))
    floors = ", ".join(f"{what} {percent(most)}" for what, most in FLOORS.items())
    print(machine(), versions("chaffinch", "numpy", "pyarrow"), f"seed {given.seed}, {given.language}", sep="\n")
    print("", table(lines), "", f"at most: {floors}; furniture at least 70 % on 3-5 pages, 90 % on 6-10", sep="\n")


if __name__ == "__main__":
    main()
