"""What a group of dependencies, an extra or a requirements file is for, by its name."""

import re

_DEV = frozenset(
    "dev develop development devel test tests testing lint linting linters docs doc documentation typing types mypy "
    "style format check checks quality qa ci debug local tooling tools pre-commit precommit release-tools coverage "
    "benchmark benchmarks bench profiling nox tox".split()
)
_MAIN = frozenset(
    "base common prod production main default deploy deployment heroku requirements runtime app web".split()
)


def of_group(name: str) -> str:
    """`dev`, `main` or the group's own name."""
    words = set(re.split(r"[^a-z0-9]+", name.lower())) | {name.lower()}
    if words & _DEV:
        return "dev"
    return "main" if name.lower() in _MAIN else name.lower()


def of_file(path: str) -> str:
    """The group of a requirements file: `main` for `requirements.txt` and `requirements/base.txt`."""
    folder, _, name = path.lower().rpartition("/")
    stem = name.rpartition(".")[0]
    if "constraint" in stem:
        return "constraint"
    words = [
        word
        for word in re.split(r"[^a-z0-9]+", stem)
        if word and word not in ("requirements", "reqs", "requirement")
    ]
    if folder.rpartition("/")[2] in ("docs", "doc", "tests", "test"):
        return "dev"
    if words and words[0] in _DEV:
        return "dev"
    if not words or set(words) & _MAIN:
        return "main"
    return (
        "dev"
        if set(words) & _DEV
        else "main"
        if all(word.isdigit() or word[:2] == "py" for word in words)
        else words[0]
    )
