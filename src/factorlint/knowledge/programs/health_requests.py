"""What a health check's command asks: the URL of `curl`, `wget` and their like, or a gRPC address."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from ...model.fact import UNKNOWN, Unknown
from ...syntax.shell import parse as shell
from .arguments import Argument, resolve

_URL = re.compile(r"(https?)://([^\s/'\"()?#]+)?(/[^\s'\"()?#]*)?")
_BARE = re.compile(r"^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(:[^/]*)?(/[^?#]*)?(?:[?#].*)?$")
_PORT = re.compile(r":(?:(\d{1,5})|\$\{\w+:?-(\d{1,5})\})$")
_CLIENTS = frozenset(
    (
        "curl",
        "wget",
        "http",
        "https",
        "httpie",
        "xh",
        "httping",
        "node",
        "python",
        "bun",
        "deno",
        "nc",
        "ruby",
        "php",
    )
)


class Request(msgspec.Struct, frozen=True, gc=False):
    """The request that a health check makes, as `facts.service.Probe` wants it."""

    transport: Literal["http", "grpc"]
    url_path: str | Unknown
    port: int | Unknown
    client: str
    """The program that asks: `curl`."""
    host: str = ""


def request_in(argv: Sequence[str | None], raw: Sequence[str] = ()) -> Request | None:
    """The first HTTP or gRPC request of a command, shell texts among its words included; None for none.

    A scheme's own port stands for a URL without one (80, 443).
    """
    words = [Argument(value, raw[i] if i < len(raw) else (value or "")) for i, value in enumerate(argv)]
    call = resolve(words)
    if call.program is not None and "shell" in call.program.does:
        given = call.rest[0].value if call.rest else None
        return request_in_text(given) if given else None
    if call.name.replace("_", "-") == "grpc-health-probe":
        address = next((one for one in call.values(("-addr", "--addr")) if one is not None), None)
        return Request("grpc", UNKNOWN, _port(address.raw if address else ""), call.name)
    if call.name not in _CLIENTS:
        return None
    for one in call.arguments:
        text = (one.raw if one.value is None else one.value).strip("\"'")
        if found := _URL.search(text):
            default = 443 if found[1] == "https" else 80
            return _http(call.name, found[2] or "", found[3] or "/", default)
        if call.name in ("curl", "wget") and (bare := _BARE.match(text)):
            return _http(call.name, bare[1] + (bare[2] or ""), bare[3] or "/", 80)
    return None


def request_in_text(text: str) -> Request | None:
    """The first request that a shell text makes."""
    for command in shell.split(text):
        if command.words and (found := request_in(command.words, command.raw)):
            return found
    return None


def _http(client: str, authority: str, path: str, default: int) -> Request:
    authority = authority.rpartition("@")[2]
    port: int | Unknown = _port(authority) if ":" in authority.rpartition("]")[2] else default
    host = authority.rpartition(":")[0] if ":" in authority else authority
    return Request("http", UNKNOWN if "$" in path or "{" in path else path, port, client, host)


def _port(authority: str) -> int | Unknown:
    found = _PORT.search(authority)
    return int(found[1] or found[2]) if found else UNKNOWN
