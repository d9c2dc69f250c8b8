"""Files of environment variables: .env and its siblings, and the examples that document them."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = (".env", ".env.*", ".env-*", ".env_*", "*.env", "*.env.*", ".flaskenv", "env.example", "env.sample",
         "env.template", "env.dist", "env-example", "env-sample", "env_example", "dotenv", "dotenv.*")  # fmt: skip


def facts(source: Source) -> Iterable[Fact]:
    """`EnvSupply`, and a `ConfigFile` where the name holds an environment's name."""
    from . import read

    return read.facts(source.path, source.data)
