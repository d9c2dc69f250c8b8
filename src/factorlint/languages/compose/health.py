"""`healthcheck` of a service."""

import re
from collections.abc import Iterator

from ...facts import Fact, Probe
from ...knowledge.image_facts import http_request, words_of
from ...knowledge.programs.runs import Run, argv_facts, script_facts
from ...model.fact import UNKNOWN
from ...syntax.durations import seconds
from ...syntax.tree.yaml import Node, body
from .values import flag, number, raw_words, value, words

_ESCAPED = re.compile(r"(?<![^\s'\"({])\$\$")
"""`$$`, which compose hands to the shell as `$`, at the beginning of a word: a blank there moves nothing."""


def probe_of(service: Node, key: Node, name: str, data: bytes) -> Iterator[Fact]:
    """The probe, and the command it runs. `key` is where it stands."""
    check = service.get("healthcheck")
    test = check.get("test")
    if (
        flag(check.get("disable"))
        or (test.is_sequence and test.get(0).string == "NONE")
        or test.string == "NONE"
    ):
        yield Probe(
            span=key.span, scope=name, purpose="healthcheck", transport="none", container=name, by="compose"
        )
        return
    if not test or test.is_null:
        return
    run = Run(by="compose", owner=name, stage="healthcheck", scope=name)
    if test.is_sequence and test.get(0).string != "CMD-SHELL":
        first = 1 if test.get(0).string == "CMD" else 0
        argv = (words(test) or ())[first:]
        yield from argv_facts(argv, raw_words(test)[first:], test.span, run)
    else:
        shell = test.get(1) if test.is_sequence else test
        argv = words_of(value(shell) or shell.written)
        text, offset = body(shell, data)
        yield from script_facts(_ESCAPED.sub(" $", text), offset, run)
    request = http_request(argv)
    failures = number(check.get("retries"))
    yield Probe(
        span=key.span,
        scope=name,
        purpose="healthcheck",
        transport="exec",
        url_path=request[0] if request else UNKNOWN,
        port=request[1] if request else UNKNOWN,
        argv=tuple(word or "" for word in argv),
        container=name,
        by="compose",
        delay=seconds(value(check.get("start_period"))),
        period=seconds(value(check.get("interval"))),
        timeout=seconds(value(check.get("timeout"))),
        failures=failures if isinstance(failures, int) else None,
    )
