"""Resilience: bounding, retrying and isolating calls that leave the process."""

from ..model.fact import UNKNOWN, Fact, Unknown


class Retry(Fact, frozen=True, kw_only=True, tag="resilience.retry"):
    """Something is tried again: a library's policy or a hand-written loop."""

    by: str
    """The library, or `loop`."""
    limit: int | None | Unknown = UNKNOWN
    """How many attempts; None for no end."""
    backoff: str | Unknown = UNKNOWN
    """`none` (no delay), `fixed`, `linear`, `exponential`."""
    jitter: bool | Unknown = UNKNOWN
    around: tuple[str, ...] = ()
    """Outbound protocols of the calls inside, as far as visible."""
    methods: tuple[str, ...] = ()


class Breaker(Fact, frozen=True, kw_only=True, tag="resilience.breaker"):
    """A circuit breaker."""

    by: str
    threshold: int | None | Unknown = UNKNOWN
    reset: float | None | Unknown = UNKNOWN
    """Seconds."""
    half_open: bool | Unknown = UNKNOWN


class ConcurrencyLimit(Fact, frozen=True, kw_only=True, tag="resilience.concurrency-limit"):
    """Work done side by side, and its bound."""

    how: str
    bound: int | None | Unknown = UNKNOWN
    """None when nothing bounds it."""


class Blocking(Fact, frozen=True, kw_only=True, tag="resilience.blocking"):
    """A call that blocks the thread."""

    call: str
    in_async: bool = False


class DefaultTimeout(Fact, frozen=True, kw_only=True, tag="resilience.default-timeout"):
    """All calls of a library in this process are bounded at once: `axios.defaults.timeout = 5000`."""

    client: str
    """As in `OutboundCall.client`."""
    timeout: float | Unknown = UNKNOWN
    """Seconds."""
