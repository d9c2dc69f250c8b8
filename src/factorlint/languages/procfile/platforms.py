"""Fly.io, Render and Railway: processes, variables, health checks."""

import re
from collections.abc import Iterator

from ...facts.config import EnvSupply
from ...facts.process import CommandStage
from ...facts.scan import ParseTrouble
from ...facts.service import Probe
from ...knowledge.literals import supply
from ...knowledge.programs.lines import facts_of_line
from ...model.fact import Fact
from ...syntax.tree import json as jsontree
from ...syntax.tree import toml as tomltree
from ...syntax.tree import yaml as yamltree
from ...syntax.tree.json import Tree
from ...syntax.tree.yaml import Node
from .heroku import process_facts

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|)\Z")


def fly(data: bytes) -> Iterator[Fact]:
    """fly.toml: `processes`, `env`, `deploy.release_command`, http checks."""
    tree = tomltree.parse(data)
    yield from _trouble(tree)
    root = tree.root
    for name, _, value in root.get("processes").pairs():
        if value.string:
            yield from process_facts(name, value.string, value.span, data, "fly.toml")
    for name, _, value in root.get("env").pairs():
        yield supply(name, value.string, value.span, by="fly.toml")
    release = root.get("deploy", "release_command")
    if release.string:
        yield from process_facts("release", release.string, release.span, data, "fly.toml", "release")
    for service in (root.get("http_service"), *root.get("services").items):
        for kind in ("checks", "http_checks"):
            for check in service.get(kind).items:
                yield _fly_check(check, service)
    for _, _, check in root.get("checks").pairs():
        yield _fly_check(check, root)


def _fly_check(check: Node, service: Node) -> Probe:
    path = check.get("path") or check.get("http_path")
    port = check.get("port") or service.get("internal_port")
    return Probe(
        span=path.span if path else check.span,
        purpose="readiness",
        transport="http" if path.string or check.get("type").string == "http" else "tcp",
        url_path=path.string or "/",
        port=port.integer or 0 if port else "",
        by="fly.toml",
        delay=_seconds(check.get("grace_period")),
        period=_seconds(check.get("interval")),
        timeout=_seconds(check.get("timeout")),
    )


def _seconds(node: Node) -> float | None:
    match = _DURATION.match(node.string)
    return float(match[1]) * _SECONDS[match[2]] if match else None


def render(data: bytes) -> Iterator[Fact]:
    """render.yaml: services with their start commands, variables and health checks."""
    for document in yamltree.parse(data, templates=False)[:1]:
        if document.trouble:
            yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
        for service in document.root.get("services").items:
            yield from _render_service(service, data)
        for group in document.root.get("envVarGroups").items:
            yield from _render_env(group.get("envVars"), group.get("name").string)


def _render_service(service: Node, data: bytes) -> Iterator[Fact]:
    name = service.get("name").string
    for key in ("startCommand", "dockerCommand"):
        start = service.get(key)
        if start.string:
            yield from process_facts(name, start.string, start.span, data, "render.yaml")
    stages: tuple[tuple[str, CommandStage], ...] = (
        ("buildCommand", "build"),
        ("preDeployCommand", "release"),
    )
    for key, stage in stages:
        node = service.get(key)
        if node.string:
            yield from facts_of_line(
                node.string, node.span, data=data, by="render.yaml", stage=stage, owner=name
            )
    health = service.get("healthCheckPath")
    if health.string:
        yield Probe(
            span=health.span, purpose="readiness", url_path=health.string, container=name, by="render.yaml"
        )
    yield from _render_env(service.get("envVars"), name)


def _render_env(listed: Node, to: str) -> Iterator[EnvSupply]:
    for item in listed.items:
        key, value = item.get("key"), item.get("value")
        if not key.string:
            continue
        if value.string:
            yield supply(key.string, value.string, value.span, by="render.yaml", to=to)
            continue
        source = next((item.get(kind) for kind in ("fromDatabase", "fromService") if item.get(kind)), None)
        yield EnvSupply(
            span=key.span,
            name=key.string,
            value=None,
            secret=source is not None or item.get("generateValue").boolean is True,
            reference=source.get("name").string if source else "",
            by="render.yaml",
            to=to,
        )


def railway(name: str, data: bytes) -> Iterator[Fact]:
    """railway.json or railway.toml: build, start and pre-deploy commands, the health check."""
    tree = tomltree.parse(data) if name.endswith(".toml") else jsontree.parse(data)
    yield from _trouble(tree)
    deploy = tree.root.get("deploy")
    by = "railway"
    start, build, before = (
        deploy.get("startCommand"),
        tree.root.get("build", "buildCommand"),
        deploy.get("preDeployCommand"),
    )
    before = before.items[0] if before.is_sequence and before.items else before
    if start.string:
        yield from process_facts("web", start.string, start.span, data, by)
    stages: tuple[tuple[Node, CommandStage], ...] = ((build, "build"), (before, "release"))
    for node, stage in stages:
        if node.string:
            yield from facts_of_line(node.string, node.span, data=data, by=by, stage=stage, owner="web")
    health = deploy.get("healthcheckPath")
    if health.string:
        timeout = deploy.get("healthcheckTimeout").integer
        yield Probe(
            span=health.span,
            purpose="readiness",
            url_path=health.string,
            by=by,
            timeout=float(timeout) if timeout else None,
        )


def _trouble(tree: Tree) -> Iterator[Fact]:
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
