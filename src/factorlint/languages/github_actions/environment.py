"""`env` of a workflow, job, step or service container."""

from collections.abc import Iterator

from ...facts import EnvSupply, Fact
from ...knowledge.literals import traits_of
from ...syntax.tree.yaml import Node
from .expressions import secret_in, value


def environment(node: Node, to: str) -> Iterator[Fact]:
    """The variables of an `env` mapping; `to` is a job or a service."""
    for name, key, entry in node.pairs():
        secret, given = secret_in(entry), value(entry)
        yield EnvSupply(
            span=key.span,
            scope=to,
            name=name,
            value=given,
            secret=bool(secret),
            reference=secret,
            by="github-actions",
            to=to,
            stage="ci",
            **traits_of(name, given),
        )
