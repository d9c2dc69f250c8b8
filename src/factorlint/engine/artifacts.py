"""What version control tracks and should not, told from paths alone: facts for factor I."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ..facts.codebase import CommittedArtifact, TrackedFile
from ..model.fact import Fact, place
from .roles import role_of

_FOLDERS = {
    "node_modules": "node_modules",
    "bower_components": "bower_components",
    "site-packages": "virtualenv",
    "__pycache__": "bytecode",
    ".next": "bundle",
    ".nuxt": "bundle",
    ".gradle": "cache",
    ".tox": "virtualenv",
    ".nox": "virtualenv",
    ".eggs": "virtualenv",
    ".pytest_cache": "cache",
    ".mypy_cache": "cache",
    ".terraform": "cache",
    ".parcel-cache": "cache",
}
_FILES = re.compile(
    r"""(?P<bytecode>\.py[co]$) | (?P<java_classes>\.class$) | (?P<object_code>\.o$)
      | (?P<bundle>(?:^|/)(?:dist|build|out)/(?:.+/)?
          (?:[\w-]+\.[0-9a-f]{8,20}(?:\.chunk)? | assets/[\w-]+-(?=[\w-]*[A-Z0-9])[\w-]{8})\.(?:js|css)$)
      | (?P<archive>(?<!wrapper)\.(?:jar|war|ear)$) | (?P<virtualenv>(?:^|/)pyvenv\.cfg$)
      | (?P<egg_info>\.egg-info/PKG-INFO$)""",
    re.VERBOSE,
)
_OUTPUT = re.compile(r"(?:(?<=/)|^)(?:dist|build|out)/")
_QUICK = re.compile(
    r"node_modules/|(?:dist|build|out)/.*\.(?:js|css)$|\.(?:tox|nox|eggs)/|bower_components/|site-packages/|__pycache__/|\.next/|\.nuxt/|\.gradle/|_cache/|\.terraform/|\.parcel-cache/"
    r"|\.py[co]$|\.class$|\.o$|[jwe]ar$|pyvenv\.cfg$|PKG-INFO$"
    r"|\.env|\.pem$|\.key$|\.p12$|\.pfx$|\.jks$|id_rsa|id_ed25519|\.sqlite3?$|\.db$|\.log$"
)
_TELLING = re.compile(
    r"""(?P<dotenv>(?:^|/)\.env(?:\.[\w.-]+)?$) | (?P<key>(?:^|/)id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|p12|pfx|jks)$)
      | (?P<database>\.(?:sqlite3?|db)$) | (?P<log>\.log$)""",
    re.VERBOSE,
)


Group = tuple[str, str]
"""What the artifacts are, and the folder that holds them all; empty for files that lie about."""


def committed(paths: Iterable[str]) -> list[Fact]:
    """One fact for each group of tracked artifacts (a `node_modules` is one), and one for each telling file."""
    groups: dict[Group, list[str]] = {}
    facts: list[Fact] = []
    known = frozenset(paths)
    for path in sorted(known):
        if _QUICK.search(path) is None:
            continue
        group = _group(path)
        if group is not None and _is_data(path, group, known):
            continue
        if group is not None:
            groups.setdefault(group, []).append(path)
        telling = _TELLING.search(path)
        if group is None and telling is not None:
            fact = TrackedFile(what=str(telling.lastgroup))
            place(fact, path, "production")
            facts.append(fact)
    for (what, folder), members in sorted(_without_environments(groups)):
        artifact = CommittedArtifact(what=what, files=len(members), example=min(members), folder=folder)
        place(artifact, min(members), "production")
        facts.append(artifact)
    return facts


def _without_environments(groups: Mapping[Group, list[str]]) -> Iterator[tuple[Group, list[str]]]:
    """The groups, but for the mark of a virtual environment whose packages are a group of their own."""
    above: set[str] = set()
    for _, folder in groups:
        if folder.rpartition("/")[2] == "site-packages":
            while folder and folder not in above:
                above.add(folder)
                folder = folder.rpartition("/")[0]
    for group, members in groups.items():
        kept = [path for path in members if not path.endswith("/pyvenv.cfg") or path[:-11] not in above]
        if kept:
            yield group, kept


def _is_data(path: str, group: Group, known: frozenset[str]) -> bool:
    """Whether an artifact is there as data: of a test or an example, or compiled from no source of the tree."""
    what, folder = group
    if path.startswith((".yarn/", ".pnpm-store/")) or "/.yarn/" in path:
        return True  # packages that the package manager means to be committed
    above = folder.rpartition("/")[0] if folder else path
    if role_of(f"{above}/_" if folder else path) in ("test", "docs", "example"):
        return True
    return what == "bytecode" and "__pycache__/" not in path and path[:-1] not in known


def _group(path: str) -> Group | None:
    folders = path.split("/")
    for depth, folder in enumerate(folders[:-1]):
        if folder in _FOLDERS:
            # Bytecode folders lie in every package: they are one group for the whole tree.
            return _FOLDERS[folder], "" if folder == "__pycache__" else "/".join(folders[: depth + 1])
    found = _FILES.search(path)
    if found is None:
        return None
    what = str(found.lastgroup).replace("_", "-")
    # A build's output folder is one group, files that lie about are one for the whole tree.
    output = _OUTPUT.search(path) if what == "bundle" else None
    return what, path[: output.end() - 1] if output else ""
