"""Worker code that no declared process runs."""

import re
from collections.abc import Iterator

from factorlint.api import Confidence, Problem, Role, View
from factorlint.facts import Command, Container, EnvSupply, Fact, Process, ProcessType, WorkerCode, Workload

_ALL: frozenset[Role] = frozenset({"production", "migration", "tooling", "example", "docs"})
_ORCHESTRATED = ("compose", "kubernetes", "procfile", "app.json", "supervisord", "systemd")
_NAMED_WORKER = re.compile(r"worker|queue|consumer|jobs?\b|beat|scheduler|cron", re.I)
_BEAT = frozenset({"-B", "--beat"})


def check(view: View) -> Iterator[Problem]:
    """At most one problem a framework and purpose."""
    groups: dict[tuple[str, str], list[WorkerCode]] = {}
    for code in view.facts(WorkerCode):
        groups.setdefault((code.framework, code.purpose), []).append(code)
    if not groups:
        return
    declared = [each for each in view.facts(Process, _ALL) if each.where in _ORCHESTRATED]
    webs = [each for each in declared if each.purpose == "web" and not each.development]
    if not webs or _unclear(view, declared):
        return
    for (_, purpose), codes in groups.items():
        if purpose == "scheduler" and _scheduled(view):
            continue
        if purpose == "worker" and _worked(view):
            continue
        loops = all(code.defines == "loop" for code in codes)
        if loops and any(
            code.path == each.entry_file for code in codes for each in view.facts(Process, _ALL)
        ):
            continue
        started = _started_by_hand(view, codes) if loops else None
        confidence: Confidence | None = "low" if loops and started is None else None
        if any(each.templated for each in view.everywhere(Workload)):
            confidence = "low"
        yield _problem(codes, webs, purpose, started, confidence)


def _unclear(view: View, declared: list[Process]) -> bool:
    """Whether a process that could not be followed, or something beside one, may be what runs the work."""
    if any(each.purpose == "unknown" for each in declared):
        return True
    names = [each.name.lower() for each in view.everywhere(Container, _ALL)]
    names += [each.name.lower() for each in view.everywhere(ProcessType, _ALL)]
    frameworks = {code.framework for code in view.facts(WorkerCode)}
    if any(_NAMED_WORKER.search(name) or any(one in name for one in frameworks) for name in names):
        return True
    if any("EAGER" in each.name for each in view.facts(EnvSupply)):
        return True
    for process in declared:
        for command in (*process.chain, *process.before):
            if {"supervise", "worker", "scheduler"} & set(command.does) and command is not process.command:
                return True
            if "supervise" in command.does:
                return True
    return False


def _worked(view: View) -> bool:
    return any(each.purpose == "worker" for each in view.everywhere(Process, _ALL))


def _scheduled(view: View) -> bool:
    """A scheduler of its own, or a worker that schedules too."""
    return any(
        each.purpose == "scheduler" or (each.purpose == "worker" and _BEAT.intersection(each.command.argv))
        for each in view.everywhere(Process, _ALL)
    )


def _started_by_hand(view: View, codes: list[WorkerCode]) -> Command | None:
    """A script of a manifest that starts the file which consumes: a program of its own."""
    files = {_stem(code.path) for code in codes}
    for command in view.facts(Command, _ALL):
        if command.by == "npm-script" and command.entry and _stem(command.entry) in files:
            return command
    return None


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _problem(
    codes: list[WorkerCode],
    webs: list[Process],
    purpose: str,
    started: Command | None,
    confidence: Confidence | None,
) -> Problem:
    first = next((code for code in codes if code.defines == "app"), codes[0])
    names = list(dict.fromkeys(code.name for code in codes if code.name and code.defines != "app"))
    told = ", ".join(f"`{name}`" for name in names[:3]) + (", ..." if len(names) > 3 else "")
    work = f"{first.framework} {'schedule' if purpose == 'scheduler' else 'work'}" + (
        f" ({told})" if told else ""
    )
    processes = list(dict.fromkeys(each.name for each in webs))
    evidence: list[tuple[Fact, str]] = [
        (web, f"`{web.name}` is declared, and serves requests") for web in webs[:2]
    ]
    if started is not None:
        evidence.append((started, f"`{started.owner}` starts it, by hand only"))
    evidence += [
        (code, f"{code.framework} {code.defines} {code.name}".rstrip()) for code in codes if code is not first
    ][:3]
    where = webs[0].container or webs[0]
    kind = "scheduler" if purpose == "scheduler" else "worker"
    return Problem(
        at=first,
        message=f"no declared process runs this {work}: only {', '.join(f'`{name}`' for name in processes[:3])} is declared",
        evidence=tuple(evidence),
        remedy=f"Declare a {kind} process beside `{webs[0].name}` in {where.path}, with a command of {first.framework}.",
        confidence=confidence,
    )
