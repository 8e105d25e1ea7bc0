"""Build hook of the wheel: adds the compiled rule packs, so that no process of an installed package compiles them.

An editable install gets none: there packs and code change, and `chaffinch.boilerplate.rules.cache` keeps the result
for the user. ``pyproject.toml`` lists what compiling needs as dependencies of this hook.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILE = "chaffinch/boilerplate/packs/compiled.msgpack"
"""Path of the compiled rules in the wheel."""

COMPILE = (
    "import sys, pathlib; from chaffinch.boilerplate.rules.cache import encoded; "
    "pathlib.Path(sys.argv[1]).write_bytes(encoded())"
)
"""Program that writes the compiled rules to the path given."""


class CompiledRules(BuildHookInterface[Any]):
    """Compiles the rule packs of the source tree into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the packs and include the result; in another process, which imports the tree's own package."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        made = Path(self._folder.name) / "compiled.msgpack"
        source = f"import sys; sys.path.insert(0, {str(Path(self.root) / 'src')!r}); "
        subprocess.run([sys.executable, "-B", "-c", source + COMPILE, str(made)], check=True)
        build_data["force_include"][str(made)] = FILE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary file."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()
