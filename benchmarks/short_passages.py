"""Plant short passages, of 65 to 200 letters and with up to a fifth of their words edited, and see which are found.

    python benchmarks/short_passages.py [--base TEXT] [--passages 5000] [--seed 1]

Each passage stands once as it is and once edited, in two documents of 150 words on each side. Words are drawn from the
text of ``--base`` by their frequency there; without one they are made of syllables. A word is glued to the next one,
swapped with it, or replaced by another, a third each. It is found if a match has half of it on both sides. A second
table is of scripts: passages of 80 letters of each with a share of their letters, or words, replaced.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from measuring import machine, percent, table, versions

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf

LENGTHS = (65, 80, 100, 130, 200)
RATES = (0.0, 0.05, 0.1, 0.15, 0.2)
AROUND = 150  # words on each side
LETTERS, WORD = 80, 5  # of a passage in another script, and of a word of it
SCRIPTS = {
    "Chinese": [chr(0x4E00 + n) for n in range(0, 6000, 3)],
    "Japanese kana": [chr(n) for n in range(0x3042, 0x3094)],
    "Thai": [chr(n) for n in range(0x0E01, 0x0E2F)],
    "Arabic": [chr(n) for n in range(0x0627, 0x064B) if chr(n).isalpha() and n != 0x0640],
    "Hebrew": [chr(n) for n in range(0x05D0, 0x05EB)],
    "Latin": [chr(n) for n in range(ord("a"), ord("z") + 1)],
}
SPACED = ("Arabic", "Hebrew", "Latin")
SYLLABLES = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "ou")]
Words = list[str]
Span = tuple[int, int]
Pick = Callable[[int], Words]


def picker(base: Path | None, chance: np.random.Generator) -> Pick:
    """Give what draws words."""
    if base:
        words = np.array(base.read_text(encoding="utf-8").split())
        return lambda n: words[chance.integers(0, len(words), n)].tolist()
    made = np.array(["".join(chance.choice(SYLLABLES, chance.integers(1, 4))) for _ in range(20_000)])
    return lambda n: made[(chance.zipf(1.3, n) - 1) % len(made)].tolist()


def letters(words: Sequence[str]) -> int:
    return sum(c.isalnum() for word in words for c in word)


def passage(pick: Pick, size: int) -> Words:
    """Draw words up to so many letters."""
    words: Words = []
    while letters(words) < size:
        words += pick(1)
    return words


def edited(words: Words, rate: float, pick: Pick, chance: np.random.Generator) -> Words:
    """Edit a share of the words: glue, swap, replace."""
    words = list(words)
    for at in sorted(chance.permutation(len(words) - 1)[: round(rate * len(words))].tolist(), reverse=True):
        match int(chance.integers(3)):
            case 0:
                words[at : at + 2] = ["".join(words[at : at + 2])]
            case 1:
                words[at : at + 2] = words[at : at + 2][::-1]
            case _:
                words[at] = pick(1)[0]
    return words


def found(texts: list[str], spans: list[Span]) -> list[bool]:
    """Tell for each two texts in a row whether a match has half of both spans."""
    hit = [False] * (len(texts) // 2)
    for row in cf.find_passages(texts).to_arrow().to_pylist():
        left, right = row["left"], row["right"]
        if left % 2 == 0 and right == left + 1:
            sides = [(row[f"{side}_start"], row[f"{side}_stop"]) for side in ("left", "right")]
            hit[left // 2] |= half(spans[left], *sides[0]) and half(spans[right], *sides[1])
    return hit


def half(span: Span, start: int, stop: int) -> bool:
    return 2 * (min(stop, span[1]) - max(start, span[0])) >= span[1] - span[0]


def placed(inner: str, pick: Pick) -> tuple[str, Span]:
    before, after = " ".join(pick(AROUND)) + " ", " " + " ".join(pick(AROUND))
    return before + inner + after, (len(before), len(before) + len(inner))


def share(cases: Sequence[tuple[str, str]], pick: Pick) -> list[bool]:
    """Place both sides of each case in texts of their own, and tell which are found."""
    both = [placed(side, pick) for case in cases for side in case]
    return found([text for text, _ in both], [span for _, span in both])


def words_table(count: int, base: Path | None, seed: int) -> list[list[str]]:
    """Give the share found by length and rate of edits."""
    chance = np.random.default_rng(seed)
    pick = picker(base, chance)
    each = max(1, count // (len(LENGTHS) * len(RATES)))
    cases = []
    for length in LENGTHS:
        for rate in RATES:
            made = [passage(pick, length) for _ in range(each)]
            cases += [(" ".join(words), " ".join(edited(words, rate, pick, chance))) for words in made]
    hit = np.array(share(cases, pick)).reshape(len(LENGTHS), len(RATES), each)
    rows: list[list[str]] = [["letters", *(f"{rate:.0%}" for rate in RATES), "all"]]
    names = [*(str(length) for length in LENGTHS), "all"]
    for name, some in zip(names, [*hit, hit.swapaxes(0, 1).reshape(len(RATES), -1)], strict=True):
        rows.append([name, *(percent(float(h.mean())) for h in some), percent(float(some.mean()))])
    return rows


def scripts_table(each: int, seed: int) -> list[list[str]]:
    """Give the share of passages of 80 letters found, by script and by the share of letters or words replaced."""
    rows = [["80 letters of", *(f"{rate:.0%}" for rate in RATES)]]
    for name, alphabet in SCRIPTS.items():
        for size in (1, 5) if name in SPACED else (1,):
            chance = np.random.default_rng(seed)
            pick = _picker_of(alphabet, chance)
            shares = []
            for rate in RATES:
                cases = [_replaced(alphabet, rate, size, chance, " " if name in SPACED else "") for _ in range(each)]
                shares.append(percent(float(np.mean(share(cases, pick)))))
            rows.append([f"{name}, {'words' if size > 1 else 'letters'}", *shares])
    return rows


def _picker_of(alphabet: Sequence[str], chance: np.random.Generator) -> Pick:
    return lambda n: ["".join(word) for word in chance.choice(alphabet, (n, WORD)).tolist()]


def _replaced(
    alphabet: Sequence[str], rate: float, size: int, chance: np.random.Generator, space: str
) -> tuple[str, str]:
    """Give 80 letters, and the same with a share of them replaced, ``size`` in a row."""
    inner = chance.choice(alphabet, (LETTERS // size, size))
    other = inner.copy()
    at = chance.permutation(len(inner))[: round(rate * len(inner))]
    other[at] = chance.choice(alphabet, (len(at), size))
    sides = (side.reshape(-1, WORD).tolist() for side in (inner, other))
    one, two = (space.join("".join(word) for word in side) for side in sides)
    return one, two


def main() -> None:
    """Plant, find and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", type=Path, help="a text whose words are drawn")
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(machine())
    print(versions("chaffinch", "numpy", "rapidfuzz"), end="\n\n")
    print(f"{given.passages} passages, share found by words edited")
    print(table(words_table(given.passages, given.base, given.seed)), end="\n\n")
    print("by letters or words replaced", table(scripts_table(100, given.seed)), sep="\n")


if __name__ == "__main__":
    main()
