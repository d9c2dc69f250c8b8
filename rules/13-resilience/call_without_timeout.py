"""RES001: says who is called and for how long; leaves out what runs in a browser and what a health check bounds."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.api.paths import base
from factorlint.facts import ClientFile, Command, DefaultTimeout, OutboundCall

_PER_CLIENT = frozenset({"database", "cache", "broker", "object-store"})
"""Protocols whose timeout is given once, where the client is made, so that one finding a client is enough."""
_MOST_OTHERS = 3
_LOGIN = re.compile(r"(?<=//)[^/@\s]*@")


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each call, or each client of a store, that nothing bounds."""
    clients = {fact.path: fact for fact in view.facts(ClientFile)}
    checks = {
        base(fact.entry) for fact in view.everywhere(Command) if fact.stage == "healthcheck" and fact.entry
    }
    bounded = {fact.client for fact in view.facts(DefaultTimeout)}
    grouped: dict[tuple[str, str, str], list[OutboundCall]] = {}
    for call in view.facts(OutboundCall):
        client = clients.get(call.path)
        if call.timeout is not None or call.client in bounded or base(call.path) in checks:
            continue
        if client is not None and client.certain:
            continue
        if call.protocol in _PER_CLIENT:
            grouped.setdefault((call.path, call.protocol, call.client), []).append(call)
        else:
            yield _problem(call, (), client is not None)
    for first, *others in grouped.values():
        yield _problem(first, others, False)


def _problem(call: OutboundCall, others: list[OutboundCall] | tuple[()], doubtful: bool) -> Problem:
    return Problem(
        at=call,
        message=_message(call),
        evidence=tuple((one, "so does this call") for one in others[:_MOST_OTHERS]),
        severity="info" if call.protocol in _PER_CLIENT else None,
        confidence="low" if doubtful else None,
    )


def _message(call: OutboundCall) -> str:
    by = f"`{call.client}`" if call.client else f"this {call.protocol} call"
    what = f"{by} has no timeout here"
    if isinstance(call.target, str) and call.target and len(call.target) < 80:
        what += f": a server at `{_LOGIN.sub('', call.target)}` that does not answer"
    else:
        what += f": {_OTHER_SIDE.get(call.protocol, 'a server')} that does not answer"
    return f"{what} holds up {'the request' if call.in_handler else 'its caller'}"


_OTHER_SIDE = {
    "database": "a database",
    "cache": "a cache",
    "broker": "a broker",
    "smtp": "a mail server",
    "object-store": "an object store",
}
