"""Facts about relations between documents: components, images, processes, ports, env, addresses and the rest.

Every module is one relation and offers `link(store)`, which yields facts that are placed already. Each
may read what those before it in `link_all` made.
"""

from collections.abc import Sequence

from ..model.store import FactStore
from .component import Override


def link_all(store: FactStore, overrides: Sequence[Override] = ()) -> None:
    """Divide the repository into components and add the facts of every relation, in this order."""
    from . import (
        address,
        backing,
        buffering,
        component,
        dependency,
        env,
        image,
        parity,
        port,
        probe,
        process,
        routes,
        shared_code,
        side,
        tool,
    )

    component.divide(store, overrides)
    for relation in (
        image,
        process,
        routes,
        port,
        env,
        backing,
        address,
        dependency,
        parity,
        probe,
        shared_code,
        side,
        tool,
        buffering,
    ):
        store.add(list(relation.link(store)))
