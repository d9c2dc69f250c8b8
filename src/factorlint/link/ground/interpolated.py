"""What compose files leave to variables, filled in from the `.env` beside them (Compose specification, "Interpolation")."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from posixpath import normpath

import msgspec

from ...facts import UNKNOWN, Build, EnvSupply, ImageRef
from ...knowledge.image_facts import from_root, image_facts
from ...knowledge.literals import traits_of
from ...model.fact import Fact
from ...model.store import FactStore
from ...syntax.interpolation import interpolate
from .paths import folder, stand

Values = Mapping[str, str]
_ENV_FILE = ".env"


def complete(store: FactStore) -> None:
    """Replace facts of compose files that a variable hides by what the `.env` of their folder says."""
    values = _values(store)
    if not values:
        return
    changed: dict[int, Fact] = {}
    added: list[Fact] = []
    for build in store.all(Build):
        here = values.get(folder(build.path)) if build.by == "compose" and build.context_text else None
        if here:
            changed[id(build)] = _build(build, here)
    for supply in store.all(EnvSupply):
        here = values.get(folder(supply.path)) if supply.by == "compose" else None
        if here and (supply.text or supply.value is None):
            changed[id(supply)] = _supply(supply, here)
    for image in store.all(ImageRef):
        here = values.get(folder(image.path)) if image.by == "compose" and "$" in image.raw else None
        for fact in _image(image, here) if here else ():
            if isinstance(fact, ImageRef):
                changed[id(image)] = fact
            else:
                added.append(fact)
    store.replace(changed)
    store.add(added)


def _values(store: FactStore) -> dict[str, dict[str, str]]:
    """The variables of every `.env`, by its folder; they may build on each other in order."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for supply in store.all(EnvSupply):
        if (
            supply.by == "dotenv"
            and supply.path.rpartition("/")[2] == _ENV_FILE
            and isinstance(supply.value, str)
        ):
            here = found[folder(supply.path)]
            here[supply.name] = interpolate(supply.value, here).text
    return found


def _build(build: Build, values: Values) -> Build:
    given = interpolate(build.context_text, values)
    file = interpolate(build.dockerfile_text or "Dockerfile", values)
    if not given.known or "://" in given.text or given.text.startswith(("/", "~", "git@")):
        return build
    context = from_root(build.path, given.text)
    inner = normpath(f"{context}/{file.text}") if context else normpath(file.text)
    known = file.known and not inner.startswith(("..", "/"))
    return msgspec.structs.replace(build, context=context, dockerfile=inner if known else UNKNOWN)


def _supply(supply: EnvSupply, values: Values) -> EnvSupply:
    if supply.value is None:
        value: str | None = values.get(supply.name)
    else:
        found = interpolate(supply.text, values)
        value = found.text if found.known else None
    if value is None:
        return supply
    return msgspec.structs.replace(supply, value=value, **traits_of(supply.name, value))


def _image(image: ImageRef, values: Values) -> Iterator[Fact]:
    found = interpolate(image.raw, values)
    if found.text == image.raw:
        return
    backing = "" if image.builds else "compose"
    for fact in image_facts(
        found.text, image.span, "compose", image.owner, image.scope, backing=backing, builds=image.builds
    ):
        yield stand(fact, image)
