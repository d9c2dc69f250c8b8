"""package.json: project, declared packages, engines, scripts."""

import re
from collections.abc import Iterator
from typing import Literal

from ...facts.dependency import Declared, Project, RuntimeVersion
from ...facts.process import CommandStage
from ...facts.scan import ParseTrouble
from ...knowledge.programs.lines import facts_of_line
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.tree import json as jsontree
from ...syntax.tree.yaml import Node
from .entries import entries

Pin = Literal["exact", "range", "lower-bound", "open", "direct", "workspace"]

_GROUPS = {
    "dependencies": "main",
    "devDependencies": "dev",
    "optionalDependencies": "optional",
    "peerDependencies": "peer",
}
_EXACT = re.compile(r"[v=]?\s*\d+\.\d+\.\d+(?:[-+][\w.+-]+)?\Z")
_DIRECT = re.compile(
    r"(?:git(?:\+\w+)?|https?|file|link|portal|github|gitlab|bitbucket|gist|ssh):|git@|\.{0,2}/|~/"
)
_SHORTHAND = re.compile(r"[\w.-]+/[\w.-]+(?:#.*)?\Z")
_BOUNDED = re.compile(r"[\^~<]|\s-\s|(?:\A|[\s|v=])\d+(?:\.[\dx*]+)*(?:\Z|\s)")
_EXACT_NODE = re.compile(r"[v=^~\s]*\d+(?:\.[\dx*]+)*\Z")
_FRAMEWORKS = frozenset(
    "express fastify koa hapi @hapi/hapi @nestjs/core next nuxt gatsby react vue svelte @angular/core astro remix "
    "@sveltejs/kit restify sails meteor electron".split()
)
_STAGES: tuple[tuple[re.Pattern[str], CommandStage], ...] = (
    (
        re.compile(
            r"(?:pre|post)?(?:build|compile|bundle|prepare|prepublish\w*|pack|install|tsc|generate)\b"
        ),
        "build",
    ),
    (
        re.compile(r"(?:dev|watch|lint|test|tests|format|fmt|typecheck|check|e2e|cypress|storybook|debug)\b"),
        "develop",
    ),
    (re.compile(r"(?:pre|post)?(?:test|lint|dev|format)"), "develop"),
    (re.compile(r"(?:start|serve)[:-](?:dev|watch|debug|local|test|hot)"), "develop"),
    (re.compile(r"(?:release|heroku-postbuild|migrate)\b"), "release"),
)
"""What a script's name says about when it runs; anything else counts as run."""


def read(data: bytes) -> Iterator[Fact]:
    """All facts of a package.json."""
    tree = jsontree.parse(data)
    root = tree.root
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    if not root.is_mapping:
        return
    yield _project(root)
    yield from _declared(root)
    yield from _runtimes(root)
    yield from entries(root)
    for name, _key, value in root.get("scripts").pairs():
        if value.string:
            yield from facts_of_line(
                value.string,
                value.span,
                data=data,
                by="npm-script",
                stage=_stage(name),
                owner=name,
            )


def _project(root: Node) -> Project:
    name, private = root.get("name"), root.get("private").boolean is True
    ships = any(
        root.get(key) for key in ("main", "module", "exports", "files", "bin", "publishConfig", "types")
    )
    members = root.get("workspaces")
    members = members.get("packages") if members.is_mapping else members
    declared = {key for group in _GROUPS for key, _, _ in root.get(group).pairs()}
    return Project(
        span=name.span if name.string else Span(root.span.start, root.span.start + 1),
        ecosystem="npm",
        manifest="package.json",
        name=name.string,
        private=private,
        publishes=bool(name.string and root.get("version").string and ships and not private),
        workspaces=tuple(item.string for item in members.items if item.string),
        entry_points=tuple(_bins(root, name.string)),
        scripts=tuple((key, value.string) for key, _, value in root.get("scripts").pairs() if value.string),
        frameworks=tuple(sorted(declared & _FRAMEWORKS)),
    )


def _bins(root: Node, name: str) -> Iterator[tuple[str, str]]:
    binary = root.get("bin")
    if binary.is_scalar and binary.string:
        yield name.rpartition("/")[2], binary.string
    for key, _, value in binary.pairs():
        if value.string:
            yield key, value.string


def _declared(root: Node) -> Iterator[Declared]:
    optional_peers = {
        key
        for key, _, value in root.get("peerDependenciesMeta").pairs()
        if value.get("optional").boolean is True
    }
    for section, group in _GROUPS.items():
        for name, key, value in root.get(section).pairs():
            constraint = value.string
            pin = pin_of(constraint)
            yield Declared(
                span=Span(key.span.start, value.span.end),
                name=name,
                ecosystem="npm",
                constraint="" if pin == "direct" else constraint,
                pin=pin,
                group="optional" if group == "peer" and name in optional_peers else group,
                manifest="package.json",
                reference=constraint if pin == "direct" else "",
            )


def pin_of(constraint: str) -> Pin:
    """How firmly an npm range holds a version (npm's semver ranges, tags, aliases and URLs)."""
    text = constraint.strip()
    if text.startswith(("workspace:", "catalog:")):
        return "workspace"
    if text.startswith("npm:"):
        text = text.rpartition("@")[2] if "@" in text[5:] else ""
    if _DIRECT.match(text) or (_SHORTHAND.match(text) and not text[0].isdigit()):
        return "direct"
    if text in ("", "*", "x", "X", "latest", "next"):
        return "open"
    if _EXACT.match(text):
        return "exact"
    alternatives = [part.strip() for part in text.split("||")]
    if any(part.startswith(">") and "<" not in part for part in alternatives):
        return "lower-bound"
    return "range" if any(_BOUNDED.search(part) for part in alternatives) else "open"


def _runtimes(root: Node) -> Iterator[RuntimeVersion]:
    for section, by in (("engines", "engines"), ("volta", "volta")):
        node = root.get(section, "node")
        if node.string:
            exact = bool(_EXACT_NODE.match(node.string))
            yield RuntimeVersion(span=node.span, language="node", version=node.string, by=by, exact=exact)


def _stage(name: str) -> CommandStage:
    return next((stage for pattern, stage in _STAGES if pattern.match(name)), "run")
