"""Image references: their parts, the backing service an image runs, the language runtime it brings.

The grammar is the distribution project's (`reference/reference.go`): `[registry/]path[:tag][@digest]`, where
the first part is a registry when it holds a `.` or a `:` or is `localhost`. Names are data in images.toml.
"""

import fnmatch
import re
from collections.abc import Callable
from functools import cache
from typing import Literal

import msgspec

from ..model.fact import UNKNOWN, Unknown
from . import ecosystems, releases, table

_PLACEHOLDER = re.compile(
    r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\$\w+|\$\([^()]*\)|\{\{.{0,200}?\}\}|<[^<>]*>|%\w+%"
)
_DEFAULT_REGISTRIES = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(?=$|[^\d.\w]|[a-z])")
_MIRROR = re.compile(r"^(?:public\.ecr\.aws/docker/library|mirror\.gcr\.io/library)/")
_DEVCONTAINER = re.compile(r"^(?:dev-)?\d+(?:\.\d+)*-(\d+(?:\.\d+)*)")


class Reference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The parts of an image reference. A part that holds a placeholder is unknown."""

    raw: str
    name: str | Unknown
    """Repository without Docker Hub's registry and its `library/`: `python`, `ghcr.io/org/app`."""
    tag: str | None | Unknown
    """None when there is no tag."""
    digest: str = ""
    templated: bool = False
    """Some part holds a variable or a template's placeholder."""


def reference(raw: str) -> Reference:
    """Take an image reference apart; any text will do, an empty one has an empty name."""
    raw = raw.strip()
    masked = _PLACEHOLDER.sub(lambda found: "\0" * len(found[0]), raw)
    rest, at, digest = masked.partition("@")
    end = len(rest)
    colon = rest.rfind(":")
    if colon <= rest.rfind("/"):
        colon = -1
    tag: str | Unknown | None = None
    if colon >= 0:
        tag = UNKNOWN if "\0" in rest[colon:] else raw[colon + 1 : end]
        end = colon
    name: str | Unknown = UNKNOWN if "\0" in rest[:end] else familiar(raw[:end])
    return Reference(
        raw=raw,
        name=name,
        tag=tag,
        digest=raw[len(rest) + 1 :] if at and "\0" not in digest else "",
        templated="\0" in masked,
    )


def familiar(name: str) -> str:
    """A repository name as people write it: without Docker Hub's registry and `library/`."""
    for registry in _DEFAULT_REGISTRIES:
        if name.startswith(registry):
            name = name[len(registry) :]
            break
    return name.removeprefix("library/") if name.count("/") == 1 else name


def backing_service(name: str) -> str:
    """The canonical name of the backing service that an image runs (`postgresql`), empty for none.

    `name` is a repository, with or without a tag: `bitnami/postgresql`, `postgis/postgis:16-3.4`.
    """
    known = reference(name).name
    if not isinstance(known, str):
        return ""
    full, by_part, _ = _tables()
    return full.get(known) or by_part.get(known.rpartition("/")[2].lower(), "")


def runtime(name: str, tag: str | None) -> tuple[str, str] | None:
    """The language and the version that an image brings, None where it does not say both.

    `("python", "3.12")` for `python:3.12-slim`, `cimg/python:3.12`, `ubi9/python-312`, `foo:python3.12`.
    """
    last = name.rpartition("/")[2].lower()
    words = _words()
    if inside := words.in_name.match(last):
        runtime = words.runtimes[inside[1]]
        return runtime, _dotted(runtime, inside[2].rstrip("."))
    if not tag:
        return None
    if language := _official(name):
        pattern = _DEVCONTAINER.match(tag) if "devcontainers/" in name else None
        version_found = pattern or _VERSION.match(tag)
        return (language, version_found[1]) if version_found else None
    if found := words.in_tag.search(tag):
        return words.runtimes[found[1]], found[2]
    return None


def language(name: str, tag: str | None) -> str:
    """The language whose runtime an image brings, whatever its version; empty where it does not say."""
    known = runtime(name, tag)
    return known[0] if known else _official(name)


def _official(name: str) -> str:
    """The language of an image that is nothing but a runtime, told from its name; empty for others."""
    last = name.rpartition("/")[2].lower()
    runtime = _tables()[2].get(last, "")
    row = ecosystems.by_runtime().get(runtime)
    return "" if row and row.image_part not in name else runtime


def version_of(tag: str) -> str:
    """The version that a tag begins with: `15` of `15-alpine`; empty for `alpine`, `latest` and dates of builds."""
    found = _VERSION.match(tag)
    return found[1] if found else ""


def starts_as(name: str | Unknown, tag: str | Unknown | None) -> Literal["root", "user", "steps-down", ""]:
    """How an image starts by itself as far as its name tells; empty when that is not known.

    `user` for `nginxinc/nginx-unprivileged` and `gcr.io/distroless/static:nonroot`, `root` for `python:3.12`,
    `steps-down` for `postgres`, whose entrypoint goes on as another user.
    """
    if not isinstance(name, str):
        return ""
    if name == "scratch":
        return "root"
    ordinary, of_tag, root = _users()
    if isinstance(tag, str) and of_tag(tag):
        return "user"
    known = _MIRROR.sub("", name.lower())
    if known in root:
        # A tag that is not known may be an ordinary user's variant, but official images have none.
        return "root" if tag is not UNKNOWN or "/" not in known else ""
    if ordinary(known):
        return "user"
    return "steps-down" if backing_service(name) else ""


def entrypoint(name: str | Unknown) -> tuple[str, ...]:
    """Return the program that a distroless image runs its arguments with, empty where it is not known."""
    if not isinstance(name, str) or "distroless/" not in name:
        return ()
    last = name.rpartition("/")[2]
    known: dict[str, list[str]] = table("images.toml")["entrypoints"]
    return next((tuple(words) for begin, words in known.items() if last.startswith(begin)), ())


def _dotted(runtime: str, digits: str) -> str:
    """`312` as Red Hat's images write it is 3.12; `3` alone and Node's `20` stay."""
    if releases.has_minor_lines(runtime) and "." not in digits and len(digits) > 1:
        return f"{digits[0]}.{digits[1:]}"
    return digits


@cache
def _users() -> tuple[Callable[[str], object], Callable[[str], object], frozenset[str]]:
    """Tests of names and of tags that tell of an ordinary user, and names of images that start as root."""
    data = table("images.toml")["users"]
    ordinary, of_tag = (
        re.compile("|".join(fnmatch.translate(pattern) for pattern in data[key])).match
        for key in ("ordinary", "ordinary-tags")
    )
    return ordinary, of_tag, frozenset(data["root"])


class _Words(msgspec.Struct, frozen=True):
    """Words that name a runtime before its version, in names of images and in tags."""

    in_name: re.Pattern[str]
    in_tag: re.Pattern[str]
    runtimes: dict[str, str]


@cache
def _words() -> _Words:
    rows = ecosystems.rows().values()
    runtimes = {word: row.runtime for row in rows for word in row.image_words}
    # A tag names what a program was compiled with, too, but its image does not bring that.
    tagged = "|".join(word for row in rows if not row.builds_programs for word in row.image_words)
    return _Words(
        in_name=re.compile(rf"^({'|'.join(runtimes)})-?(\d[\d.]*)(?:-|$)"),
        in_tag=re.compile(rf"(?:^|[-_])({tagged})-?(\d+(?:\.\d+)*)"),
        runtimes=runtimes,
    )


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Services by full name, services by last part, languages by last part."""
    data = table("images.toml")
    full = data["services"]["full"]
    services = {
        part: service for service, parts in data["services"].items() if service != "full" for part in parts
    }
    languages = {part: language for language, parts in data["runtimes"].items() for part in parts}
    languages |= {part: row.runtime for row in ecosystems.rows().values() for part in row.images}
    return full, services, languages
