"""`docs/idioms.md`: the format of idioms, from the docstrings of what reads them."""

from collections.abc import Mapping
from inspect import cleandoc

from ..code.idioms import apply, conventions, selectors

PAGE = "idioms.md"

_HEAD = """\
# Idioms

Which library stands for which fact is data: tables in the `apis.toml` of a programming language. A pack brings its own
in `apis/<language>.toml`, for the house's HTTP client, its queue, its settings. They are read beside the built-in ones,
and since they are data a pack need not be trusted for it. `factorlint facts FILE` shows what they find."""


def texts() -> Mapping[str, str]:
    """The page, by path below `docs/`."""
    first, _, rest = cleandoc(conventions.__doc__ or "").partition("[[")
    parts = [
        _HEAD,
        cleandoc(apply.__doc__ or ""),
        "## Selectors",
        cleandoc(selectors.__doc__ or ""),
        "## Conventions of a language",
        first.strip(),
        f"```toml\n[[{rest}\n```",
    ]
    return {PAGE: "\n\n".join(parts) + "\n"}
