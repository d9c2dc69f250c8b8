"""Names of environments in the paths of configuration files."""

import re
from collections.abc import Iterable
from typing import TypeVar

Held = TypeVar("Held")

_NAMES = {
    **dict.fromkeys(("production", "prod", "live"), "production"),
    **dict.fromkeys(("development", "dev", "develop"), "development"),
    **dict.fromkeys(("staging", "stage", "stg", "preprod", "uat"), "staging"),
    **dict.fromkeys(("test", "testing", "qa", "ci"), "test"),
    **dict.fromkeys(("local",), "local"),
    **dict.fromkeys(("sandbox", "demo", "preview"), "demo"),
}
_PART = re.compile(r"[A-Za-z]+")
_FOLDERS = frozenset("config configs conf settings env envs environments environment values".split())


def of_key(key: str) -> str:
    """The environment that a key is the whole name of (`prod` is `production`), empty for any other key."""
    return _NAMES.get(key.lower(), "")


def by_key(entries: Iterable[tuple[str, Held]]) -> dict[str, list[tuple[str, Held]]]:
    """Dotted keys and what they hold, by the environment that their first part names, which is cut off.

    Empty unless two environments are named, as in a file of `development:`, `test:` and `production:`.
    """
    found: dict[str, list[tuple[str, Held]]] = {}
    for key, held in entries:
        first, dot, rest = key.partition(".")
        environment = of_key(first) if dot else ""
        if environment:
            found.setdefault(environment, []).append((rest, held))
    return found if len(found) > 1 else {}


def of(path: str) -> tuple[str, str] | None:
    """The environment of a path and the path with its name replaced by `*`; None when it names none.

    The base name's words count (`settings.prod.toml`, `appsettings.Production.json`), and a folder's whole
    name below or as a configuration folder (`config/production/app.yml`). Spellings are made one: `prod` is
    `production`.
    """
    folder, slash, name = path.rpartition("/")
    stem_end = len(name) if name.startswith(".env") else max(name.rfind("."), 0) or len(name)
    for match in reversed(list(_PART.finditer(name, 0, stem_end))):
        environment = _NAMES.get(match[0].lower())
        if environment:
            return environment, f"{folder}{slash}{name[: match.start()]}*{name[match.end() :]}"
    parts = folder.split("/")
    for index in range(len(parts) - 1, -1, -1):
        environment = _NAMES.get(parts[index].lower())
        if environment and index and parts[index - 1].lower() in _FOLDERS:
            return environment, "/".join([*parts[:index], "*", *parts[index + 1 :], name])
    return None
