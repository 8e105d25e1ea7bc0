"""The house: imports point one way, optional packages stay where they belong, names are complete."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from docstrings import faults
from rooms import ROOMS, imports, main, room

import chaffinch
from chaffinch.errors import MissingExtra

ROOT = Path(chaffinch.__file__).parent
MODULES = sorted(p.relative_to(ROOT) for p in ROOT.rglob("*.py"))

LATE = {"trafilatura", "datasketch", "duckdb", "scipy", "pyspark", "pandas", "fsspec", "s3fs", "gcsfs", "fastwarc"}
ONLY = {
    "trafilatura": {"html/extract.py"},
    "pyspark": {"integrations/spark_frame.py", "integrations/spark_rows.py", "engines/spark.py"},
    "fsspec": {"storage/stores.py"},
}
PACKAGES = {".".join(("chaffinch", *p.parent.parts)) for p in MODULES if p.name == "__init__.py"}
NAMES = {".".join(("chaffinch", *p.with_suffix("").parts)).removesuffix(".__init__") for p in MODULES}


def name_of(path: Path) -> str:
    return ".".join(("chaffinch", *path.with_suffix("").parts)).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    """Give the syntax tree of a module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def test_every_module_is_in_a_room() -> None:
    assert {room(name) for name in NAMES} - {"", "__main__"} == set(ROOMS)


def test_imports_go_down_the_list_of_rooms() -> None:
    upward = [
        f"{path} imports {module}"
        for path in MODULES
        if path.name != "__main__.py" and len(path.parts) > 1
        for module in imports(ROOT / path)
        if room(module) and ROOMS.index(room(module)) > ROOMS.index(room(name_of(path)))
    ]
    assert upward == []


def test_other_rooms_are_entered_by_their_faces() -> None:
    private = [
        f"{path} imports {module}, no face"
        for path in MODULES
        if len(path.parts) > 1
        for module in imports(ROOT / path)
        if room(module) not in ("", room(name_of(path)), "integrations") and module.count(".") > 1
        if module not in PACKAGES | MODULES_OF_FACES
    ]
    assert private == []


def test_the_tool_prints_the_rooms_and_no_upward_arrow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    assert "no upward arrow" in printed
    assert all(f"\n{name} (" in printed for name in ROOMS)


MODULES_OF_FACES = {
    "chaffinch.storage.exchange",
    "chaffinch.storage.stores",
    "chaffinch.html.site_consensus",
}
"""Modules that a face hands out whole: what they do is named with them, such as ``stores.read``."""


def test_modules_make_no_circle() -> None:
    graph = {
        name_of(p): {m for m in imports(ROOT / p, top=True) if m in NAMES} for p in MODULES if p.name != "__init__.py"
    }
    order: list[str] = []
    remaining = dict(graph)
    while remaining:
        free = [name for name, needed in remaining.items() if not needed & remaining.keys() - {name}]
        assert free, f"circle among {sorted(remaining)[:9]}"
        order += free
        for name in free:
            del remaining[name]


def test_orders_of_keepers_are_in_one_place() -> None:
    texts = {str(p): (ROOT / p).read_text(encoding="utf-8") for p in MODULES}
    users = {path for path, text in texts.items() if '"longest"' in text and '"earliest"' in text}
    assert users == {"config.py", "policy/ranking.py"}


def test_heavy_packages_are_imported_late_and_only_where_they_belong() -> None:
    early = {str(path): {m.split(".")[0] for m in imports(ROOT / path, top=True)} & LATE for path in MODULES}
    assert {path: found for path, found in early.items() if found} == {}
    for package, places in ONLY.items():
        users = {str(path) for path in MODULES if package in {m.split(".")[0] for m in imports(ROOT / path)}}
        assert users <= places, f"{users - places} import {package}"


def exported(path: Path) -> list[str] | None:
    """Give ``__all__`` of a module; nothing if it has none."""
    for node in tree_of(path).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def test_every_module_names_what_it_exports() -> None:
    lacking = [str(path) for path in MODULES if exported(path) is None and not path.name.startswith("__")]
    assert lacking == []


def test_all_names_exist() -> None:
    missing = []
    for path in MODULES:
        if names := exported(path):
            try:
                module = import_module(name_of(path))
            except MissingExtra:  # an adapter of a library that is not installed; .ci/run installs all of them
                continue
            missing += [f"{path}: {name}" for name in names if not hasattr(module, name)]
    assert missing == []


HEAVY = (*sorted(LATE), "jinja2", "lxml", "rich", "typer")
STRIP = "import chaffinch; chaffinch.strip('The dam held.\\n\\nAll rights reserved.')"
STEP = "from chaffinch.step import Stripper; Stripper().batch(['The dam held.\\n\\nAll rights reserved.'])"


def loaded(code: str, names: tuple[str, ...]) -> str:
    """Run code in a process of its own and give those of the packages that it loads."""
    code = f"import sys; {code}; print(*[name for name in {names!r} if sys.modules.get(name)])"
    words = [sys.executable, "-c", code]
    env = os.environ | {"PYTHONPATH": str(ROOT.parent)}
    return subprocess.run(words, capture_output=True, text=True, check=True, env=env).stdout.strip()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import chaffinch", ("numpy", "pyarrow", *HEAVY)) == ""


@pytest.mark.parametrize("code", [STRIP, STEP], ids=["strip", "Stripper"])
def test_stripping_loads_nothing_that_it_does_not_need(code: str) -> None:
    # pyarrow imports pandas by itself where that is installed, to recognise its series; so here it is not
    assert loaded(f"sys.modules['pandas'] = None; {code}", HEAVY) == ""


def test_the_public_names_are_there() -> None:
    assert all(hasattr(chaffinch, n) for n in chaffinch.__all__)


def _mixed(tree: ast.Module) -> list[str]:
    """Give the values made by msgspec whose defaults are fields of data classes: they would be what is in them."""
    taken = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        for alias in node.names
    }
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any("Struct" in ast.unparse(base) for base in node.bases)
        for line in node.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Call)
        if ast.unparse(line.value.func) in taken
    ]


def test_values_have_defaults_of_their_own_kind() -> None:
    assert not {str(path): found for path in MODULES if (found := _mixed(tree_of(path)))}
    wrong = "from dataclasses import field\nclass A(Struct):\n    a: list[int] = field(default_factory=list)"
    assert _mixed(ast.parse(wrong)) == ["A"]


def test_schemas_are_in_the_room_of_schemas() -> None:
    calls = {"schema", "field", "struct"}
    for path in MODULES:
        if path.parts[0] == "schemas":
            continue
        for node in tree_of(path).body:
            named = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
            defines = isinstance(node, ast.Assign | ast.AnnAssign) and named & {f"pa.{name}" for name in calls}
            assert not defines, f"{path} defines a schema: {ast.unparse(node)[:60]}"


def _joins_slices(node: ast.AST) -> bool:
    """Whether something is added up of two slices of one and the same value: ``text[:a] + text[b:]``."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    parts = [part for part in _added(node) if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice)]
    values = [ast.unparse(part.value) for part in parts]
    return len(values) > len(set(values))


def _added(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _added(node.left) + _added(node.right)
    return [node]


SPLICES = {"formats/json_text.py", "formats/separated_rows.py"}
"""Modules that put a text, as `apply` made it, into the bytes of a record."""


def test_only_apply_cuts_a_text() -> None:
    users = {}
    for path in MODULES:
        users |= {str(path): node.lineno for node in ast.walk(tree_of(path)) if _joins_slices(node)}
    assert users.keys() == SPLICES


ENGINES = {"LocalEngine", "SparkEngine", "StoredEngine"}
WHO_CHOOSES_AN_ENGINE = {"pipeline/preparing.py", "integrations/spark_frame.py"}


def test_stages_know_no_engine_but_the_protocol() -> None:
    for path in MODULES:
        if path.parts[0] != "engines" and str(path) not in WHO_CHOOSES_AN_ENGINE:
            used = {n.id for n in ast.walk(tree_of(path)) if isinstance(n, ast.Name)} & ENGINES
            assert not used, f"{path} names {used}"


def _documented(module: Path) -> set[str]:
    """Give the names at the top of a module that have a docstring, or, as constants, a string or comment at them."""
    source = (ROOT / module).read_text(encoding="utf-8")
    lines, body = source.splitlines(), tree_of(module).body
    found = set()
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found |= {node.name} if ast.get_docstring(node) else set()
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            documented = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
            near = "#" in lines[node.lineno - 1] or lines[node.lineno - 2].startswith("#")
            found |= {ast.unparse(target)} if documented or near else set()
    return found


FACES = [p for p in MODULES if p.name == "__init__.py" and len(p.parts) > 1]


def test_what_a_face_hands_out_is_documented() -> None:
    for face in FACES:
        assert ast.get_docstring(tree_of(face)), f"{face} has no charter"
        for node in ast.walk(tree_of(face)):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                module = Path(*str(node.module).split(".")[1:])
                path = module / "__init__.py" if (ROOT / module).is_dir() else module.with_suffix(".py")
                handed = {a.name for a in node.names if not (ROOT / module / f"{a.name}.py").exists()}
                missing = handed - _documented(path)
                assert not missing, f"{path}: {missing} have no docstring"


def test_docstrings_have_a_sentence_the_errors_and_the_shapes() -> None:
    assert [fault for path in MODULES for fault in faults(ROOT / path)] == []


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        ('def cut(at: Ints) -> None:\n    """Cuts a text."""', "'Cuts' is no imperative"),
        ('def cut(at: Ints) -> None:\n    """Cut a text."""', "the array 'at' has no shape"),
        (
            'def cut(at: Ints) -> None:\n    """Cut.\n\n    Args:\n        at: int64.\n\n    Returns:\n        shape (1,)\n    """',
            "'at'",
        ),
        ('def cut() -> None:\n    """Cut a text\n\n    at its end."""', "no sentence"),
        ('def cut() -> None:\n    """Cut a text."""\n    raise RunError("no text")', "RunError is raised"),
        (
            'def cut() -> None:\n    try:\n        raise errors.RunError("no text")\n    finally:\n        pass',
            "RunError is raised",
        ),
    ],
)
def test_a_docstring_that_lacks_something_is_a_fault(tmp_path: Path, function: str, fault: str) -> None:
    (tmp_path / "cutting.py").write_text(f'"""Cut texts."""\n{function}\n', encoding="utf-8")
    assert fault in "\n".join(faults(tmp_path / "cutting.py"))


@pytest.mark.parametrize(
    "function",
    [
        'def cut(at: Ints) -> None:\n    """Cut a text at offsets, int64, shape (cuts,)."""',
        'def _cut(at: Ints) -> None:\n    """Cut a text."""',
        'def cut() -> None:\n    """Cut."""\n    try:\n        raise RunError("no text")\n    except RunError:\n        pass',
        'def cut() -> None:\n    """Cut; raise RunError for an empty text."""\n    raise RunError("no text")',
        'def process() -> None:\n    """Process a text."""',
    ],
)
def test_a_docstring_that_lacks_nothing_is_no_fault(tmp_path: Path, function: str) -> None:
    (tmp_path / "cutting.py").write_text(f'"""Cut texts."""\n{function}\n', encoding="utf-8")
    assert list(faults(tmp_path / "cutting.py")) == []
