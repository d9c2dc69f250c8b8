"""Standard output and files: encodings, terminals, colours."""

import shutil
import sys
from pathlib import Path
from typing import Any, TextIO

from ..config import Colour, UserError, wants_colour


def write(text: str, file: str = "") -> None:
    """Write to a file, or to standard output for `` and `-`. Raises `UserError` for a file that cannot be."""
    if file in ("", "-"):
        _write_stream(sys.stdout, text)
        return
    try:
        with Path(file).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(f"{file}: cannot be written: {error.strerror}") from None


def note(text: str) -> None:
    """One line on standard error, for people."""
    _write_stream(sys.stderr, text + "\n")


def colours(choice: Colour, file: str = "") -> bool:
    """Whether a report written to `file` (`` for standard output) is coloured."""
    return wants_colour(choice, terminal=not file and sys.stdout.isatty())


def width() -> int:
    """Columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def plain(file: str = "") -> bool:
    """Whether the output cannot show box drawing."""
    return not file and not _encodes(sys.stdout, "│─…")


def words(given: list[str] | None) -> tuple[str, ...] | None:
    """Repeated and comma-separated values of an option as one list; None when it was not given."""
    if not given:
        return None
    return tuple(word.strip() for text in given for word in text.split(",") if word.strip())


def one_of(value: str | None, option: str, choices: tuple[str, ...]) -> Any:
    """The value when it is one of the choices (or was not given). Raises `UserError`."""
    if value is None or value in choices:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value, choices, n=1, cutoff=0.5)
    hint = f"did you mean `{near[0]}`?" if near else f"it is one of {', '.join(choices)}"
    raise UserError(f"{option}: there is no `{value}`; {hint}")


def _write_stream(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _encodes(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
