"""Begin a language or file format: the folder that reads it, and its test.

python -m factorlint.devtools new-language caddyfile --names Caddyfile '*.caddyfile'
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from ..config import UserError
from ..engine.claims import Claims, all_languages

ROOT = Path(__file__).resolve().parents[3]


def run(arguments: Sequence[str]) -> int:
    """Write the files and name them. Raises `UserError` for a name that cannot be."""
    parser = argparse.ArgumentParser(prog="new-language", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", help="the folder's name, a Python identifier")
    parser.add_argument("--names", nargs="+", required=True, help="file names or patterns that it claims")
    options = parser.parse_args(arguments)
    for path in begin(ROOT, options.name, options.names):
        print(path)
    return 0


def begin(root: Path, name: str, patterns: Sequence[str]) -> list[Path]:
    """Write the module and its test below `root`; their paths. Raises `UserError`, writes nothing then."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None:
        raise UserError(f"name `{name}` must be a Python identifier in lower case")
    if name in all_languages():
        raise UserError(f"there is a language `{name}` already")
    lowered = tuple(pattern.lower() for pattern in patterns)
    for pattern in lowered:
        taken = Claims().of(pattern.replace("*", "x"))
        if taken:
            raise UserError(
                f"`{pattern}` is claimed by {taken[0]}; a second reader needs SNIFF or a longer pattern"
            )
    module = root / "src" / "factorlint" / "languages" / name / "__init__.py"
    test = root / "tests" / "unit" / "languages" / f"test_{name}.py"
    sample = lowered[0].replace("*", "x")
    module.parent.mkdir(parents=True)
    module.write_text(_MODULE.format(name=name, names=_tuple(lowered)), "utf-8")
    test.parent.mkdir(parents=True, exist_ok=True)
    test.write_text(_TEST.format(name=name, sample=sample), "utf-8")
    return [module, test]


def _tuple(words: Sequence[str]) -> str:
    """A tuple as the formatter writes it."""
    listed = ", ".join(f'"{word}"' for word in words)
    return f"({listed},)" if len(words) == 1 else f"({listed})"


_MODULE = '''\
"""{name}: say which format this is, and where it is specified."""

from collections.abc import Iterator

from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...model.source import Source

NAMES = {names}


def facts(source: Source) -> Iterator[Fact]:
    """Read one document: any bytes, no exception; import the parser here, not above."""
    try:
        source.data.decode("utf-8")
    except UnicodeDecodeError:
        yield ParseTrouble(message="is not UTF-8 and was not read")
'''

_TEST = '''\
"""{name}: what is read, and that no bytes break it."""

from factorlint.engine.claims import Claims
from factorlint.facts.scan import ParseTrouble
from factorlint.languages import {name}
from factorlint.model.source import Source


def test_it_claims_its_files() -> None:
    assert "{name}" in Claims().of("{sample}")


def test_trouble_is_said_and_not_raised() -> None:
    (trouble,) = {name}.facts(Source("{sample}", b"\\xff\\xfe\\x00"))
    assert isinstance(trouble, ParseTrouble)
'''
