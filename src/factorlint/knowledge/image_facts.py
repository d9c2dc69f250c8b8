"""What compose, Kubernetes and CI share: facts about an image that is run, a command, a health request."""

from collections.abc import Iterator, Sequence
from posixpath import basename, normpath

from ..facts import BackingService, Fact, ImageRef, RuntimeVersion
from ..model.fact import UNKNOWN, Unknown
from ..model.text import Span
from ..syntax.shell.split import split
from . import images, releases

_CURL_VALUED = frozenset(
    (
        "-o",
        "--output",
        "-m",
        "--max-time",
        "-H",
        "--header",
        "-X",
        "--request",
        "-d",
        "--data",
        "-u",
        "--user",
        "--retry",
        "--connect-timeout",
        "-w",
        "--write-out",
        "-A",
        "-e",
        "-b",
        "--cacert",
        "--cert",
        "--key",
        "-O",
        "-T",
        "--timeout",
        "-t",
        "--tries",
        "--output-document",
    )
)
_WGET_FLAGS = frozenset(("-O", "-T", "--timeout", "-t", "--tries", "-o", "-U", "--header"))
_LOCAL = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "[::1]"))
_DEFAULT_PORTS = {"http": 80, "https": 443}


def image_facts(
    raw: str,
    span: Span,
    by: str,
    owner: str,
    scope: str,
    *,
    backing: str = "",
    builds: bool = False,
    runtime_by: str = "image",
) -> Iterator[Fact]:
    """What an image reference tells: itself, the backing service it is, the runtime it brings.

    `backing` is the `by` of the backing service, empty to say none; `runtime_by` that of the runtime version.
    """
    parts = images.reference(raw)
    yield ImageRef(
        span=span,
        scope=scope,
        raw=raw,
        name=parts.name,
        tag=parts.tag,
        digest=parts.digest,
        by=by,
        owner=owner,
        builds=builds,
        templated=parts.templated,
        starts_as=images.starts_as(parts.name, parts.tag),
    )
    if builds or not isinstance(parts.name, str):
        return
    service = images.backing_service(parts.name)
    if service and backing:
        version = images.version_of(parts.tag) if isinstance(parts.tag, str) else ""
        yield BackingService(
            span=span, scope=scope, service=service, locator=owner, by=backing, version=version
        )
    runtime = images.runtime(parts.name, parts.tag) if isinstance(parts.tag, str) else None
    if runtime and not service:
        yield RuntimeVersion(
            span=span,
            scope=scope,
            language=runtime[0],
            version=runtime[1],
            by=runtime_by,
            exact=releases.is_exact(*runtime),
        )


def words_of(text: str) -> tuple[str, ...]:
    """A command line in words as a POSIX shell quotes, without running through a shell."""
    words = split(text)
    return tuple(text.split()) if words is None else words


def http_request(argv: Sequence[str | None]) -> tuple[str, int | Unknown] | None:
    """Path and port that a `curl`, `wget` or `http` command asks on this host, None for any other command."""
    words = [word for word in argv if word is not None]
    while words and basename(words[0]) not in ("curl", "wget", "http"):
        words = words[1:]
    valued = _CURL_VALUED if words and basename(words[0]) == "curl" else _WGET_FLAGS
    skip = True
    for word in words:
        if skip or word.startswith("-"):
            skip = word in valued
            continue
        if word in ("||", "&&", "|", ";"):
            return None
        found = _path_and_port(word)
        if found is not None:
            return found
    return None


def _path_and_port(word: str) -> tuple[str, int | Unknown] | None:
    """The path and port of a URL on this host; a port that is a variable is unknown."""
    scheme, separator, rest = word.rpartition("://")
    host, slash, path = rest.partition("/")
    host, colon, port = host.rpartition(":")
    if not colon:
        host, port = port, str(_DEFAULT_PORTS.get(scheme, 80))
    if not separator and host not in _LOCAL:
        return None
    path = (slash + path).partition("?")[0].rstrip(";\"'") or "/"
    return path, int(port) if port.isascii() and port.isdigit() and len(port) < 6 else UNKNOWN


def from_root(document: str, location: str) -> str:
    """A path written in `document` (relative to its folder), relative to the repository's root; empty for it."""
    folder = document.rpartition("/")[0]
    joined = normpath(f"{folder}/{location}" if folder else location)
    return "" if joined == "." else joined
