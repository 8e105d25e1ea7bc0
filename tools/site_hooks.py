"""Hooks of mkdocs: pages of the site that are files of the repository, and links that lead to them.

    mkdocs build --strict

The site has `ARCHITECTURE.md`, `CONTRIBUTING.md` and others without a copy of them below ``docs/``. A link to a file
that is no page of the site, such as a script, becomes its name.
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

__all__ = ["NOTEBOOK", "PAGES", "linked", "notebook_page", "on_files", "on_page_markdown"]

ROOT = Path(__file__).resolve().parents[1]

NOTEBOOK = "examples/first_run.ipynb"

PAGES = {
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "benchmarks/README.md": "benchmark-commands.md",
    "examples/README.md": "examples.md",
    NOTEBOOK: "notebook.md",
}
"""Files of the repository that are pages of the site, and the names of these pages."""

_LINK = re.compile(r"(?P<mark>!?)\[(?P<label>(?:[^][]|\[[^]]*\])*)\]\((?P<target>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")

_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
"""What pandas sets for its tables; the site has a style of its own."""


def linked(markdown: str, source: str, page: str) -> str:
    """Give the text of a page with links that work on the site.

    Args:
        markdown: the text of the page.
        source: path of its file in the repository.
        page: its path on the site, in Markdown.

    >>> linked("[rules](docs/rules.md#scope), [a script](tools/rooms.py)", "ARCHITECTURE.md", "architecture.md")
    '[rules](rules.md#scope), a script'
    >>> linked("[design](../../ARCHITECTURE.md)", "docs/guides/cluster.md", "guides/cluster.md")
    '[design](../architecture.md)'
    """

    def replace(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), match["target"]))
        if not (ROOT / path).exists():
            return match[0]
        target = PAGES.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else "")
        if not target:
            return match["label"]
        target = posixpath.relpath(target, posixpath.dirname(page) or ".")
        return f"{match['mark']}[{match['label']}]({target}{match['anchor'] or ''})"

    return _LINK.sub(replace, markdown)


def notebook_page(notebook: str) -> str:
    """Write a notebook, which is JSON, as Markdown: texts, code, and what the code printed or showed."""
    cells = [_cell(cell) for cell in json.loads(notebook)["cells"]]
    return "\n\n".join(filter(None, cells)) + "\n"


def _cell(cell: dict[str, Any]) -> str:
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return text
    shown = [_output(output) for output in cell["outputs"]]
    return "\n\n".join([f"```python\n{text}\n```", *filter(None, shown)])


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return f"```text\n{''.join(output['text']).rstrip()}\n```"
    data = output.get("data", {})
    if "text/html" in data:
        html = _STYLE.sub("", "".join(data["text/html"]))
        rows = [line for line in html.splitlines() if line.strip()]
        return "\n".join(['<div class="cell-output">', *rows, "</div>"])
    return f"```text\n{''.join(data.get('text/plain', ())).rstrip()}\n```" if data else ""


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are files of the repository; mkdocs calls it."""
    from mkdocs.structure.files import File

    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        if source == NOTEBOOK:
            text = notebook_page(text)
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Make the links of a page lead to pages of the site; mkdocs calls it."""
    path = page.file.src_uri
    sources = {name: source for source, name in PAGES.items()}
    return linked(markdown, sources.get(path, f"docs/{path}"), path)
