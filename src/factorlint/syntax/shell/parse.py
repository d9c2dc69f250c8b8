"""Shell text as a flat list of simple commands, with what surrounds each one.

Our own tokenizer rather than tree-sitter-bash: most shell text here is a line of a Dockerfile or of YAML, often
with a template's placeholders, where a grammar yields ERROR nodes and the words must be unquoted by hand anyway.
It reads a whole script in one pass, never raises, and needs no parser to be loaded.
"""

from .commands import Places as Places
from .commands import Redirect as Redirect
from .commands import Script as Script
from .commands import ShellCommand as ShellCommand
from .commands import Use as Use
from .reader import Reader
from .words import Values

_NO_VALUES: Values = {}


def split(text: str, offset: int = 0, values: Values = _NO_VALUES) -> list[ShellCommand]:
    """The simple commands of a shell text in order; `offset` is the byte at which it begins in its document."""
    return parse(text, offset, values).commands


def parse(text: str, offset: int = 0, values: Values = _NO_VALUES) -> Script:
    """Read a shell text: commands, variables used. Any text will do; never raises."""
    script = Script([], [], [], [])
    places = Places(text, offset)
    Reader(text, places, values, script, 0, len(text), 0).read()
    return script
