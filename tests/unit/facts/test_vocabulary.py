import msgspec
import pytest

from factorlint.facts import VOCABULARY, Fact
from factorlint.model.fact import UNKNOWN, kind_of, place


@pytest.mark.parametrize("kind", VOCABULARY, ids=kind_of)
def test_no_kind_redefines_what_the_engine_sets(kind):
    assert not set(kind.__annotations__) & set(Fact.__struct_fields__)


@pytest.mark.parametrize("kind", VOCABULARY, ids=kind_of)
def test_every_kind_says_what_it_is(kind):
    assert (kind.__doc__ or "").strip().endswith(".")
    assert kind.__struct_config__.frozen


@pytest.mark.parametrize("kind", VOCABULARY, ids=kind_of)
def test_what_may_be_unknown_is_unknown_by_default(kind):
    # Encoding leaves an unknown field out: decoding would turn it into any other default.
    for field in msgspec.structs.fields(kind):
        if "UnsetType" in str(field.type):
            assert field.default is UNKNOWN, field.name


def test_names_are_unique():
    assert len({kind_of(kind) for kind in VOCABULARY}) == len(VOCABULARY)


def test_placing_keeps_what_the_producer_said():
    from factorlint.facts import EnvRead, Route

    route = Route(url_path="/health")
    place(route, "app.py", "test")
    assert (route.url_path, route.path, route.role) == ("/health", "app.py", "test")
    with pytest.raises(AttributeError):
        route.handler = "x"
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(EnvRead(name="X")), type=EnvRead) == EnvRead(
        name="X"
    )
