"""Settings modules that belong to one environment by their name."""

import re
from collections.abc import Iterator

from ...code.idioms.selectors import env_names, literal
from ...facts import ConfigFile
from ...model.text import NOWHERE
from .module import Module

_ENVIRONMENTS = "production|prod|development|develop|dev|staging|stage|local|testing|test|qa|uat|preprod|ci"
_PATH = re.compile(
    rf"(?:^|.*/)(?:(?:settings|config|conf|configs|configuration|environments|env)/({_ENVIRONMENTS})\.py"
    rf"|(?:settings|config|conf)[_-]({_ENVIRONMENTS})\.py|({_ENVIRONMENTS})[_-](?:settings|config)\.py)$",
    re.I,
)
_LIMIT = 300


def is_settings(path: str) -> bool:
    """Whether a module's path says that it holds one environment's values."""
    return _PATH.match(path) is not None


def config_file(path: str, module: Module) -> Iterator[ConfigFile]:
    """The fact that a module such as `settings/production.py` holds one environment's values."""
    match = _PATH.match(path)
    if match is None:
        return
    group = next(index for index in (1, 2, 3) if match[index])
    entries: list[tuple[str, str]] = []
    for left in sorted(module.lefts, key=lambda node: node.start_byte):
        if left.type != "identifier" or module.blocks.scope(left.start_byte) or left.parent is None:
            continue
        name = module.text(left)
        if name.isupper():
            given = module.value(left.parent.child_by_field_name("right"))
            # What the environment may override is no value of this file's own.
            value = literal(given) if next(env_names(given), None) is None else None
            entries.append((name, str(value) if isinstance(value, str | int | float | bool) else ""))
    if entries:
        yield ConfigFile(
            span=NOWHERE,
            environment=match[group].lower(),
            family=f"{path[: match.start(group)]}*{path[match.end(group) :]}",
            entries=tuple(entries[:_LIMIT]),
        )
