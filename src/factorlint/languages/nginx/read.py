"""nginx's directives as a flat walk with the blocks they stand in (ngx_http_core, proxy, upstream, log modules)."""

import re
from collections.abc import Iterator

import msgspec

from ...facts.log import LogSink
from ...facts.scan import ParseTrouble
from ...facts.service import IngressRule, Listen, Route
from ...knowledge import locators
from ...model.fact import UNKNOWN, Fact, Unknown
from ...model.text import Span
from ...syntax.bytetext import scan_text, utf8
from ...syntax.numbers import whole

_TOKEN = re.compile(
    r"""[\s]+|\#[^\n]*|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<mark>[{};])|(?P<word>(?:\$\{\w+\}|[^\s{};"'])+|.)""",
    re.DOTALL,
)
_PASSES = {"proxy_pass": "http", "grpc_pass": "grpc", "fastcgi_pass": "fastcgi", "uwsgi_pass": "uwsgi"}
_TIMES = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
MAX_DEPTH = 50


class _Block(msgspec.Struct):
    """An open block: its words and what its directives set."""

    words: list[str]
    span: Span
    server_name: str = ""
    timeout: float | None = None
    sticky: bool = False
    servers: list[tuple[str, Span]] = msgspec.field(default_factory=list)


class _Pass(msgspec.Struct):
    """A proxy directive, kept until every upstream is known."""

    target: str
    span: Span
    url_path: str
    block: _Block
    location: _Block | None


def facts(data: bytes) -> Iterator[Fact]:
    """All facts of a configuration file or a fragment of one."""
    reader = _Reader(data)
    return iter(reader.read())


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.text = scan_text(data)
        self.found: list[Fact] = []
        self.blocks: list[_Block] = [_Block([], Span(0, 0))]
        self.upstreams: dict[str, _Block] = {}
        self.passes: list[_Pass] = []

    def read(self) -> list[Fact]:
        words: list[str] = []
        start = 0
        for token in _TOKEN.finditer(self.text):
            if token["quoted"] or token["word"]:
                start = start if words else token.start()
                words.append(utf8(token["quoted"][1:-1] if token["quoted"] else token["word"]))
            elif token["mark"] == "{":
                if len(self.blocks) > MAX_DEPTH:
                    self.found.append(
                        ParseTrouble(
                            span=Span(*token.span()), message="blocks too deep; the rest was left out"
                        )
                    )
                    break
                self._open(words or [""], Span(start, token.start()))
                words = []
            elif token["mark"] == "}":
                if len(self.blocks) > 1:
                    self.blocks.pop()
                words = []
            elif token["mark"] == ";" and words:
                self._directive(words, Span(start, token.start()))
                words = []
        self.found += (self._rule(one) for one in self.passes)
        return self.found

    def _open(self, words: list[str], span: Span) -> None:
        block = _Block(words, span)
        if words[0] == "upstream" and len(words) > 1:
            self.upstreams[words[1]] = block
        self.blocks.append(block)

    def _directive(self, words: list[str], span: Span) -> None:
        name, arguments, block = words[0], words[1:], self.blocks[-1]
        if not arguments:
            block.sticky = block.sticky or name == "ip_hash"
            return
        if name == "listen" and block.words[:1] == ["server"]:
            self.found.append(_listen(arguments[0], span))
        elif name == "server_name":
            block.server_name = arguments[0]
        elif name == "server" and block.words[:1] == ["upstream"]:
            block.servers.append((arguments[0], span))
        elif name == "sticky" or (name == "hash" and "$remote_addr" in arguments[0]):
            block.sticky = True
        elif name == "proxy_read_timeout":
            block.timeout = _seconds(arguments[0])
        elif name in _PASSES:
            self._pass(arguments[0], span)
        elif name in ("access_log", "error_log"):
            self.found.append(_sink(arguments, span))
        elif name == "return" and whole(arguments[0], 3) and block.words[:1] == ["location"]:
            self._answer(int(arguments[0]), span)

    def _location(self) -> _Block | None:
        return next((block for block in reversed(self.blocks) if block.words[:1] == ["location"]), None)

    def _pass(self, target: str, span: Span) -> None:
        location = self._location()
        server = next(
            (block for block in reversed(self.blocks) if block.words[:1] == ["server"]), self.blocks[0]
        )
        self.passes.append(_Pass(target, span, _path(location), server, location))

    def _answer(self, status: int, span: Span) -> None:
        location = self._location()
        exact = location is not None and len(location.words) > 2 and location.words[1] == "="
        if location is not None and 200 <= status < 300:
            self.found.append(
                Route(
                    span=span, url_path=_path(location), partial=not exact, statuses=(status,), server="nginx"
                )
            )

    def _rule(self, one: _Pass) -> IngressRule:
        scheme, _, rest = one.target.rpartition("://")
        name = re.split(r"[/?]", rest, maxsplit=1)[0]
        upstream = self.upstreams.get(name)
        service, port = _address(upstream.servers[0][0] if upstream and upstream.servers else name, scheme)
        timeout = next(
            (b.timeout for b in (one.location, one.block) if b is not None and b.timeout is not None), None
        )
        return IngressRule(
            span=one.span,
            host="" if one.block.server_name in ("_", "") else one.block.server_name,
            url_path=one.url_path,
            service=service,
            port=port,
            by="nginx",
            timeout=timeout if timeout is not None else 60.0,
            sticky=upstream.sticky if upstream else False,
        )


def _path(location: _Block | None) -> str:
    words = location.words[1:] if location is not None else []
    return words[-1] if words and words[-1].startswith("/") and "~" not in words[0] else "/"


def _address(place: str, scheme: str) -> tuple[str | Unknown, int | Unknown]:
    """Service and port; UNKNOWN where a variable or a socket stands."""
    if "$" in place or "{" in place or place.startswith("unix:"):
        return UNKNOWN, UNKNOWN
    found = locators.parse(f"tcp://{place}")
    if found is None or not found.host:
        return UNKNOWN, UNKNOWN
    default = 443 if scheme in ("https", "grpcs") else 80
    return found.host, found.port if found.port is not None else default


def _listen(place: str, span: Span) -> Listen:
    if place.startswith("unix:"):
        return Listen(span=span, host=None, port=None, by="nginx", protocol="unix")
    match = re.fullmatch(
        r"(?:(\[[0-9A-Fa-f:.]+\]|\*|(?=[0-9_]*+[A-Za-z.-])[A-Za-z0-9_.-]++)(?::|\Z))?(\d+)?",
        place,
    )
    variable = re.fullmatch(r"(?:.*:)?\$\{?([A-Z_][A-Z0-9_]*)\}?", place)
    if variable:
        return Listen(span=span, host=None, default_host="0.0.0.0", port_env=variable[1], by="nginx")
    if match is None:
        return Listen(span=span, by="nginx", default_host="0.0.0.0")
    host = match[1] or ""
    return Listen(
        span=span,
        host=None if host in ("", "*") else host.strip("[]"),
        default_host="0.0.0.0",
        port=int(match[2][:6]) if match[2] else 80,
        by="nginx",
    )


def _sink(arguments: list[str], span: Span) -> LogSink:
    place = arguments[0]
    if place in ("off", "/dev/null"):
        return LogSink(span=span, target="null", by="nginx", configured="file")
    if place.startswith("syslog:"):
        return LogSink(span=span, target="syslog", ships=True, by="nginx", configured="file")
    if place in ("stderr", "/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/proc/self/fd/2"):
        return LogSink(span=span, target="stdout", by="nginx", configured="file")
    return LogSink(
        span=span, target="file", file=UNKNOWN if "$" in place else place, by="nginx", configured="file"
    )


def _seconds(text: str) -> float | None:
    match = re.fullmatch(r"(\d{1,9})(ms|s|m|h|)", text)
    return int(match[1]) * _TIMES[match[2]] if match else None
