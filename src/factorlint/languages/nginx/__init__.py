"""nginx configuration: listeners, upstreams, proxies, logs."""

from collections.abc import Iterable

from ...model.fact import Fact
from ...model.source import Source

NAMES = ("nginx.conf", "nginx*.conf", "*nginx*.conf", "*.nginx", "*/nginx/*.conf", "*/nginx/*/*.conf", "nginx/*.conf",
         "*/conf.d/*.conf", "nginx.conf.*", "*/nginx/*.conf.template", "*/nginx/templates/*", "*/sites-enabled/*",
         "*/sites-available/*", "default.conf", "*.conf.template", "*/proxy/conf")  # fmt: skip
SNIFF = (b"{", b";")


def facts(source: Source) -> Iterable[Fact]:
    """`Listen`, `IngressRule`, `LogSink`, `Route` of fixed answers."""
    from . import read

    return read.facts(source.data)
