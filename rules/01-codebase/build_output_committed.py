"""COD005: one problem for each group of tracked artifacts, with what they are."""

from collections.abc import Iterator

from factorlint.api import ROLES, Problem, View
from factorlint.facts import CommittedArtifact

_WORDS = {
    "node_modules": "installed packages",
    "bower_components": "installed packages",
    "virtualenv": "a virtual environment",
    "bytecode": "Python bytecode",
    "object-code": "object code",
    "java-classes": "compiled classes",
    "archive": "built or downloaded archives",
    "bundle": "a build's output",
    "egg-info": "an installation's metadata",
    "cache": "a tool's cache",
}
_FOLDERS = (
    "node_modules",
    "bower_components",
    "site-packages",
    "dist",
    "build",
    "out",
    ".next",
    ".nuxt",
    ".terraform",
)


def check(view: View) -> Iterator[Problem]:
    """Yield a problem for each group."""
    facts = view.facts(CommittedArtifact, frozenset(ROLES))
    packages = [fact.example for fact in facts if "/site-packages/" in fact.example]
    for fact in facts:
        if fact.example.endswith("pyvenv.cfg") and any(
            each.startswith(fact.example[:-10]) for each in packages
        ):
            continue
        number = f"{fact.files} file{'s' if fact.files > 1 else ''}"
        what = _WORDS.get(fact.what, fact.what)
        where = _where(fact)
        yield Problem(
            at=fact,
            message=f"`{where}` is under version control: {number} of {what}",
            remedy=f"Take it out with `git rm -r --cached {where}` and name it in `.gitignore`.",
        )


def _where(fact: CommittedArtifact) -> str:
    """The group's folder where it has one, else its first file."""
    parts = fact.example.split("/")
    for depth, part in enumerate(parts[:-1]):
        if part in _FOLDERS or (fact.what == "cache" and part.startswith(".")):
            return "/".join(parts[: depth + 1])
    return fact.example
