"""Facts about relations between documents, a room a subject.

Every relation is one module that offers `link(store)`, which yields facts that are placed already. Each may
read what those before it in `ORDER` made.
"""

from collections.abc import Sequence
from importlib import import_module

from ..model.store import FactStore
from .components.divide import Override

ORDER = (
    "running.images",  # ComponentImage, RunningContainer
    "running.processes",  # Process
    "network.routes",  # ServedRoutes
    "network.ports",  # PortChain
    "config.environment",  # EnvNeed
    "config.backing_services",  # Attached
    "network.addresses",  # AddressUse
    "dependencies.undeclared",  # UndeclaredImport
    "parity.contradictions",  # Drift
    "network.probes",  # ProbeTarget
    "components.shared_code",  # SharedCode
    "components.client_files",  # ClientFile
    "running.tools",  # ImageTools
    "running.buffering",  # BufferedOutput
)
"""Every relation and the facts that it makes, in the order in which they are linked."""


def link_all(store: FactStore, overrides: Sequence[Override] = ()) -> list[str]:
    """Divide the repository into components and add the facts of every relation.

    A relation that raises costs its own facts alone; what failed is returned in words.
    """
    from .components.divide import divide

    divide(store, overrides)
    failed = []
    for name in ORDER:
        relation = import_module(f"{__name__}.{name}")
        try:
            store.add(list(relation.link(store)))
        except Exception as error:
            failed.append(f"{name} ({type(error).__name__}: {error})")
    return failed
