"""Puts the index of the built-in rules into the wheel, so that an installed factorlint reads no page to scan."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Index(BuildHookInterface):
    """Makes `factorlint/builtin/index.msgpack`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make it beside the tree, and name it to the builder. An editable installation keeps its own."""
        self.folder = ""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from factorlint.rulepacks.index import SHIPPED, shipped
        from factorlint.rulepacks.packs import builtin_folder, open_pack

        self.folder = tempfile.mkdtemp()
        index = Path(self.folder, SHIPPED)
        index.write_bytes(shipped(open_pack(builtin_folder())))
        build_data["force_include"][str(index)] = f"factorlint/builtin/{SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
