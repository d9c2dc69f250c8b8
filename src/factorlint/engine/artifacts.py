"""What version control tracks and should not, told from paths alone: facts for factor I."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from ..facts.codebase import CommittedArtifact, TrackedFile
from ..knowledge import ecosystems
from ..model.fact import Fact, place
from .roles import role_of

_OUTPUT = re.compile(r"(?:(?<=/)|^)(?:dist|build|out)/")
_BUNDLE = re.compile(
    r"""(?:^|/)(?:dist|build|out)/(?:.+/)?
        (?:[\w-]+\.[0-9a-f]{8,20}(?:\.chunk)? | assets/[\w-]+-(?=[\w-]{0,7}[A-Z0-9])[\w-]{8})\.(?:js|css)$""",
    re.VERBOSE,
)
"""Files that a bundler names by a digest of what they hold."""
_TELLING = {
    **dict.fromkeys(("/id_rsa", "/id_dsa", "/id_ecdsa", "/id_ed25519"), "key"),
    **dict.fromkeys((".pem", ".key", ".p12", ".pfx", ".jks"), "key"),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), "database"),
    ".log": "log",
}
_DOTENV = re.compile(r"(?:^|/)\.env(?:\.[\w.-]+)?$")


Group = tuple[str, str]
"""What the artifacts are, and the folder that holds them all; empty for files that lie about."""


def committed(paths: Iterable[str]) -> list[Fact]:
    """One fact for each group of tracked artifacts (a `node_modules` is one), and one for each telling file."""
    groups: dict[Group, list[str]] = {}
    facts: list[Fact] = []
    known = frozenset(paths)
    for path in sorted(_candidates(known)):
        group = _group(path)
        if group is not None and _is_data(path, group, known):
            continue
        if group is not None:
            groups.setdefault(group, []).append(path)
        elif telling := _telling(path):
            fact = TrackedFile(what=telling)
            place(fact, path, "production")
            facts.append(fact)
    for (what, folder), members in sorted(_without_environments(groups)):
        artifact = CommittedArtifact(what=what, files=len(members), example=min(members), folder=folder)
        place(artifact, min(members), "production")
        facts.append(artifact)
    return facts


def _candidates(paths: Collection[str]) -> Iterator[str]:
    """Yield the paths that may tell anything: a look at their ends and at folders that occur at all."""
    text = "\n".join(paths)
    folders = {name for name in ecosystems.output_folders() if f"{name}/" in text}
    ends = tuple(end.lstrip("/") for end in (*ecosystems.output_files(), *_TELLING))
    for path in paths:
        if (
            path.endswith(ends)
            or ".env" in path
            or (folders and not folders.isdisjoint(path.split("/")))
            or (path.endswith((".js", ".css")) and _BUNDLE.search(path))
        ):
            yield path


def _telling(path: str) -> str:
    """What a file is that should hardly be tracked, told from its name; empty for others."""
    if _DOTENV.search(path):
        return "dotenv"
    return next((what for end, what in _TELLING.items() if f"/{path}".endswith(end)), "")


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
    # `cart.pyc` beside `cart.py`; in a folder of its own bytecode has another name.
    loose = (
        what == "bytecode" and path.rpartition("/")[0].rpartition("/")[2] not in ecosystems.output_folders()
    )
    return loose and path[:-1] not in known


def _group(path: str) -> Group | None:
    """What a path is, and the folder that stands for all of it; empty for files that lie about in many folders."""
    folders = path.split("/")
    for depth, folder in enumerate(folders[:-1]):
        what = ecosystems.output_folders().get(folder)
        if what:
            # Bytecode folders lie in every package: they are one group for the whole tree.
            return what, "" if what == "bytecode" else "/".join(folders[: depth + 1])
    if _BUNDLE.search(path):
        output = _OUTPUT.search(path)
        return "bundle", path[: output.end() - 1] if output else ""
    what = next((what for end, what in ecosystems.output_files().items() if f"/{path}".endswith(end)), "")
    return (what, "") if what else None
