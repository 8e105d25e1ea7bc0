"""Write the digests anew, and print what changed.

python tests/golden/write.py [CONFIGURATION...] [--keep FOLDER] [--against FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from comparing import changes, row_changes
from configurations import ALL
from digesting import VERSIONS, digests_of, read, versions, write
from running import corpus, results

__all__ = ["FOLDER", "kept"]

FOLDER = Path(__file__).with_name("digests")
"""A file for each run, and one of versions."""


def kept(name: str) -> Path:
    """Give the file of the digests of this name."""
    return FOLDER / f"{name}.toml"


def main() -> None:
    """Write the digests of the configurations asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="CONFIGURATION", help="All, where none is given.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Keep the run folders there, new or empty.")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="Print rows that differ from run folders kept.")
    given = parser.parse_args()
    if unknown := set(given.names) - {one.name for one in ALL}:
        parser.error(f"no configuration {', '.join(unknown)}; there are: {', '.join(one.name for one in ALL)}")
    if given.keep and given.keep.exists() and any(given.keep.iterdir()):
        parser.error(f"--keep {given.keep}: holds something already; name a new folder")
    changed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, out in _made(Path(folder), given.names):
            changed += _written(name, out, given.against)
            if given.keep:
                shutil.copytree(out, given.keep / name)
    changed += _rest(whole=not given.names)
    print(f"{changed} changed" if changed else "nothing changed")


def _made(folder: Path, names: list[str]) -> Iterator[tuple[str, Path]]:
    made = corpus(folder / "corpus")
    for one in ALL:
        if not names or one.name in names:
            yield from results(one, made, folder / one.name, workers=1)


def _written(name: str, out: Path, against: Path | None) -> int:
    """Write one file of digests and print how it differs from the one before; give how many tables do."""
    now, before = digests_of(out), read(kept(name))
    if not before:
        print(f"{name}  is new: {len(now)} tables and files")
    changed = changes(before, now) if before else {}
    for table, change in changed.items():
        print(f"{name}  {table}: {change}")
        if against:
            print(*(f"    {row}" for row in row_changes(against / name, out, table)), sep="\n")
    write(kept(name), now)
    return len(changed) or not before


def _rest(*, whole: bool) -> int:
    """Write the versions; where everything was written, remove the digests of what there is no more."""
    changed = changes(read(kept(VERSIONS)), versions())
    for change in changed.values():
        print(f"{VERSIONS}: {change}")
    write(kept(VERSIONS), versions())
    known = {VERSIONS, *(name for one in ALL for name in one.names)}
    obsolete = [path for path in FOLDER.glob("*.toml") if path.stem not in known] if whole else []
    for path in obsolete:
        print(f"{path.stem}: there is no such configuration any more")
        path.unlink()
    return len(changed) + len(obsolete)


if __name__ == "__main__":
    main()
