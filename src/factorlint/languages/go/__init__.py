"""Go: the files that it reads; how is in `grammar.py`, `imports.py`, `own.py` and `apis.toml`."""

from ...code.language import Code

NAMES = ("*.go",)
CODE = True
_READER = Code(__name__, (b'"', b"`"))
triggers, shapes, cheap = _READER.triggers, _READER.shapes, _READER.cheap
worth, facts = _READER.worth, _READER.facts
