"""Print the lowest versions of the dependencies that the package allows, as constraints of pip.

    python tools/lowest_versions.py > lowest.txt && pip install -c lowest.txt '.[test]'

They are those of the package and of what its tests need. `.ci/run` runs tests with them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["lowest", "main"]

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
_EXTRAS = ("test", "warc", "xlsx")
_BOUND = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)")


def lowest(project: str) -> Iterator[str]:
    """Give a constraint for each dependency with a lower bound in the text of a ``pyproject.toml``.

    >>> list(lowest('[project]\\ndependencies = ["a>=1.2", "b[c]>=3,<4"]\\noptional-dependencies = {test = ["d"]}'))
    ['a==1.2', 'b==3']
    """
    table = tomllib.loads(project)["project"]
    extras = [need for name in _EXTRAS for need in table["optional-dependencies"].get(name, [])]
    for need in (*table["dependencies"], *extras):
        if bound := _BOUND.match(need):
            yield f"{bound[1]}=={bound[2]}"


def main() -> None:
    """Print the constraints."""
    print(*lowest(_PROJECT.read_text(encoding="utf-8")), sep="\n")


if __name__ == "__main__":
    main()
