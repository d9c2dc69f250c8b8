"""What the world's programs, images, locators and secrets are: tables, and the functions that read them."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli


@cache
def table(name: str) -> dict[str, Any]:
    """Return the parsed table `name` (`images.toml`, `programs/programs.toml`) of this room; read once a process."""
    parsed: dict[str, Any] = tomli.loads((Path(__file__).parent / name).read_text("utf-8"))
    return parsed
