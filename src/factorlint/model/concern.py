"""The concerns: the twelve factors and what platforms ask beyond them. The one place that names them."""

import msgspec


class Concern(msgspec.Struct, frozen=True):
    """One row of the scorecard, one folder of rules."""

    number: int
    """1 to 12 are the factors; the order of every list of concerns."""
    slug: str
    """The rule folder's name without its number."""
    title: str
    prefixes: tuple[str, ...]
    """The letters with which the codes of its rules begin."""
    roman: str = ""
    """The factor's number as the methodology writes it; empty beyond the twelve."""
    url: str = ""
    """Where the methodology describes it."""
    asks: str = ""
    """What it asks, in one sentence of our own."""

    @property
    def heading(self) -> str:
        """`III Config`, or the title alone beyond the twelve factors."""
        return f"{self.roman} {self.title}".strip()


_SITE = "https://12factor.net/"

CONCERNS: tuple[Concern, ...] = (
    Concern(1, "codebase", "Codebase", ("COD",), "I", _SITE + "codebase",
            "One codebase tracked in version control, many deploys of it."),
    Concern(2, "dependencies", "Dependencies", ("DEP",), "II", _SITE + "dependencies",
            "Every dependency is declared exactly and isolated from the system."),
    Concern(3, "config", "Config", ("CFG",), "III", _SITE + "config",
            "What varies between deploys is read from the environment, never kept in code."),
    Concern(4, "backing-services", "Backing services", ("BKS",), "IV", _SITE + "backing-services",
            "Databases, queues and caches are attached resources, swapped by config alone."),
    Concern(5, "build-release-run", "Build, release, run", ("BLD",), "V", _SITE + "build-release-run",
            "Building, releasing and running are separate; a running release never changes."),
    Concern(6, "processes", "Processes", ("PRC",), "VI", _SITE + "processes",
            "Processes share nothing and keep nothing: state lives in a backing service."),
    Concern(7, "port-binding", "Port binding", ("PRT",), "VII", _SITE + "port-binding",
            "The app serves by binding a port of its own, given from outside."),
    Concern(8, "concurrency", "Concurrency", ("CNC",), "VIII", _SITE + "concurrency",
            "Kinds of work are kinds of processes, each scaled by running more of them."),
    Concern(9, "disposability", "Disposability", ("DSP",), "IX", _SITE + "disposability",
            "Processes start fast, stop cleanly on SIGTERM and survive sudden death."),
    Concern(10, "dev-prod-parity", "Dev/prod parity", ("PAR",), "X", _SITE + "dev-prod-parity",
            "Development, staging and production stay as alike as they can be."),
    Concern(11, "logs", "Logs", ("LOG",), "XI", _SITE + "logs",
            "Logs are an event stream on standard output; routing them is the platform's work."),
    Concern(12, "admin-processes", "Admin processes", ("ADM",), "XII", _SITE + "admin-processes",
            "Migrations and other one-off tasks run as processes of their own, from the same release."),
    Concern(13, "resilience", "Resilience", ("RES",),
            asks="Calls that leave the process are bounded in time, retried with care and isolated."),
    Concern(14, "service-communication", "Service communication", ("SVC",),
            asks="Services find each other by config and survive each other's absence."),
    Concern(15, "health-checks", "Health checks", ("HLT",),
            asks="The platform can ask each process whether it lives and whether it is ready."),
    Concern(16, "container-images", "Container images", ("IMG",),
            asks="Images are small, pinned, free of secrets and run as an ordinary user."),
    Concern(17, "container-runtime", "Container runtime", ("POD",),
            asks="Containers run with few privileges and stated resources."),
    Concern(18, "kubernetes", "Kubernetes", ("K8S",),
            asks="Objects of the cluster agree with each other and with the workloads they serve."),
)  # fmt: skip
"""In the order in which people read them."""

BY_SLUG: dict[str, Concern] = {concern.slug: concern for concern in CONCERNS}


def named(word: str) -> Concern | None:
    """The concern that a user names by slug, title, number or roman numeral, in any case; else None."""
    folded = word.strip().casefold()
    for concern in CONCERNS:
        names = (concern.slug, concern.title.casefold(), str(concern.number), concern.roman.casefold())
        if folded and folded in names:
            return concern
    return None
