"""User sessions that live and die with one process, or with its disk."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.api.environments import DEVELOPERS
from factorlint.facts import CacheStore, ConfigFile, SessionStore

_LOCAL = {"memory": "in this process's memory", "file": "in files beside this process"}


def check(view: View) -> Iterator[Problem]:
    """One problem per place that keeps sessions locally, unless the same library is told to share them elsewhere."""
    beside = {
        fact.path
        for fact in view.facts(ConfigFile)
        if isinstance(fact.environment, str) and fact.environment in DEVELOPERS
    }
    stores = [store for store in view.facts(SessionStore) if store.path not in beside]
    caches = [cache for cache in view.facts(CacheStore) if cache.use == "cache" and cache.path not in beside]
    shared = {
        store.by
        for store in stores
        if isinstance(store.backend, str) and store.backend not in (*_LOCAL, "cache")
    }
    for store in stores:
        if store.backend == "cache":
            own = [cache for cache in caches if cache.by == store.by]
            if own and all(cache.backend == "memory" for cache in own):
                yield Problem(
                    at=store,
                    message=f"{store.by} keeps sessions in a cache that is in this process's memory",
                    evidence=((own[0], "this is the cache"),),
                )
        elif store.backend in _LOCAL and store.by not in shared:
            why = "" if store.explicit else ", as it is given no store"
            yield Problem(at=store, message=f"{store.by} keeps sessions {_LOCAL[store.backend]}{why}")
