"""Facts about relations between documents, a room a subject.

Every relation is one module that offers `link(store)`, which yields facts that are placed already. Each may
read what those before it in `ORDER` made.
"""

from collections.abc import Collection, Sequence
from importlib import import_module

from ..model.store import FactStore
from .components.divide import Override

GROUND = (
    "code.modules",  # ModuleLink
    "code.places",  # FrameworkFile
    "running.images",  # ComponentImage, RunningContainer
    "running.processes",  # Process
    "code.reach",  # RunFile
)
"""The relations from which roles and components follow, and the facts that they make."""

ORDER = (
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
"""Every other relation and the facts that it makes, in the order in which they are linked."""


def link_all(store: FactStore, overrides: Sequence[Override] = (), fixed: Collection[str] = ()) -> list[str]:
    """Divide the repository into components, find what runs, and add the facts of every relation.

    `fixed` are the paths of documents whose role the user chose. A relation that raises costs its own facts alone;
    what failed is returned in words.
    """
    from .code.reach import of
    from .code.roles import settle
    from .components.divide import divide, kinds
    from .components.kind import judge_all
    from .components.members import merge
    from .ground.interpolated import complete

    complete(store)
    samples = divide(store, overrides)
    failed = _relate(store, GROUND)
    merge(store)
    settle(store, of(store), fixed)
    store.components = judge_all(store, samples, kinds(overrides))
    return failed + _relate(store, ORDER)


def _relate(store: FactStore, names: Sequence[str]) -> list[str]:
    failed = []
    for name in names:
        relation = import_module(f"{__name__}.{name}")
        try:
            store.add(list(relation.link(store)))
        except Exception as error:
            failed.append(f"{name} ({type(error).__name__}: {error})")
    return failed
