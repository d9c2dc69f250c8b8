"""Go: the files that it reads; how is in `grammar.py`, `imports.py`, `own.py` and `apis.toml`."""

from ...code.language import Code

NAMES = ("*.go",)
CODE = True
_READER = Code(__name__, (b'"', b"`"))
triggers, shapes, cheap, facts = _READER.triggers, _READER.shapes, _READER.cheap, _READER.facts
