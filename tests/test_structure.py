"""The house: imports point one way, optional packages stay where they belong, names are complete."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import chaffinch

ROOT = Path(chaffinch.__file__).parent
MODULES = sorted(p.relative_to(ROOT) for p in ROOT.rglob("*.py"))

# from what everything may import to what nothing may
LAYERS = [
    {"errors", "model", "spans", "progress", "components", "utf8", "digests"},
    {"tables", "config"},
    {
        "segment",
        "stops",
        "wrapped",
        "shingles",
        "fold",
        "ledger",
        "letterblocks",
        "letters",
        "reach",
        "alignment",
        "apply",
        "sandbox",
        "sketches",
        "stores",
        "integrations",
    },
    {"extraction"},
    {"extract"},
    {"files"},
    {"engines"},
    {"boilerplate", "documents", "passages", "cluster", "connected", "disjoint", "leftover", "policy"},
    {"neighbours"},
    {"corpus", "decisions", "home", "inputs", "numbering", "owned", "piped", "run", "sampling", "similar", "step"},
    {
        "clustering",
        "keepers",
        "losses",
        "plans",
        "evidence",
        "matching",
        "originals",
        "stars",
        "stripping",
        "texts",
        "own",
        "ranking",
        "unread",
    },
    {"settle"},
    {"pipeline"},
    {"spark"},
    {"report", "reasons", "repeated", "explain", "explained", "listing", "views", "terminal", "options", "exits"},
    {"cli"},
    {"__main__", "__init__"},
]
LATE = {"trafilatura", "datasketch", "duckdb", "scipy", "pyspark", "pandas", "fsspec", "s3fs", "gcsfs", "fastwarc"}
ONLY = {"trafilatura": {"extract.py"}, "pyspark": {"spark.py", "engines/spark.py"}, "fsspec": {"stores.py"}}


def imports(path: Path, *, top: bool) -> list[str]:
    """Give the modules a file imports: at its top only, or anywhere."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    nodes = tree.body if top else ast.walk(tree)
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{a.name}" if node.module == "chaffinch" else node.module for a in node.names]
    return found


def layer(module: str) -> int:
    name = module.removeprefix("chaffinch.").split(".")[0].removesuffix(".py")
    return next((i for i, names in enumerate(LAYERS) if name in names), -1)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_one_way(path: Path) -> None:
    here = layer(path.parts[0])
    assert here >= 0, f"{path} has no layer"
    for module in imports(path, top=True):
        if module.startswith("chaffinch.") and not module.endswith("__version__"):
            assert layer(module) >= 0, module
            assert layer(module) <= here, f"{path} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_heavy_packages_are_imported_late_and_only_where_they_belong(path: Path) -> None:
    heavy = {m.split(".")[0] for m in imports(path, top=True)} & LATE
    assert not heavy, f"{path} imports {heavy} at its top"
    for package, places in ONLY.items():
        used = any(m.split(".")[0] == package for m in imports(path, top=False))
        assert not used or str(path) in places, f"{path} imports {package}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_all_names_exist(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assigned = [n for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"]
    if path.name != "__init__.py" and path.name != "__main__.py":
        assert assigned, f"{path} has no __all__"
    for node in assigned:
        names = ast.literal_eval(node.value)
        module = __import__("importlib").import_module(
            "chaffinch." + ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        )
        missing = [n for n in names if not hasattr(module, n)]
        assert not missing


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, chaffinch; print([m for m in ('numpy', 'pyarrow', 'trafilatura', 'duckdb') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT.parent)}
    )
    assert told.stdout.strip() == "[]"


def test_the_public_names_are_there() -> None:
    assert all(hasattr(chaffinch, n) for n in chaffinch.__all__)
