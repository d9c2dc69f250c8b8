"""One pass over a file's bytes that tells whether any parser need look at it."""

from collections.abc import Callable, Iterable

from .claims import all_languages

Prefilter = Callable[[bytes], bool]
"""Whether the bytes hold a trigger, in any case of letters."""


def prefilter_of(language: str) -> Prefilter | None:
    """The prefilter from a language's `triggers()`; None when the language is always parsed."""
    triggers = getattr(all_languages()[language], "triggers", None)
    return compile_literals(triggers()) if triggers is not None else None


def compile_literals(literals: Iterable[bytes]) -> Prefilter:
    """A caseless multi-literal matcher. Without hyperscan every file passes: slower, never wrong."""
    wanted = sorted({literal.lower() for literal in literals if literal})
    if not wanted:
        return lambda data: False
    try:
        import hyperscan
    except ImportError:
        return lambda data: True
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
    database.compile(
        expressions=wanted,
        ids=list(range(len(wanted))),
        elements=len(wanted),
        flags=[flags] * len(wanted),
        literal=True,
    )

    def holds_trigger(data: bytes) -> bool:
        found: list[bool] = []

        def on_match(*_: object) -> bool:
            found.append(True)
            return True  # one is enough: stop scanning

        try:
            database.scan(data, match_event_handler=on_match)
        except hyperscan.error:
            if not found:  # a stop asked for by the handler is an error too
                return True
        return bool(found)

    return holds_trigger
