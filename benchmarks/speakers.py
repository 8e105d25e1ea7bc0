"""Name the speakers of quotations whose speaker is known: precision and the share found, by language.

    python benchmarks/speakers.py FILE [FILE ...] [--corpora FOLDER] [--wrong] [--source PATH]

A file is JSONL or TSV. JSONL has a line for each text: ``text`` and ``quotes``, each with ``quote`` (ranges in code
points), ``speaker`` ("none" for nobody) and perhaps ``type`` (those that are not ``Direct`` are left out). TSV has a
line for each quotation, as a reader judged it: ``corpus``, ``document``, ``start``, ``stop`` and ``right``, the
speaker, or "none"; the texts are those of CORPUS.jsonl in the folder of the corpora. Several speakers are separated
by ``;``, and what is in parentheses is a note.

Labels of one range are alternatives. A label is a *name* if two of its words in a row have capital letters, or if it
does not begin with an article or preposition; pronouns and descriptions ("the student") count as none. A name that is
given is right if its last word is in one of the labels. Precision leaves out quotations whose only label is a
pronoun: whom it means is not labelled. Each file is halved by the text's digest, so that words can be chosen by one
half and measured by the other.

``--source`` measures another version: the folder that has its package. ``--wrong`` prints what is not right.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from time import process_time

from measuring import machine, table, versions

__all__ = ["Labelled", "judge", "labelled", "summary"]

SHORT = 40  # code points of a quotation below which it is a word in quotation marks, which no passage is
PRONOUNS = frozenset(
    (
        "he",
        "she",
        "they",
        "it",
        "we",
        "er",
        "sie",
        "es",
        "man",
        "wir",
        "il",
        "elle",
        "él",
        "ella",
        "ele",
        "ela",
        "lui",
        "lei",
    )
)
ARTICLES = re.compile(r"(?i)(?:the|an?|der|die|das|dem|den|des|eine?[rnms]?|in|von|vom|im|vor|auf|laut|of|by)\s+(?=\S)")
NAMES = re.compile(r"[A-ZÀ-ÞА-Я][\w.’'-]* [A-ZÀ-ÞА-Я]")

MARKS = "\"'“”„«»‘’‚‹›"

Speaker = Callable[[str, int, int], str | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A quotation with its speakers.

    Attributes:
        text: the text.
        start, stop: range of the quotation, in code points.
        speakers: labels, each of which is right; empty if nobody is quoted.
    """

    text: str
    start: int
    stop: int
    speakers: tuple[str, ...]

    @property
    def half(self) -> str:
        """Half of the file that the text is in."""
        return "first" if md5(self.text.encode()).digest()[1] % 2 else "second"

    def named(self) -> bool:
        """Tell whether a label is a name."""
        return any(NAMES.search(label) or not ARTICLES.match(label) for label in self.speakers if not pronoun(label))

    def right(self, name: str) -> bool:
        """Tell whether a name is that of a speaker."""
        last = name.rsplit(maxsplit=1)[-1].strip("“”\"'.,")
        return any(last in label for label in self.speakers)


def pronoun(label: str) -> bool:
    return label.lower() in PRONOUNS


def labelled(path: Path, corpora: Path | None) -> list[Labelled]:
    """Read the quotations of a file.

    Args:
        path: the file.
        corpora: the folder of the texts of a TSV file.
    """
    return list(_judged(path, corpora or path.parent) if path.suffix == ".tsv" else _quoted(path))


def _quoted(path: Path) -> Iterator[Labelled]:
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        spans: dict[tuple[int, int], list[str]] = defaultdict(list)
        for quote in record["quotes"]:
            if quote.get("type", "Direct") == "Direct" and quote["speaker"]:
                spans[quote["quote"][0][0], quote["quote"][-1][1]] += quote["speaker"].split(";")
        for (start, stop), speakers in spans.items():
            if stop - start >= SHORT:
                known = tuple(label.strip() for label in speakers if label != "none")
                text = record["text"]
                yield Labelled(text, start + (text[start] in MARKS), stop - (text[stop - 1] in MARKS), known)


def _judged(path: Path, corpora: Path) -> Iterator[Labelled]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = {(name, key): text for name in {row["corpus"] for row in rows} for key, text in _texts(corpora, name, rows)}
    for row in rows:
        plain = re.sub(r"\(.*?\)", "", row["right"]).split(";")
        speakers = () if row["right"].startswith("none") else tuple(map(str.strip, plain))
        yield Labelled(texts[row["corpus"], row["document"]], int(row["start"]), int(row["stop"]), speakers)


def _texts(corpora: Path, name: str, rows: Sequence[dict[str, str]]) -> Iterator[tuple[str, str]]:
    judged = {row["document"] for row in rows if row["corpus"] == name}
    with (corpora / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["id"] in judged:
                yield record["id"], record["text"]


def judge(speaker: Speaker, quotations: Sequence[Labelled]) -> tuple[Counter[str], list[str]]:
    """Count what is named and what of it is right.

    Args:
        speaker: names the speaker of a range of a text.
        quotations: what is known.

    Returns:
        the counts, and a line for each name that is wrong or missing.
    """
    counts: Counter[str] = Counter()
    lines = []
    for quotation in quotations:
        given = speaker(quotation.text, quotation.start, quotation.stop)
        vague = bool(quotation.speakers) and all(map(pronoun, quotation.speakers))
        right = given is not None and quotation.right(given)
        counts["quotations"] += 1
        counts["names"] += quotation.named()
        counts["found"] += quotation.named() and right
        counts["given"] += given is not None and not vague
        counts["right"] += right and not vague
        if not right and not vague and (given is not None or quotation.named()):
            lines.append(f"{'; '.join(quotation.speakers) or 'nobody'}: {given}\n    {_around(quotation)}")
    return counts, lines


def _around(quotation: Labelled, reach: int = 150) -> str:
    text, start, stop = quotation.text, quotation.start, quotation.stop
    parts = text[max(0, start - reach) : start], text[start:stop], text[stop : stop + reach]
    return " ".join("{}[{}]{}".format(*parts).split())


def summary(name: str, half: str, counts: Counter[str]) -> list[str]:
    """Give the row of a file or half of it."""
    precision, found = counts["right"] / max(1, counts["given"]), counts["found"] / max(1, counts["names"])
    figures = [counts["quotations"], counts["names"], counts["given"], counts["right"]]
    return [name, half, *map(str, figures), f"{precision:.3f}", f"{found:.3f}"]


def _speaker(source: Path | None) -> Speaker:
    """Import the function from this version of the package, or from another one."""
    sys.path.insert(0, str(source or Path(__file__).resolve().parent.parent / "src"))
    try:
        module = importlib.import_module("chaffinch.matching.speakers")
    except ModuleNotFoundError:  # before it was a package of its own
        module = importlib.import_module("chaffinch.matching.passages.quotations")
    found: Speaker = module.speaker
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="labelled quotations, JSONL or TSV")
    parser.add_argument("--corpora", type=Path, help="folder of the texts of a TSV file (default: its own)")
    parser.add_argument("--wrong", action="store_true", help="print what is wrong or missing")
    parser.add_argument("--source", type=Path, help="folder with the package of another version")
    options = parser.parse_args()
    speaker, rows, spent, asked = _speaker(options.source), [], 0.0, 0
    for path in options.files:
        quotations = labelled(path, options.corpora)
        for half in ("first", "second"):
            chosen = [quotation for quotation in quotations if quotation.half == half]
            begin = process_time()
            counts, lines = judge(speaker, chosen)
            spent, asked = spent + process_time() - begin, asked + len(chosen)
            rows.append(summary(path.stem, half, counts))
            print(*lines if options.wrong else (), sep="\n", end="\n" if options.wrong else "")
    print(f"{machine()}\n{versions('chaffinch')}\n")
    print(table([["file", "half", "quotations", "names", "given", "right", "precision", "found"], *rows]))
    print(f"\n{1000 * spent / max(1, asked):.2f} ms for a quotation")


if __name__ == "__main__":
    main()
