"""Idioms that packs bring to a language, beside its own `apis.toml`."""

from collections.abc import Mapping, Sequence


class Brought:
    """The texts at hand, by language: each is an `apis.toml` that was checked."""

    texts: Mapping[str, Sequence[str]] = {}


def bring(texts: Mapping[str, Sequence[str]]) -> None:
    """Use these tables beside the languages' own, and no others; what is read from then on knows them."""
    from .table import load

    if texts != Brought.texts:
        Brought.texts = texts
        load.cache_clear()
