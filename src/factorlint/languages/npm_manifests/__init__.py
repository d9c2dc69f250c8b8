"""npm: package.json with its workspaces and scripts, pnpm-workspace.yaml, lerna.json."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("package.json", "pnpm-workspace.yaml", "pnpm-workspace.yml", "lerna.json")


def facts(source: Source) -> Iterable[Fact]:
    """`Project`, `Declared`, `RuntimeVersion`, and the npm scripts as `Command`."""
    from . import manifest, workspaces

    name = source.path.rpartition("/")[2].lower()
    if name == "package.json":
        return manifest.read(source.data)
    return workspaces.lerna(source.data) if name == "lerna.json" else workspaces.pnpm(source.data)
