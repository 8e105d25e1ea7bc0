"""What needs the extra docs: the notebook of the examples runs, and docstrings are shown as they should be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "first_run.ipynb"


def cells(kind: str) -> list[dict[str, object]]:
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_the_notebook_was_run_from_top_to_bottom_and_without_an_error() -> None:
    assert [cell["execution_count"] for cell in cells("code")] == list(range(1, len(cells("code")) + 1))
    outputs = [output for cell in cells("code") for output in cell["outputs"]]  # type: ignore[attr-defined]
    assert outputs
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_notebook_runs(tmp_path: Path) -> None:
    client = pytest.importorskip("nbclient", reason="needs the extra docs")
    nbformat = pytest.importorskip("nbformat")
    shutil.copytree(ROOT / "examples" / "corpus", tmp_path / "corpus")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = "".join(
        output.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    )
    assert printed.rstrip().endswith("True")  # the originals came back byte for byte


@pytest.mark.heavy
def test_docstrings_for_the_reference() -> None:
    pytest.importorskip("griffe", reason="needs the extra docs")
    import site_docstrings

    text = "Add numbers.\n\nArgs:\n    a, b: whole\n        numbers.\n\n>>> add(1, 2)\n3\n\nMore."
    assert site_docstrings.shown(text) == (
        "Add numbers.\n\nArgs:\n    a: whole\n        numbers.\n    b: whole\n        numbers.\n\n"
        "```pycon\n>>> add(1, 2)\n3\n```\n\nMore."
    )
