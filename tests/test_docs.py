"""The examples of the documentation give what they say."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_examples_of_a_page(path: Path) -> None:
    failed, tried = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert not failed
    assert tried or ">>>" not in path.read_text(encoding="utf-8")


def test_every_page_is_linked_from_the_readme_or_another_page() -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for name in pages:
        others = [text for other, text in pages.items() if other != name]
        assert any(name in text for text in [readme, *others]), name
