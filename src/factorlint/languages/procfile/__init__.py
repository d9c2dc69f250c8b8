"""Process files of platforms: Procfile, app.json, heroku.yml, fly.toml, render.yaml, railway.json/toml."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (
    "procfile",
    "procfile.*",
    "app.json",
    "heroku.yml",
    "fly.toml",
    "fly.*.toml",
    "render.yaml",
    "render.yml",
    "railway.json",
    "railway.toml",
)


def facts(source: Source) -> Iterable[Fact]:
    """`ProcessType`, `Command`, `EnvSupply`, `Probe`, `BackingService` of add-ons."""
    from . import heroku, platforms

    name = source.path.rpartition("/")[2].lower()
    if name.startswith("procfile"):
        return heroku.procfile(name, source.data)
    if name == "app.json":
        return heroku.app_json(source.data)
    if name == "heroku.yml":
        return heroku.heroku_yml(source.data)
    if name.startswith("fly."):
        return platforms.fly(source.data)
    return (
        platforms.railway(name, source.data) if name.startswith("railway.") else platforms.render(source.data)
    )
