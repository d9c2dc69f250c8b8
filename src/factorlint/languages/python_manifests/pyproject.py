"""pyproject.toml: PEP 621 and 735, Poetry, PDM, uv, hatch and the build back ends' package lists."""

import re
from collections.abc import Iterator

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.tree import toml as tomltree
from ...syntax.tree.yaml import Node
from .groups import of_group
from .poetry import declared_table
from .requirement import declared, normalise
from .roots import of_pyproject

_EXACT_PYTHON = re.compile(r"\s*+(?:==|~=|~)?+\s*+3\.\d++(?:\.[\d*]++)?+\s*+\Z")
_FRAMEWORKS = frozenset(
    "django flask fastapi starlette aiohttp tornado sanic bottle falcon pyramid celery quart litestar streamlit gradio "
    "dash channels connexion".split()
)


def read(data: bytes) -> Iterator[Fact]:
    """All facts of a pyproject.toml; a file that only configures tools yields no `Project`."""
    tree = tomltree.parse(data)
    root = tree.root
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    sources = {normalise(name): node for name, _, node in root.get("tool", "uv", "sources").pairs()}
    found = [_sourced(fact, sources) for fact in _declared(root)]
    project = _project(root, found)
    if project is not None:
        yield project
    yield from found
    yield from of_pyproject(root)
    yield from _runtime(root)


def _project(root: Node, found: list[Declared]) -> Project | None:
    standard, poetry, uv = root.get("project"), root.get("tool", "poetry"), root.get("tool", "uv")
    members = uv.get("workspace", "members")
    if not standard and not poetry and not members and not found:
        return None
    table = standard if standard.get("name").string else poetry
    name = table.get("name")
    builds = bool(root.get("build-system")) and uv.get("package").boolean is not False
    packaged = builds and poetry.get("package-mode").boolean is not False
    dynamic = {item.string for item in standard.get("dynamic").items}
    private = any("private" in item.string.lower() for item in standard.get("classifiers").items)
    versioned = bool(table.get("version").string or "version" in dynamic)
    return Project(
        span=name.span,
        ecosystem="python",
        manifest="pyproject",
        name=name.string,
        private=private or not packaged,
        publishes=bool(packaged and name.string and versioned and not private),
        workspaces=tuple(item.string for item in members.items if item.string),
        entry_points=(*_scripts(standard.get("scripts")), *_scripts(poetry.get("scripts"))),
        scripts=tuple(_tasks(root)),
        packages=_packages(root),
        dynamic="dependencies" in dynamic,
        frameworks=tuple(sorted({fact.name for fact in found if fact.group == "main"} & _FRAMEWORKS)),
    )


def _declared(root: Node) -> Iterator[Declared]:
    yield from _list(root.get("project", "dependencies"), "main")
    for _, _, extra in root.get("project", "optional-dependencies").pairs():
        yield from _list(extra, "optional")
    yield from _list(root.get("build-system", "requires"), "build")
    for name, _, group in root.get("dependency-groups").pairs():
        yield from _list(group, of_group(name))
    yield from _list(root.get("tool", "uv", "dev-dependencies"), "dev")
    yield from _list(root.get("tool", "uv", "constraint-dependencies"), "constraint")
    for _, _, group in root.get("tool", "pdm", "dev-dependencies").pairs():
        yield from _list(group, "dev")
    for _, _, environment in root.get("tool", "hatch", "envs").pairs():
        yield from _list(environment.get("dependencies"), "dev")
        yield from _list(environment.get("extra-dependencies"), "dev")
    poetry = root.get("tool", "poetry")
    yield from declared_table(poetry.get("dependencies"), group="main", manifest="pyproject")
    yield from declared_table(poetry.get("dev-dependencies"), group="dev", manifest="pyproject")
    for name, _, group in poetry.get("group").pairs():
        yield from declared_table(group.get("dependencies"), group=of_group(name), manifest="pyproject")


def _list(node: Node, group: str) -> Iterator[Declared]:
    for item in node.items:
        fact = declared(item.string, item.span, group=group, manifest="pyproject") if item.string else None
        if fact is not None:
            yield fact


def _sourced(fact: Declared, sources: dict[str, Node]) -> Declared:
    """uv keeps the source of a requirement elsewhere: a workspace member, a path, a repository."""
    source = sources.get(fact.name)
    if source is None or fact.pin == "direct":
        return fact
    if source.is_sequence and source.items:
        source = source.items[0]
    if source.get("workspace").boolean is True:
        return _with(fact, "workspace", "")
    for kind in ("git", "path", "url"):
        if source.get(kind).string:
            revision = source.get("rev").string or source.get("tag").string or source.get("branch").string
            return _with(fact, "direct", source.get(kind).string + (f"@{revision}" if revision else ""))
    return fact


def _with(fact: Declared, pin: str, reference: str) -> Declared:
    return Declared(
        span=fact.span,
        name=fact.name,
        ecosystem=fact.ecosystem,
        constraint=fact.constraint,
        pin="workspace" if pin == "workspace" else "direct",
        group=fact.group,
        extras=fact.extras,
        manifest=fact.manifest,
        reference=reference,
    )


def _scripts(table: Node) -> Iterator[tuple[str, str]]:
    for name, _, value in table.pairs():
        target = value.string or value.get("callable").string or value.get("reference").string
        if target:
            yield name, target


def _tasks(root: Node) -> Iterator[tuple[str, str]]:
    for tool, keys in (("poe", ("tasks",)), ("pdm", ("scripts",)), ("taskipy", ("tasks",))):
        for name, _, value in root.get("tool", tool, *keys).pairs():
            command = value.string or value.get("cmd").string or value.get("shell").string
            if command:
                yield name, command


def _packages(root: Node) -> tuple[str, ...]:
    """Top-level import names that the build back ends are told to ship."""
    found: list[str] = []
    for item in root.get("tool", "poetry", "packages").items:
        found.append(item.get("include").string)
    for route in (
        ("setuptools", "packages"),
        ("hatch", "build", "targets", "wheel", "packages"),
        ("setuptools", "py-modules"),
    ):
        found += [item.string.rpartition("/")[2] for item in root.get("tool", *route).items]
    modules = (
        root.get("tool", "flit", "module", "name"),
        root.get("tool", "uv", "build-backend", "module-name"),
    )
    found += [node.string for node in modules]
    return tuple(dict.fromkeys(name.partition(".")[0] for name in found if name and "*" not in name))


def _runtime(root: Node) -> Iterator[RuntimeVersion]:
    node = root.get("project", "requires-python")
    if not node.string:
        node = root.get("tool", "poetry", "dependencies", "python")
    if node.string:
        yield RuntimeVersion(
            span=Span(node.span.start, node.span.end),
            language="python",
            version=node.string,
            by="requires-python",
            exact=bool(_EXACT_PYTHON.match(node.string)),
        )
