"""Progress for people who wait: a line on standard error of a terminal, from the second second on."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

_PATIENCE = 1.0
"""Seconds in which nothing is shown."""
_STEP = 0.1


def meter(
    wanted: bool, stream: TextIO | None = None
) -> tuple[Callable[[int, int], None] | None, Callable[[], None]]:
    """A callback for the engine (None when nobody watches) and what removes the line again."""
    stream = stream or sys.stderr
    if not wanted or not stream.isatty():
        return None, lambda: None
    begun = shown = time.monotonic()
    width = 0

    def progress(done: int, total: int) -> None:
        nonlocal shown, width
        now = time.monotonic()
        if now - begun < _PATIENCE or now - shown < _STEP:
            return
        shown = now
        text = f"factorlint: {done} of {total} files read"
        width = max(width, len(text))
        stream.write(f"\r{text:<{width}}")
        stream.flush()

    def clear() -> None:
        if width:
            stream.write("\r" + " " * width + "\r")
            stream.flush()

    return progress, clear
