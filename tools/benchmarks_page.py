"""Write the tables of figures in the documentation from the results that benchmarks have published.

    python tools/benchmarks_page.py

A page has a pair of markers for each table; only what stands between them is replaced. The results are the files of
``benchmarks/results``, written by benchmarks with ``--publish``. ``tests/test_site.py`` fails where a page and the
results differ.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
import publishing

__all__ = ["PAGES", "TABLES", "main", "written"]

_ROOT = Path(__file__).resolve().parents[1]
PAGES = (_ROOT / "README.md", _ROOT / "docs" / "benchmarks.md")
_PLACE = re.compile(r"(<!-- figures: (\S+) -->\n).*?(<!-- end of figures -->\n)", re.DOTALL)

Rows = list[list[str]]

_COPIES = ("exact", "1%", "5%", "10%", "20%", "30%", "40%", "cut", "inside")
"""Kinds of planted near-duplicates that are shown."""
_KINDS = {  # of PAN 2013, as the documentation calls them
    "none": "copied",
    "random": "shuffled at random",
    "translation": "translated back and forth",
    "summary": "summarised",
    "entire": "all",
}


def _share(value: float | None, digits: int = 1) -> str:
    """Give a share in percent, without a zero behind the point.

    >>> _share(0.9731), _share(1.0), _share(0.99834, 2), _share(None)
    ('97.3', '100', '99.83', '')
    """
    if value is None:
        return ""
    text = f"{100 * value:.{digits}f}"
    return text.removesuffix("." + "0" * digits)


def _score(value: float) -> str:
    """Give a measure between 0 and 1.

    >>> _score(0.9731), _score(1.0)
    ('.973', '1.000')
    """
    return f"{value:.3f}".removeprefix("0")


def _heads(*names: str) -> Rows:
    return [list(names), ["---", *["---:"] * (len(names) - 1)]]


def _sources(*names: str) -> tuple[list[Any], str]:
    """Give the figures of results, and a line that says where they come from."""
    rows = [publishing.read(name) for name in names]
    commands = " and ".join(dict.fromkeys(f"`{row['command']}`" for row in rows))
    days = " and ".join(dict.fromkeys(row["day"] for row in rows))
    line = f"{commands}, {days}: {rows[0]['machine']}; {rows[0]['versions']}."
    return [row["figures"] for row in rows], line


def _tool(name: str) -> str:
    """Name a peer as its results do, in words.

    >>> _tool("daft==0.7.26-numpy>=2 at 0.5")
    'daft 0.7.26, threshold .5: documents'
    """
    package, threshold = name.split(" at ")
    version = re.split(r"-[a-z]", package)[0].replace("==", " ")
    return f"{version}, threshold {threshold.removeprefix('0')}: documents"


def _documents() -> tuple[Rows, str]:
    (own,), line = _sources("planted")
    rows = _heads("", *(kind.replace("%", " %") for kind in _COPIES), "precision", "CPU s", "peak MB")
    for result in (own, *own["peers"]):
        mine = result is own
        name = "chaffinch: documents, passages, boilerplate, cleaned corpus" if mine else _tool(result["tool"])
        found = result["documents"]
        shares = [_share(found.get(kind)) for kind in (*_COPIES, "precision")]
        seconds = result["cpu_seconds"]
        rows.append([name, *shares, f"{seconds:.0f}" if mine else f"{seconds:.1f}", f"{result['peak_mb']:.0f}"])
    return rows, line


def _removed() -> tuple[Rows, str]:
    (own,), line = _sources("planted")
    rows = _heads("", *(kind.replace("%", " %") for kind in _COPIES))
    return [*rows, ["removed", *(_share(own["removed"].get(kind)) for kind in _COPIES)]], line


def _boilerplate() -> tuple[Rows, str]:
    (own, other), line = _sources("planted", "planted-templates")
    rows = _heads("", "with all rules", "furniture that hardly any rule knows")

    def row(name: str, of: Callable[[Mapping[str, Any]], str]) -> None:
        rows.append([name, of(own), of(other)])

    row("planted furniture found", lambda r: _share(r["furniture"]["found"]))
    row("... cut (date lines and bylines are kept)", lambda r: _share(r["furniture"]["cut"]))
    row("all other text kept", lambda r: _share(r["furniture"]["others_kept"], 2))
    row("planted passages found", lambda r: _share(r["passages"]["covered"].get("all")))
    row("... pairs of them in one cluster", lambda r: _share(r["passages"]["one_cluster"]))
    row("... intersection over union of their ranges", lambda r: _share(r["passages"]["best_iou"]))
    row(
        "passages that lost a character as boilerplate",
        lambda r: f"{r['furniture']['passages damaged']} of {r['furniture']['passages']:,}",
    )
    row("pairs that fill one form, joined", lambda r: f"{r['documents']['forms_joined']} of {r['documents']['forms']}")
    row("restored to the byte", lambda r: "yes" if r["restored"] else "NO")
    return rows, line


def _hard_negatives() -> tuple[Rows, str]:
    (figures,), line = _sources("hard-negatives")
    names = {"written": "written for the purpose, in the repository", "referenced": "real texts of public data sets"}
    rows = _heads("", "pairs", "joined", "one in the other", "same or contained", "found so")
    for name, counts in figures.items():
        rows.append([names[name], *(f"{counts[key]}" for key in ("apart", "joined", "contained", "controls", "right"))])
    return rows, line


def _reworded() -> tuple[Rows, str]:
    given = {
        "reworded-high": "`--sensitivity high`, pairs given",
        "reworded-high-corpus": "`--sensitivity high`, as one corpus",
        "reworded-default": "`default`, pairs given",
    }
    found, line = _sources(*given)
    rows = _heads("", *_KINDS.values(), "granularity")
    for name, figures in zip(given.values(), found, strict=True):
        kinds = figures["kinds"]
        plagdet = [_score(kinds[kind][0]) for kind in _KINDS]
        rows.append([name, *plagdet, f"{kinds['entire'][3]:.3f}"])
    return rows, line


def _extraction() -> tuple[Rows, str]:
    (figures,), line = _sources("extraction")
    news, kinds = figures["news"], figures["kinds"]
    rows = _heads("pages", "measure", "chaffinch", "trafilatura")
    what = f"article-extraction-benchmark, {news['pages']} news pages"
    rows.append([what, "F1 of 4-grams", _score(news["auto omit"][0]), _score(news["trafilatura omit"][0])])
    rows.append(
        [
            "... with boilerplate stripped",
            "F1 of 4-grams",
            _score(news["auto omit"][1]),
            _score(news["trafilatura omit"][1]),
        ]
    )
    frame = "... with heading, byline and captions (`--html-frame keep`; its labels are bodies alone)"
    rows.append([frame, "F1 of 4-grams", _score(news["auto keep"][0]), ""])
    what = f"WCXB, {kinds['auto']['pages']:,} pages of seven kinds, by cross-validation over domains"
    rows.append([what, "word F1", _score(kinds["auto"]["all"]), _score(kinds["trafilatura"]["all"])])
    return [*rows, ["... with `--html page`", "word F1", _score(kinds["page"]["all"]), ""]], line


def _sites() -> tuple[Rows, str]:
    (figures,), line = _sources("sites")
    rows = _heads("pages", "alone", "together")
    for name, found in figures.items():
        what = f"{name}: {found['pages']:,} pages of {found['hosts']} hosts"
        rows.append([what, _score(found["alone"]), _score(found["together"])])
    return rows, line


def _growth() -> tuple[Rows, str]:
    (figures,), line = _sources("growth")
    rows = _heads("documents", "MB", "seconds", "processor seconds", "peak of memory, MB", "peak of disk, MB")
    for run in figures:
        cells = [f"{run['docs']:,}", *(f"{run[key]:,.0f}" for key in ("megabytes", "seconds", "cpu_seconds"))]
        rows.append([*cells, f"{run['peak_mb']:,.0f}", f"{run['disk_mb']:,.0f}"])
    return rows, line


def _plain(name: str) -> Callable[[], tuple[Rows, str]]:
    """Give the table of a result that is the rows of a table already."""

    def table() -> tuple[Rows, str]:
        (figures,), line = _sources(name)
        return [*_heads(*figures[0]), *figures[1:]], line

    return table


def _summary() -> tuple[Rows, str]:
    """Give the table of the README."""
    (own, negatives, html, high), _ = _sources("planted", "hard-negatives", "extraction", "reworded-high")
    peers = [peer for peer in own["peers"] if peer["tool"].endswith(" 0.5")]

    def among(values: Sequence[float | None], name: Callable[[float], str], unit: str) -> str:
        known = sorted(value for value in values if value is not None)
        return f"{name(known[0])} to {name(known[-1])}{unit}"

    def copies(name: str, kind: str, note: str = "") -> list[str]:
        others = among([peer["documents"].get(kind) for peer in peers], _share, " %")
        return [name, f"{_share(own['documents'][kind])} %", others + note]

    apart = sum(part["apart"] for part in negatives.values())
    joined = sum(part["joined"] + part["contained"] for part in negatives.values())
    news, kinds = html["news"], html["kinds"]
    seconds = among([peer["cpu_seconds"] for peer in peers], lambda s: f"{s:.1f}", " for documents alone")
    return [
        ["", "Chaffinch", "others"],
        ["---"] * 3,
        copies("planted copies found, 10 % of the words edited", "10%", " (datasketch, daft, rensa; threshold .5)"),
        copies("... whole articles inside other text", "inside"),
        copies("precision of these pairs", "precision"),
        [f"different texts taken for copies, of {apart} labelled pairs", str(joined), ""],
        [
            f"main text of {news['pages']} news pages, F1",
            _score(news["auto omit"][0]),
            f"{_score(news['trafilatura omit'][0])} (trafilatura)",
        ],
        [
            f"main text of {kinds['auto']['pages']:,} pages of all kinds, F1",
            _score(kinds["auto"]["all"]),
            f"{_score(kinds['trafilatura']['all'])} (trafilatura)",
        ],
        [
            "reworded passages of PAN 2013, plagdet, `--sensitivity high`",
            _score(high["kinds"]["entire"][0]),
            "",
        ],
        [
            f"processor seconds for {int(own['corpus'].split()[0]):,} documents, {own['corpus'].split(', ')[1]}",
            f"{own['cpu_seconds']:.0f} for everything",
            seconds,
        ],
    ], ""


TABLES: dict[str, Callable[[], tuple[Rows, str]]] = {
    "boilerplate": _boilerplate,
    "dedup": _plain("dedup"),
    "documents": _documents,
    "extraction": _extraction,
    "growth": _growth,
    "hard-negatives": _hard_negatives,
    "removed": _removed,
    "reworded": _reworded,
    "sites": _sites,
    "small-runs": _plain("small-runs"),
    "sketches": _plain("sketches"),
    "streams": _plain("streams"),
    "summary": _summary,
}
"""For each table its rows, and the line below it; the name is that of the marker."""


def _lines(rows: Rows, line: str) -> Iterator[str]:
    yield ""
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
    if line:
        yield from (line, "")


def written(page: str) -> str:
    """Give a page with its tables as the results say.

    Raises:
        KeyError: a marker names no table.
        FileNotFoundError: a result that a table needs was not published.
    """
    return _PLACE.sub(lambda m: "".join([m[1], *(f"{x}\n" for x in _lines(*TABLES[m[2]]())), m[3]]), page)


def main() -> None:
    """Write the pages."""
    for page in PAGES:
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
