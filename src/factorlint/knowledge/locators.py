"""Locators: what a DSN, a URL or a `host:port` says about where a backing service is.

Reading only: nothing is looked up or opened. The scheme and port tables are in `locators.toml`.
"""

import re
from functools import cache

import msgspec

from . import table

MAX_LENGTH = 2048
"""Longer texts are not locators (and would only cost time)."""

_SCHEME = re.compile(r"(?:jdbc:|r2dbc:)?([A-Za-z][A-Za-z0-9_.-]*)(?:\+[A-Za-z0-9_+.-]*)?:(//)?", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\Z", re.ASCII)
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*):([0-9]{2,5})\Z", re.ASCII)
_IP4 = re.compile(
    r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}\Z", re.ASCII
)
_IP6 = re.compile(r"\[?(?=[0-9A-Fa-f:.]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]+(?:\.\d+){0,3}\]?\Z", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}\Z", re.ASCII)
_PAIR = re.compile(r"([A-Za-z][A-Za-z _]{0,40}?)\s{0,9}=\s*+('[^']*'|\"[^\"]*\"|[^;\s]*)", re.ASCII)
_ACCOUNT = re.compile(
    r"arn:aws[\w-]*:[\w-]+:[\w-]*:\d{12}:|\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com", re.ASCII
)
_BUCKET = re.compile(
    r"(?:s3[an]?|gs)://[a-z0-9][a-z0-9._-]+|arn:aws[\w-]*:s3:::[a-z0-9]|"
    r"https?://[a-z0-9.-]+\.s3[.-][a-z0-9.-]*amazonaws\.com|https?://[a-z0-9]+\.blob\.core\.windows\.net",
    re.ASCII,
)
_OPEN = re.compile(
    r"\$\{|\$\(|\{\{|\{[A-Za-z_0-9.:!\[\]'\"]*\}|%\([A-Za-z_]\w*\)s|%[sd]|#\{|<[^<>]+>|\$[A-Za-z_]"
)
_GO_MYSQL = re.compile(
    r"(?:([^:@/()\s]*)(?::([^@/()\s]*))?@)?(tcp6?|unix)\(([^()\s]*)\)/([^?\s]*)(?:\?\S*)?\Z", re.ASCII
)
"""The driver of Go: `user:password@tcp(host:port)/database?options`."""
_TELLING = re.compile(r"[:=]|\)/")
_LOCALHOSTS = frozenset({"localhost", "ip6-localhost", "localhost.localdomain", "host.docker.internal"})


class Locator(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A locator taken apart. Texts are as written; positions are character offsets in the text parsed."""

    scheme: str = ""
    """Lower case, driver suffix included (`postgresql+asyncpg`); empty for `host:port`."""
    service: str = ""
    """The backing service by scheme, else by port: `postgresql`, `redis`; empty when neither tells."""
    host: str = ""
    """First host, without brackets; empty for a file, a socket, or when it is not known (`open`)."""
    hosts: tuple[tuple[str, int | None], ...] = ()
    """Every host and port of a list such as `mongodb://a:1,b:2`."""
    port: int | None = None
    path: str = ""
    """What follows the authority, without query and fragment; for an embedded database its file."""
    user: str = ""
    password: str = ""
    password_span: tuple[int, int] | None = None
    open: bool = False
    """Scheme, host or port hold an interpolation (`${HOST}`, `{host}`), so they are not known here."""
    by_scheme: bool = False
    """`service` comes from the scheme (or from a keyword list), not from a port."""


@cache
def _tables() -> tuple[dict[str, str], frozenset[str], dict[int, str], frozenset[int], dict[str, int]]:
    data = table("locators.toml")
    schemes = {scheme: service for service, names in data["schemes"].items() for scheme in names}
    ports = {int(port): service for port, service in data["ports"].items()}
    return (
        schemes,
        frozenset(data["web"]["schemes"]),
        ports,
        frozenset(data["common"]["ports"]),
        data["default-ports"],
    )


def service_of_scheme(scheme: str) -> str:
    """The backing service of a scheme (`mysql2`, `postgresql+asyncpg`), empty when it is none."""
    return _tables()[0].get(scheme.lower().partition("+")[0], "")


def service_of_port(port: int) -> str:
    """The backing service whose default port this is, empty when there is none."""
    return _tables()[2].get(port, "")


def service_of_name(name: str) -> str:
    """The backing service that a variable's name tells (`REDIS_HOST`); `database` for `DB_HOST`, empty for none."""
    known = _names()
    return next((known[word] for word in re.split(r"[^a-z]+", name.lower()) if word in known), "")


@cache
def _names() -> dict[str, str]:
    data = table("locators.toml")
    return {word: service for service, words in data["names"].items() for word in words}


def default_port(scheme_or_service: str) -> int | None:
    """The port that a scheme or service has when none is given."""
    ports, name = _tables()[4], scheme_or_service.lower().partition("+")[0]
    return ports.get(name) or ports.get(service_of_scheme(name))


def is_loopback(host: str) -> bool:
    """Whether a host names this very machine (`host.docker.internal`, the machine outside, does not)."""
    name = host.strip("[]").lower()
    return name in ("localhost", "::1", "ip6-localhost", "localhost.localdomain") or (
        name.startswith("127.") and _IP4.match(name) is not None
    )


def parse(text: str) -> Locator | None:
    """Take apart a DSN, URL, `host:port`, keyword list (`host=db password=x`) or Go's MySQL DSN; None for anything else.

    A bare scheme (`redis://`) is none, except for an embedded database, where it means memory.
    """
    if len(text) > MAX_LENGTH or not _TELLING.search(text):
        return None
    scheme = _SCHEME.match(text)
    if scheme is not None and not any(c.isspace() for c in text.strip()):
        found = _url(text, scheme) if scheme[2] else _opaque(text, scheme)
        if found is not None:
            return found
    return _go_mysql(text) or _host_port(text) or _keywords(text)


def kind(text: str) -> str:
    """The shape of a literal: `bucket`, `account-id`, `dsn`, `url`, `host-port`, `ip`, `email`, or empty."""
    if len(text) > MAX_LENGTH or not len(text) >= 4:
        return ""
    if "." not in text and not _TELLING.search(text):
        return ""
    if " " in text or "\n" in text:
        return "dsn" if "=" in text and _keywords(text) is not None else ""
    if _BUCKET.match(text):
        return "bucket"
    if _ACCOUNT.match(text):
        return "account-id"
    if _EMAIL.match(text):
        return "email"
    if _IP4.match(text) or (text.count(":") > 1 and _IP6.match(text)):
        return "ip"
    found = parse(text)
    if found is None or not (found.host or found.path or found.open):
        return ""
    if found.by_scheme:
        return "dsn"
    if found.scheme:
        return "url" if found.scheme in _tables()[1] else ""
    return "host-port" if _is_address(found) else ""


def _is_address(found: Locator) -> bool:
    """Tell `db:5432` and `api.internal:9999` from `width:1024` and `redis:7`."""
    if found.port in _tables()[2] or found.port in _tables()[3]:
        return True
    name = found.host.lower()
    dotted = "." in name and name.rpartition(".")[2].isalpha()
    return name in _LOCALHOSTS or dotted or _IP4.match(name) is not None or ":" in name


def _url(text: str, match: re.Match[str]) -> Locator | None:
    scheme = text[: match.end() - 3].lower().removeprefix("jdbc:").removeprefix("r2dbc:")
    service = service_of_scheme(scheme)
    start = match.end()
    end = _authority_end(text, start)
    authority = text[start:end]
    login, at, places = authority.rpartition("@")
    user, _, password = login.partition(":")
    hosts, is_open = _hosts(places)
    path = re.split(r"[?#;]", text[end:], maxsplit=1)[0]
    if hosts is None:
        return None
    if service == "sqlite" and not places:
        path = path[1:] or ":memory:"
    elif not places and not path:
        return None
    host, port = hosts[0] if hosts else ("", None)
    password_start = start + len(user) + 1
    return Locator(
        scheme=scheme,
        service=service or (service_of_port(port) if port else ""),
        host=host,
        hosts=tuple(hosts),
        port=port,
        path=path,
        user=user if at else "",
        password=password,
        password_span=(password_start, password_start + len(password)) if password else None,
        open=is_open,
        by_scheme=bool(service),
    )


def _authority_end(text: str, start: int) -> int:
    """Where the authority ends; separators inside `${..}`, `{..}` or `<..>` do not end it."""
    depth, index = 0, start
    while index < len(text):
        char = text[index]
        if char in "{<":
            depth += 1
        elif char in "}>":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "/?#;":
            break
        index += 1
    return index if depth == 0 else len(text)


def _hosts(places: str) -> tuple[list[tuple[str, int | None]] | None, bool]:
    """Hosts and ports of an authority, None when it cannot be one, and whether a part is interpolated."""
    found: list[tuple[str, int | None]] = []
    is_open = False
    for place in places.split(",") if places and not _OPEN.search(places) else [places] if places else []:
        bracket = re.fullmatch(r"\[([0-9A-Fa-f:.%a-z]+)\](?::(\d*))?", place)
        name, _, digits = (bracket[1], "", bracket[2] or "") if bracket else _last_colon(place)
        if _OPEN.search(name):
            is_open, name = True, ""
        elif name and not bracket and not _HOST.match(name):
            return None, False
        if digits and not (digits.isascii() and digits.isdigit()):
            if not _OPEN.search(digits):
                return None, False
            is_open, digits = True, ""
        port = int(digits[:6]) if digits else None
        found.append((name, port if port is None or port < 65536 else None))
    return found, is_open


def _last_colon(place: str) -> tuple[str, str, str]:
    """Split at the colon before the port, which is none inside `${X:-default}` or `{x:d}`."""
    cut = place.rfind(":")
    if cut < 0 or cut < place.rfind("}") or cut < place.rfind(">"):
        return place, "", ""
    return place[:cut], ":", place[cut + 1 :]


def _opaque(text: str, match: re.Match[str]) -> Locator | None:
    """`jdbc:h2:mem:test`, `jdbc:oracle:thin:@db:1521:x`, `sqlite:data.db`, `mysql:host=db;dbname=x`."""
    scheme = match[1].lower()
    service = service_of_scheme(scheme)
    rest = text[match.end() :]
    if not service or not rest:
        return None
    listed = _keywords(rest, service) if "=" in rest else None
    if listed is not None:
        return listed
    if service == "oracle" and "@" in rest:
        login, _, places = rest.rpartition("@")
        parts = places.lstrip("/").split(":")
        port = int(parts[1][:5]) if len(parts) > 1 and parts[1][:5].isdecimal() else None
        host = parts[0] if _HOST.match(parts[0]) else ""
        return Locator(scheme=scheme, service=service, host=host, port=port, path=login, by_scheme=True)
    if service in ("h2", "derby", "hsqldb", "sqlite") and not rest.isdecimal():
        return Locator(scheme=scheme, service=service, path=rest, by_scheme=True)
    return None


def _go_mysql(text: str) -> Locator | None:
    match = _GO_MYSQL.match(text)
    if match is None:
        return None
    hosts, is_open = _hosts(match[4]) if match[3] != "unix" else ([], False)
    if hosts is None:
        return None
    host, port = hosts[0] if hosts else ("", None)
    return Locator(
        service="mysql",
        host=host,
        hosts=tuple(hosts),
        port=port,
        path=match[5],
        user=match[1] or "",
        password=match[2] or "",
        password_span=match.span(2) if match[2] else None,
        open=is_open,
        by_scheme=True,
    )


def _host_port(text: str) -> Locator | None:
    places = text.split(",")
    matches = [_HOST_PORT.match(place.strip()) for place in places[:64]]
    hosts = [(m[1].strip("[]"), int(m[2])) for m in matches if m and 0 < int(m[2]) < 65536]
    if not hosts or len(hosts) != len(places):
        return None
    host, port = hosts[0]
    if host.isdecimal() or not (any(c.isalpha() for c in host) or _IP4.match(host) or ":" in host):
        return None
    return Locator(service=service_of_port(port), host=host, port=port, hosts=tuple(hosts))


_KEYS = {
    **dict.fromkeys(("host", "server", "data source", "addr", "address", "hostaddr", "datasource"), "host"),
    **dict.fromkeys(("password", "pwd", "accountkey", "sharedaccesskey"), "password"),
    **dict.fromkeys(("user", "user id", "uid", "username", "accountname", "sharedaccesskeyname"), "user"),
    **dict.fromkeys(("dbname", "database", "initial catalog"), "path"),
    "port": "port",
}


def _keywords(text: str, service: str = "") -> Locator | None:
    """libpq's `host=db user=x password=y` and ADO's `Server=db,1433;User Id=sa;Password=y`."""
    if len(text) > MAX_LENGTH:
        return None
    values: dict[str, str] = {}
    span: tuple[int, int] | None = None
    libpq = False
    for pair in _PAIR.finditer(text):
        name = pair[1].strip().lower()
        key = _KEYS.get(name)
        if key is None or key in values:
            continue
        value = pair[2].strip("'\"")
        values[key] = value
        libpq = libpq or name == "dbname"
        if key == "password" and value:
            start = pair.start(2) + pair[2].index(value)
            span = (start, start + len(value))
    if not service and ("host" not in values or len(values) < 2 or not values.keys() & {"path", "password"}):
        return None
    if not values:
        return None
    host, digits = values.get("host", ""), values.get("port", "")
    parts = re.fullmatch(r"(?:tcp:)?([^,:]+)[,:](\d+)", host)
    if parts:
        host, digits = parts[1], parts[2]
    port = int(digits) if re.fullmatch(r"[0-9]{1,5}", digits) else None
    is_open = bool(_OPEN.search(host))
    if not is_open and host and not _HOST.match(host.split("\\")[0]):
        return None
    by_port = service_of_port(port) if port else ""
    return Locator(
        scheme="",
        service=service or by_port or ("postgresql" if libpq and ";" not in text else ""),
        host="" if is_open else host,
        port=port,
        path=values.get("path", ""),
        user=values.get("user", ""),
        password=values.get("password", ""),
        password_span=span,
        open=is_open,
        by_scheme=True,
    )
