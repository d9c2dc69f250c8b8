"""Variables without which the code fails, and which nothing that runs it sets."""

from collections import Counter
from collections.abc import Iterator, Sequence

from factorlint.api import Place, Problem, View
from factorlint.facts import BackingService, EnvNeed, EnvRead, EnvSupply, Fact, OutboundCall

_MOST_OF_A_GROUP = 6
"""Variables that share a first word; a word that more of them share is the application's own prefix."""


def check(view: View) -> Iterator[Problem]:
    """One problem per variable, at its first read that fails, where all that runs the component is known."""
    needs = view.facts(EnvNeed)
    attached = _attached(view)
    firsts = Counter(_first(need.name) for need in needs)
    for need in needs:
        if need.open or not need.deployed or need.supplies or need.near:
            continue
        read = _failing(need, attached)
        if read is None or _is_of_optional_group(read, needs, firsts):
            continue
        yield Problem(
            at=Place(read.path, read.span),
            message=f"`{need.name}` is required here, but nothing that runs this component sets it",
            evidence=tuple(_evidence(need, view)),
            remedy=f"Set `{need.name}` where this component is run, or give it a fallback that is right everywhere.",
        )


def _attached(view: View) -> frozenset[str]:
    """Variables that a client is built from: without them it has no address."""
    names = {name for use in view.facts(BackingService) if use.by == "code" for name in use.env}
    names.update(call.target_env for call in view.facts(OutboundCall) if call.target_env)
    return frozenset(names)


def _failing(need: EnvNeed, attached: frozenset[str]) -> EnvRead | None:
    if any(read.default is not None or read.guarded for read in need.reads):
        return next(
            (read for read in need.reads if read.required and not read.guarded and read.at_import), None
        )
    failing = next((read for read in need.reads if read.required), None)
    return failing or (need.reads[0] if need.name in attached else None)


def _is_of_optional_group(read: EnvRead, needs: Sequence[EnvNeed], firsts: Counter[str]) -> bool:
    """Whether the file tests for a variable of the same group: then it asks for this one below that test."""
    first = _first(read.name)
    for need in needs:
        if need.name == read.name or _first(need.name) != first:
            continue
        shared = read.name.split("_")[:2] == need.name.split("_")[:2]
        if not shared and firsts[first] > _MOST_OF_A_GROUP:
            continue
        if any(other.guarded and other.path == read.path for other in need.reads):
            return True
    return False


def _first(name: str) -> str:
    return name.partition("_")[0]


def _evidence(need: EnvNeed, view: View) -> Iterator[tuple[Fact, str]]:
    """What is set for the component, a line for each manifest, and where the variable is only named."""
    paths: dict[str, EnvSupply] = {}
    for supply in view.facts(EnvSupply):
        if supply.stage == "run" and supply.by not in ("dotenv", "dockerfile-env", "dockerfile-arg"):
            paths.setdefault(supply.path, supply)
    for supply in list(paths.values())[:3]:
        yield supply, f"sets `{supply.name}` and others, but not `{need.name}`"
    for supply in need.documented[:1]:
        yield supply, f"names `{need.name}`, but runs nothing"
