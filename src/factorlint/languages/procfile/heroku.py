"""Heroku's formats: Procfile, app.json (also Dokku's), heroku.yml."""

import re
from collections.abc import Iterator

from ...facts.config import EnvSupply
from ...facts.process import CommandStage, ProcessType
from ...facts.scan import ParseTrouble
from ...facts.service import BackingService
from ...knowledge.literals import supply
from ...knowledge.programs.lines import facts_of_line
from ...model.fact import Fact
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8
from ...syntax.tree import json as jsontree
from ...syntax.tree import yaml as yamltree
from ...syntax.tree.yaml import Node

_TYPE = re.compile(r"^[ \t]*+([A-Za-z0-9_-]++)[ \t]*+:[ \t]*+(\S(?:[^\r\n]*\S)?)[ \t\r]*$", re.MULTILINE)
_ADDONS = {
    "heroku-postgresql": "postgresql",
    "heroku-redis": "redis",
    "heroku-kafka": "kafka",
    "cleardb": "mysql",
    "jawsdb": "mysql",
    "rediscloud": "redis",
    "redistogo": "redis",
    "openredis": "redis",
    "mongolab": "mongodb",
    "cloudamqp": "rabbitmq",
    "memcachier": "memcached",
    "memcachedcloud": "memcached",
    "bonsai": "elasticsearch",
    "searchbox": "elasticsearch",
    "sendgrid": "smtp",
    "mailgun": "smtp",
    "postmark": "smtp",
    "cloudcube": "s3",
    "bucketeer": "s3",
}
_HEROKU_KEYS = ("env", "formation", "addons", "buildpacks", "environments", "stack")


def procfile(name: str, data: bytes) -> Iterator[Fact]:
    """`web: command` lines; `Procfile.dev` and its like are for developers."""
    develop = bool(re.search(r"\.(?:dev|development|local|windows|hivemind|tools?)\b", name))
    for match in _TYPE.finditer(scan_text(data)):
        process = utf8(match[1])
        stage: CommandStage = "develop" if develop else "release" if process == "release" else "run"
        yield from process_facts(process, utf8(match[2]), Span(*match.span(2)), data, "procfile", stage)


def process_facts(
    name: str, command: str, span: Span, data: bytes, by: str, stage: CommandStage = "run"
) -> Iterator[Fact]:
    """A named kind of process and the commands on its line."""
    yield ProcessType(span=span, scope=name, name=name, command=command[:300], by=by)
    yield from facts_of_line(command, span, data=data, by=by, stage=stage, owner=name)


def app_json(data: bytes) -> Iterator[Fact]:
    """Heroku's app.json; one of Expo or React Native, which share the name, yields nothing."""
    tree = jsontree.parse(data)
    root = tree.root
    if root.get("expo") or not any(root.get(key) for key in _HEROKU_KEYS):
        return
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    yield from _env(root.get("env"))
    for _, _, environment in root.get("environments").pairs():
        yield from _env(environment.get("env"))
    for item in root.get("addons").items:
        plan = item.string or item.get("plan").string
        service = _ADDONS.get(plan.partition(":")[0])
        if service:
            version = item.get("options", "version").string
            yield BackingService(
                span=item.span, service=service, locator=None, by="manifest", version=version
            )
    for name in ("postdeploy", "predeploy"):
        script = root.get("scripts", name)
        if not script.string:
            script = root.get("scripts", "dokku", name)
        if script.string:
            yield from facts_of_line(
                script.string, script.span, data=data, by="app.json", stage="release", owner=name
            )


def _env(table: Node) -> Iterator[EnvSupply]:
    for name, key, value in table.pairs():
        given = value if value.is_scalar else value.get("value")
        secret = value.get("generator").string == "secret"
        if given.string and not secret:
            yield supply(name, given.string, given.span, by="app.json")
        else:
            yield EnvSupply(span=key.span, name=name, value=None, secret=secret, by="app.json")


def heroku_yml(data: bytes) -> Iterator[Fact]:
    """`run` and `release` commands, `setup.config` variables."""
    for document in yamltree.parse(data, templates=False)[:1]:
        root = document.root
        if document.trouble:
            yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
        for name, _, node in root.get("run").pairs():
            command = command_node(node)
            if command.string:
                yield from process_facts(name, command.string, command.span, data, "heroku.yml")
        command = command_node(root.get("release"))
        if command.string:
            yield from process_facts("release", command.string, command.span, data, "heroku.yml", "release")
        for name, _, value in root.get("setup", "config").pairs():
            if value.string:
                yield supply(name, value.string, value.span, by="heroku.yml")


def command_node(node: Node) -> Node:
    """The command of a process: a text, or a mapping or list with one."""
    command = node.get("command") if node.is_mapping else node
    return command.items[0] if command.is_sequence and command.items else command
