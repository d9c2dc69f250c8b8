"""JavaScript and TypeScript: the files that they are; how is in `grammar.py`, `modules.py`, `own.py` and `apis.toml`."""

from ...code.language import Code

NAMES = ("*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.mts", "*.cts")
CODE = True
_READER = Code(__name__, (b"'", b'"', b"`"))
triggers, shapes, cheap = _READER.triggers, _READER.shapes, _READER.cheap
worth, facts = _READER.worth, _READER.facts
