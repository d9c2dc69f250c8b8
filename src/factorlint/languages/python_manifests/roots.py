"""Where a Python project's modules lie, as its build back end and its test runner are told."""

import re
from collections.abc import Callable, Iterator, Mapping

from ...facts.modules import ModuleRoot
from ...model.text import Span
from ...syntax.tree.ini import Entry
from ...syntax.tree.yaml import Node

_PAIR = re.compile(r"""["']([\w.]*)["']\s*+:\s*+["']([^"'\n]*)["']""")
_FOUND = re.compile(r"""\bfind_(?:namespace_)?packages\(\s*+(?:where\s*+=\s*+)?["']([^"'\n]+)["']""")


def of_pyproject(root: Node) -> Iterator[ModuleRoot]:
    """Yield the roots that setuptools, hatch, Poetry, PDM, uv, maturin and pytest are told."""
    tool = root.get("tool")
    for prefix, _, value in tool.get("setuptools", "package-dir").pairs():
        yield _root(value.string, value.span, "setuptools", prefix)
    for item in tool.get("setuptools", "packages", "find", "where").items:
        yield _root(item.string, item.span, "setuptools")
    yield from _of_hatch(tool.get("hatch", "build"))
    for item in tool.get("poetry", "packages").items:
        if item.get("from").string:
            yield _root(item.get("from").string, item.get("from").span, "poetry")
    for by, route in (
        ("pdm", ("pdm", "build", "package-dir")),
        ("uv", ("uv", "build-backend", "module-root")),
        ("maturin", ("maturin", "python-source")),
    ):
        node = tool.get(*route)
        if node.is_scalar:
            yield _root(node.string, node.span, by)
    paths = tool.get("pytest", "ini_options", "pythonpath")
    for item in paths.items or [paths]:
        for folder in item.string.split():
            yield _root(folder, item.span, "pytest")


def _of_hatch(build: Node) -> Iterator[ModuleRoot]:
    """`packages` name folders whose parents are roots; `sources` name roots, or rename folders."""
    for at in (build, build.get("targets", "wheel")):
        for item in at.get("packages").items:
            above, slash, _ = item.string.rpartition("/")
            if slash:
                yield _root(above, item.span, "hatch")
        for item in at.get("sources").items:
            yield _root(item.string, item.span, "hatch")
        for folder, key, value in at.get("sources").pairs():
            yield _root(folder, key.span, "hatch", value.string.strip("/").replace("/", "."))


def of_setup_cfg(found: Mapping[tuple[str, str], Entry]) -> Iterator[ModuleRoot]:
    """Yield the roots of a setup.cfg's entries."""
    directories = found.get(("options", "package_dir"))
    for text, span in directories.lines() if directories else ():
        for pair in text.split(","):
            prefix, equals, folder = pair.partition("=")
            if equals:
                yield _root(folder.strip(), span, "setuptools", prefix.strip())
    where = found.get(("options.packages.find", "where"))
    for text, span in where.lines() if where else ():
        yield _root(text, span, "setuptools")
    paths = found.get(("tool:pytest", "pythonpath"))
    for text, span in paths.lines() if paths else ():
        for folder in text.split():
            yield _root(folder, span, "pytest")


def of_setup_py(text: str, piece: tuple[int, int], close: Callable[[str, int], int]) -> Iterator[ModuleRoot]:
    """Yield the roots of the call of `setup` that stands at `piece` of a setup.py."""
    for found in _FOUND.finditer(text, *piece):
        yield _root(found[1], Span(*found.span(1)), "setuptools")
    argument = re.compile(r"\bpackage_dir\s*+=\s*+\{").search(text, *piece)
    if argument is not None:
        for pair in _PAIR.finditer(text, argument.end(), close(text, argument.end())):
            yield _root(pair[2], Span(*pair.span(2)), "setuptools", pair[1])


def _root(folder: str, span: Span, by: str, prefix: str = "") -> ModuleRoot:
    plain = folder.replace("\\", "/").strip("/").removeprefix("./")
    return ModuleRoot(
        span=span, ecosystem="python", folder="" if plain == "." else plain, prefix=prefix, by=by
    )
