"""The site of the documentation: its pages, pictures and examples are what they say."""

from __future__ import annotations

import doctest
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import benchmarks_page
import lowest_versions
import pictures
import publishing
import pytest
import record
import site_hooks

import chaffinch as cf
from chaffinch.model import CATEGORIES
from chaffinch.schemas import PUBLIC

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

EXAMPLE = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
LEARNT = ("template", "boilerplate")
"""Categories without phrases: what a site repeats, and what the line model finds."""


def examples() -> list[tuple[str, str]]:
    page = (DOCS / "categories.md").read_text(encoding="utf-8")
    return EXAMPLE.findall(page[: page.index("## Whole documents")])


@pytest.mark.parametrize(("category", "text"), examples())
def test_an_example_of_a_category_is_found(category: str, text: str) -> None:
    article = (
        "The lock was shut until noon, and the boats waited in a long row below the mill. The keeper had gone to look at "
        "the sluice, which a branch had blocked overnight. By two o'clock the branch was out and the water level.\n\n"
    )
    document = cf.Document("a", article + text.replace("<br>", "\n"))
    found = {finding.category for finding in cf.Stripper()(document).findings}
    assert category in found


def test_the_page_on_categories_has_all_of_them() -> None:
    assert {category for category, _ in examples()} | set(LEARNT) == set(CATEGORIES)


@pytest.mark.parametrize("name", pictures.DRAWINGS)
def test_a_picture_is_what_the_script_draws(name: str) -> None:
    path = pictures.PICTURES / f"{name}.svg"
    assert path.read_text(encoding="utf-8") == pictures.DRAWINGS[name](), "run: python tools/pictures.py"


@pytest.mark.parametrize("path", sorted(pictures.PICTURES.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_loads_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert not re.search(r"(url\(|href=|src=)[\"']?(https?:)?//", text)
    assert path.stem in {*pictures.DRAWINGS, *record.COMMANDS}


def test_every_picture_is_shown_somewhere() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *DOCS.rglob("*.md")])
    for path in pictures.PICTURES.glob("*.svg"):
        assert f"pictures/{path.name}" in pages, path.name


def test_recordings_are_of_the_summary_that_the_package_prints() -> None:
    words = ["documents", "removed", "found", "kept", "repeated", "restore"]
    text = (record.PICTURES / "clean.svg").read_text(encoding="utf-8")
    assert all(word in text for word in words)


def test_a_recorded_command_keeps_its_colours_and_has_no_font_of_another_host() -> None:
    svg = record.drawn("chaffinch doctor", "\x1b[31mred\x1b[0m and <plain>\n")
    ET.fromstring(svg)
    assert "@font-face" not in svg and "&lt;plain&gt;" in svg.replace("&#160;", " ")


def test_pages_of_the_site_are_there() -> None:
    for source in site_hooks.PAGES:
        assert (ROOT / source).is_file(), source
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r": ([\w/-]+\.md)$", config, re.MULTILINE))
    written = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert listed == written | set(site_hooks.PAGES.values())


def test_links_between_pages_lead_to_headings_that_are_there() -> None:
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+\.(?:md|svg|png))[^)]*\)", text):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


def test_links_lead_to_pages_of_the_site() -> None:
    failed, tried = doctest.testmod(site_hooks)
    assert tried and not failed


@pytest.mark.parametrize("page", benchmarks_page.PAGES, ids=lambda path: path.name)
def test_tables_of_figures_are_what_benchmarks_published(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<!-- figures: " in text
    assert text == benchmarks_page.written(text), "run: python tools/benchmarks_page.py"


def test_figures_are_written_as_people_read_them() -> None:
    for module in (benchmarks_page, lowest_versions):
        failed, tried = doctest.testmod(module)
        assert tried and not failed


def test_a_published_result_names_its_command_without_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/x/benchmarks/reworded.py", "/data/pan", "--sensitivity", "high", "--publish"])
    publishing.publish("one", {"all": 0.9}, "numpy", places={Path("/data/pan"): "PAN"}, folder=tmp_path)
    row = publishing.read("one", tmp_path)
    assert row["command"] == "python benchmarks/reworded.py PAN --sensitivity high"
    assert row["figures"] == {"all": 0.9}
    assert row["versions"].startswith("numpy ")


def test_every_table_of_figures_is_on_a_page() -> None:
    shown = re.findall(r"<!-- figures: (\S+) -->", "".join(page.read_text("utf-8") for page in benchmarks_page.PAGES))
    assert sorted(shown) == sorted(benchmarks_page.TABLES)


def test_a_notebook_is_a_page_with_its_outputs() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# One\n", "text"]},
        {
            "cell_type": "code", "source": ["1 + 1"],
            "outputs": [
                {"output_type": "stream", "text": ["a\n"]},
                {"output_type": "execute_result", "data": {"text/html": ["<style scoped>\nx\n</style><b>2</b>\n"]}},
            ],
        },
    ]  # fmt: skip
    page = site_hooks.notebook_page(json.dumps({"cells": cells}))
    assert page == (
        '# One\ntext\n\n```python\n1 + 1\n```\n\n```text\na\n```\n\n<div class="cell-output">\n<b>2</b>\n</div>\n'
    )


def test_tables_named_in_the_page_on_reading_them_are_public() -> None:
    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    assert set(re.findall(r"run/(\w+)\.parquet", page)) <= set(PUBLIC)
