"""What a configuration brings to the reading of documents: idioms of packs, languages of plug-ins."""

from pathlib import Path
from typing import NamedTuple

from .. import languages
from ..code.idioms.brought import Brought, bring
from ..config import Settings, UserError
from ..model.language import Language, language_of
from ..rulepacks.header import near
from ..rulepacks.idioms import Idioms, idioms_of, mark_of
from . import demand, extract
from .claims import built_in, plug_in

GROUP = "factorlint.languages"
"""The entry point group of languages. Each names a module, or a `Language` in one."""


class Extensions(NamedTuple):
    """What is used beside the built-in languages and idioms."""

    idioms: Idioms
    languages: tuple[str, ...]
    """Names of plug-ins."""
    mark: str
    """Tells one set of extensions from another: facts of one are no facts of another."""


class _Used:
    """What is in use; workers inherit it."""

    extensions = Extensions({}, (), "")


def extend(settings: Settings) -> str:
    """Use the extensions that the settings name, and no others; return their mark. Raises `UserError`."""
    idioms = idioms_of(settings, _languages_with_idioms()) if settings.packs else {}
    found, versions = _plug_ins(settings)
    marks = [mark_of(idioms), *versions]
    _use(Extensions(idioms, tuple(found), " ".join(filter(None, marks))), found)
    return _Used.extensions.mark


def inherit(extensions: Extensions) -> None:
    """Use in a worker that was not forked what its parent uses."""
    _use(extensions, {name: _loaded(name) for name in extensions.languages})


def in_use() -> Extensions:
    """What is in use."""
    return _Used.extensions


def _use(extensions: Extensions, found: dict[str, Language]) -> None:
    if extensions == _Used.extensions and extensions.idioms == Brought.texts:
        return
    _Used.extensions = extensions
    plug_in(found)
    bring(extensions.idioms)
    extract.forget()
    demand.tables.cache_clear()


def _languages_with_idioms() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in Path(languages.__path__[0]).glob("*/apis.toml")))


def _plug_ins(settings: Settings) -> tuple[dict[str, Language], list[str]]:
    """The languages that the settings name, and what tells their releases apart."""
    if not settings.languages:
        return {}, []
    from importlib.metadata import entry_points  # 16 ms that a scan without plug-ins need not pay

    installed = {each.name: each for each in entry_points(group=GROUP)}
    origin = settings.origins.get("languages", "languages")
    found: dict[str, Language] = {}
    versions: list[str] = []
    for name in dict.fromkeys(settings.languages):
        if name in built_in():
            raise UserError(f"{origin}: `{name}` is built in; take it out")
        if name not in installed:
            remedy = near(name, installed) if installed else "install the package that brings it"
            raise UserError(f"{origin}: no language `{name}` is installed; {remedy}")
        found[name] = _loaded(name, origin)
        release = installed[name].dist
        versions.append(f"{name} {release.version if release else ''}")
    return found, versions


def _loaded(name: str, origin: str = "languages") -> Language:
    from importlib.metadata import entry_points

    (point,) = list(entry_points(group=GROUP, name=name))[:1]
    try:
        return language_of(point.load())
    except Exception as error:
        raise UserError(
            f"{origin}: language `{name}` cannot be loaded: {type(error).__name__}: {error}; report it to its authors"
        ) from error
