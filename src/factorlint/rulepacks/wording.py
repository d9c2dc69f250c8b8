"""The texts of a match: message, remedy, evidence, and the fragments that these share.

Each is a format string, or a mapping of format strings to the conditions under which they are said:

    words:
      often:
        ", without end": {limit: {present: false}}
        ", up to {limit} times": {limit: {present: true}}
        "": {}

The first whose conditions hold for certain is said. Where none holds there is no text.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..facts import Fact
from .conditions import compile_conditions
from .fields import Field, MatchError, field_named
from .header import Block, Wording
from .template import Names, Render, Seen, message

Text = Render
OTHERS = "together"
PARTNER = "partner"


class Texts(msgspec.Struct, frozen=True):
    """The compiled texts of a match."""

    message: Text
    remedy: Text | None
    evidence: tuple[tuple[Field | str, Text], ...]
    """What is shown (a field that holds facts, `partner`, or `together` for the others of a group) and its text."""


def names_of(block: Block, kind: type[Fact], partner: type[Fact] | None, together: bool) -> Names:
    """What the texts of a match on facts of `kind` can name. Raises `MatchError` for a mistake in `words`."""
    prefixes: dict[str, tuple[type[Any], str]] = {}
    if partner is not None:
        prefixes[PARTNER] = (partner, "partner")
    if together:
        prefixes[OTHERS] = (kind, "together")
    names = Names((kind, "anchor"), prefixes, {})
    for name, wording in block.words.items():
        names.words[name] = text_of(wording, names)
    return names


def texts_of(block: Block, names: Names) -> Texts:
    """Compile the texts of a match. Raises `MatchError`."""
    if isinstance(block.message, Mapping) and list(block.message.values())[-1:] != [{}]:
        raise MatchError("`message` may come to nothing; give its last text no condition, `{}`")
    return Texts(
        text_of(block.message, names),
        text_of(block.remedy, names) if block.remedy else None,
        tuple(_evidence(source, wording, names) for source, wording in _sources(block, names)),
    )


def _sources(block: Block, names: Names) -> list[tuple[str, Wording]]:
    """What is shown as evidence; a text alone is said of the partners, else of the others of a group."""
    if isinstance(block.evidence, Mapping):
        return list(block.evidence.items())
    if not block.evidence:
        return []
    for source in (PARTNER, OTHERS):
        if source in names.prefixes:
            return [(source, block.evidence)]
    raise MatchError(
        "`evidence` tells of the `with` partners, of `together` or of `more-than`, and there is none of them; "
        "for facts that the anchor holds write `evidence: {field: text}`"
    )


def _evidence(name: str, wording: Wording, names: Names) -> tuple[Field | str, Text]:
    prefixes = {**names.prefixes, "anchor": names.own}
    source: Field | str = name
    if name in (PARTNER, OTHERS):
        if name not in names.prefixes:
            needs = "a `with`" if name == PARTNER else "`together` or `more-than`"
            raise MatchError(f"`{name}` in `evidence` needs {needs}")
        kind = names.prefixes[name][0]
    else:
        source = field_named(names.own[0], name)
        if not source.structs or not all(issubclass(each, Fact) for each in source.structs):
            raise MatchError(f"`evidence` takes fields that hold facts, and `{name}` holds none")
        kind = source.structs[0] if len(source.structs) == 1 else Fact
    return source, text_of(wording, Names((kind, "evidence"), prefixes, names.words))


def text_of(wording: Wording, names: Names) -> Text:
    """Compile a format string, or several with their conditions. Raises `MatchError`."""
    if isinstance(wording, str):
        return message(wording, names)
    said = [
        (compile_conditions(names.field, asked, names.field), message(text, names))
        for text, asked in wording.items()
    ]

    def render(seen: Seen) -> str:
        return next((text(seen) for conditions, text in said if conditions.verdict(seen, seen)), "")

    return render
