"""Check the docstrings of the package: what a caller must know is in them.

Three rules, over the syntax tree of every module:

- a docstring opens with one sentence, on a paragraph of its own, and that of a function in the imperative;
- a function that raises an error of ``chaffinch.errors`` names it, if it is public or has a docstring;
- a public function that gets arrays gives their shape, at the argument or in the sentence.

    python tools/docstrings.py

Each fault is a line. The exit status is 1 if there is one. ``tests/test_structure.py`` runs the same check.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["faults", "main"]

SOURCE = Path(__file__).resolve().parents[1] / "src" / "chaffinch"

_ERRORS = {
    node.name
    for node in ast.parse((SOURCE / "errors.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
}
_ARRAY = re.compile(r"\b(?:Bools|Bytes|Floats|Floats32|Hashes|Ints|NDArray)\b")
_REFERENCE = re.compile(r"\b(?:see|as) `")  # to the docstring that describes the arguments
_THIRD_PERSON = re.compile(r"[A-Z][a-z]*[a-rt-z]s\b")  # Gives; not Pass

Documented = ast.Module | ast.ClassDef | ast.FunctionDef


def faults(path: Path) -> Iterator[str]:
    """Give a line for each fault in the docstrings of a module.

    Args:
        path: a file of Python.
    """
    for node, public in _documented(ast.parse(path.read_text(encoding="utf-8")), public=True):
        name = getattr(node, "name", "the module")
        for fault in _of_node(node, ast.get_docstring(node) or "", public=public):
            yield f"{path}:{getattr(node, 'lineno', 1)} {name}: {fault}"


def _documented(node: Documented, *, public: bool) -> Iterator[tuple[Documented, bool]]:
    """Give a node and all documented ones inside of it, each with whether other modules may use it."""
    yield node, public
    for inner in node.body:
        if isinstance(inner, ast.ClassDef | ast.FunctionDef):
            own = public and not inner.name.startswith("_") and not isinstance(node, ast.FunctionDef)
            yield from _documented(inner, public=own)


def _of_node(node: Documented, doc: str, *, public: bool) -> Iterator[str]:
    opening = doc.split("\n\n", maxsplit=1)[0].rstrip()
    if opening and not opening.endswith((".", "!", ":", "::")):
        yield "the first paragraph is no sentence"
    if not isinstance(node, ast.FunctionDef):
        return
    if _THIRD_PERSON.match(doc) and not any("property" in ast.unparse(d) for d in node.decorator_list):
        yield f"{doc.split(maxsplit=1)[0]!r} is no imperative"
    if (public or doc) and not _decorated(node, "app.command"):  # the help of a command is for users
        yield from (f"{error} is raised and not named" for error in sorted(_raised(node.body)) if error not in doc)
    if public and not _decorated(node, "overload"):
        yield from (f"the array {name!r} has no shape" for name in _arrays(node) if not _has_shape(name, doc))


def _decorated(node: ast.FunctionDef, decorator: str) -> bool:
    return any(ast.unparse(d).startswith(decorator) for d in node.decorator_list)


def _raised(nodes: Iterable[ast.AST]) -> set[str]:
    """Give the errors of the package that code raises, other than in functions inside of it, and does not catch."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found |= {ast.unparse(error).rpartition(".")[2]} & _ERRORS
        elif isinstance(node, ast.Try):
            caught = {ast.unparse(handler.type) for handler in node.handlers if handler.type}
            found |= _raised(node.body) - caught
            found |= _raised([*node.handlers, *node.orelse, *node.finalbody])
        elif not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            found |= _raised(ast.iter_child_nodes(node))
    return found


def _arrays(node: ast.FunctionDef) -> list[str]:
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return [a.arg for a in arguments if a.annotation is not None and _ARRAY.search(ast.unparse(a.annotation))]


def _has_shape(name: str, doc: str) -> bool:
    """Tell whether the entry of an argument has the word shape, or, if it has no entry, the docstring has."""
    entry = re.search(rf"(?m)^ {{4}}(?:[\w, ]*\b)?{name}\b[\w, ]*:(.*(?:\n {{8,}}.*)*)", doc)
    return "shape" in (entry[1] if entry else doc) or bool(_REFERENCE.search(entry[1] if entry else doc))


def main() -> int:
    """Print all faults; give the exit status."""
    found = [fault for path in sorted(SOURCE.rglob("*.py")) for fault in faults(path)]
    print(*(found or ["no fault"]), sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
