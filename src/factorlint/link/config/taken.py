"""Sets of variables and who takes them: a ConfigMap or a file of variables is the configuration of what reads it."""

from collections import defaultdict
from collections.abc import Iterator

from ...facts import ConfigObject, EnvSource, EnvSupply, Process
from ...model.fact import Fact
from ...model.store import FactStore
from ..ground.paths import folder, join, stand

_OBJECTS = ("configmap", "secret")
_FILES = ("dotenv", "dotenv-example")


class Sets:
    """Sets of variables that are defined apart from what takes them."""

    def __init__(self, store: FactStore) -> None:
        """Index ConfigMaps, Secrets and files of variables."""
        self.files: dict[str, list[EnvSupply]] = defaultdict(list)
        self.objects: dict[tuple[str, str], list[EnvSupply]] = defaultdict(list)
        for supply in store.all(EnvSupply):
            if supply.by in _FILES:
                self.files[supply.path].append(supply)
            elif supply.by in _OBJECTS:
                self.objects[supply.by, (supply.to or supply.scope).rpartition("/")[2]].append(supply)
        self.known = {
            ("secret" if one.secret else "configmap", one.name): one for one in store.all(ConfigObject)
        }

    def of(self, source: EnvSource) -> tuple[list[EnvSupply], bool]:
        """Return the variables that a source takes, and whether these are all."""
        if not isinstance(source.locator, str):
            return [], False
        kind, slash, name = source.locator.partition("/")
        if slash and kind in _OBJECTS and "/" not in name:
            held = self.known.get((kind, name))
            found = self.objects.get((kind, name), [])
            if held is not None and not found:
                found = [_of_key(held, key) for key in held.keys]
            return found, held is not None and held.complete
        path = join(folder(source.path), source.locator)
        found = self.files.get(path, []) if path is not None else []
        return found, bool(found)

    def referred(self, supply: EnvSupply) -> EnvSupply | None:
        """Return the variable of a ConfigMap or Secret that a single supply refers to."""
        kind, _, rest = supply.reference.partition("/")
        name, _, key = rest.rpartition("/")
        return next((each for each in self.objects.get((kind, name), ()) if each.name == key), None)


def takers(store: FactStore) -> dict[int, list[Fact]]:
    """Return what takes a variable of a set, by the `id` of its supply: sources, supplies and processes, one for each
    component."""
    sets = Sets(store)
    found: dict[int, list[Fact]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    for taker, supply in _takes(store, sets):
        if (id(supply), taker.component) not in seen:
            seen.add((id(supply), taker.component))
            found[id(supply)].append(taker)
    return found


def _takes(store: FactStore, sets: Sets) -> Iterator[tuple[Fact, EnvSupply]]:
    for source in store.all(EnvSource):
        yield from ((source, supply) for supply in sets.of(source)[0])
    for supply in store.all(EnvSupply):
        if supply.reference and supply.by not in _OBJECTS:
            held = sets.referred(supply)
            if held is not None:
                yield supply, held
    for process in store.all(Process):
        for path in process.env_files:
            yield from ((process, supply) for supply in sets.files.get(path, ()))


def _of_key(held: ConfigObject, key: str) -> EnvSupply:
    by = "secret" if held.secret else "configmap"
    return stand(EnvSupply(span=held.span, name=key, secret=held.secret, by=by, to=held.name), held)
