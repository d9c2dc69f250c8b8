"""The index of facts by component."""

from factorlint.facts import Import
from factorlint.model.fact import assign, place
from factorlint.model.store import FactStore


def imported(module: str, component: str) -> Import:
    fact = Import(module=module, ecosystem="python")
    place(fact, f"{component}/app.py", "production")
    assign(fact, component)
    return fact


def test_a_component_without_facts_does_not_double_those_of_the_others() -> None:
    store = FactStore({}, [imported("yaml", "web"), imported("redis", "worker")])
    assert not store.of("docs", Import)
    assert not store.of("site", Import)
    assert [fact.module for fact in store.of("web", Import)] == ["yaml"]


def test_added_facts_are_found() -> None:
    store = FactStore({}, [imported("yaml", "web")])
    assert len(store.of("web", Import)) == 1
    store.add([imported("redis", "web")])
    assert len(store.of("web", Import)) == 2
