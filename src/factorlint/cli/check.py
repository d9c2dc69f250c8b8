"""Scan repositories and report what breaks the twelve factors or what platforms ask beyond them."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from ..config import Colour, FailOn, Profile, Settings, UserError, load
from ..model.finding import SEVERITIES
from ..model.report import Report
from ..reports import Options, Render, formats, renderer
from . import EXIT_FINDINGS, EXIT_OURS, output
from .progress import meter
from .scope import Scope, anchor_of, changed, prefix_of, scope_of

EXAMPLES = (
    "Examples: factorlint check | factorlint check services/web --select config,IX | "
    "factorlint check --format console --format sarif=report.sarif | factorlint check Dockerfile app.py. "
    "Exit codes: 0 nothing at the threshold, 1 findings, 2 a mistake in the command or configuration, "
    "3 a rule or reader of factorlint crashed."
)

_RULES = "Codes, prefixes, names, or factors by number, roman numeral or name"


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help=(
                "Folders or files. For files the whole repository is read, and only their findings are shown."
            ),
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME[=FILE]",
            help=(
                "console, concise, json, sarif, github or markdown; repeatable, at most one to standard output."
            ),
        ),
    ] = None,
    output_file: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=("Where the report goes instead of standard output.")
        ),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help=f"{_RULES}: judge by these only.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="Do not judge by these.")] = None,
    extend_select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Judge by these too.")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="default|strict",
            help=("default: what is sure enough to act on; strict: every rule and every doubt."),
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="error|warning|info|never",
            help=("The least severity that makes the exit code 1. Default: warning."),
        ),
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Configuration to read instead of looking for one.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0 chooses by the machine.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every file afresh.")] = False,
    changed_only: Annotated[
        bool,
        typer.Option(
            "--changed",
            help=(
                "Show only what touches files that differ from the last commit; everything when none differ."
            ),
        ),
    ] = False,
    category: Annotated[
        str, typer.Option(metavar="NAME", help="SARIF: tells analyses of one commit apart.")
    ] = "",
    show_suppressed: Annotated[
        bool, typer.Option("--show-suppressed", help="Report what comments ignore, too.")
    ] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule.")] = False,
    trust_pack: Annotated[
        bool, typer.Option("--trust-pack", help="Run the Python of rule packs that are folders.")
    ] = False,
    color: Annotated[
        str, typer.Option(metavar="auto|always|never", help="Colours of the console report.")
    ] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings only.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress on terminals.")] = False,
) -> int:
    """Run the command; the exit code is returned."""
    flags: dict[str, Any] = {
        "formats": tuple(format) if format else None,
        "select": output.words(select),
        "ignore": output.words(ignore),
        "extend_select": output.words(extend_select),
        "profile": output.one_of(profile, "--profile", get_args(Profile)),
        "fail_on": output.one_of(fail_on, "--fail-on", get_args(FailOn)),
        "exit_zero": exit_zero,
        "jobs": jobs,
        "cache": False if no_cache else None,
        "category": category,
        "show_suppressed": show_suppressed,
        "trust_packs": trust_pack,
    }
    colour: Colour = output.one_of(color, "--color", get_args(Colour))
    scope = scope_of(paths or ())
    if changed_only:
        scope = Scope(scope.root, changed(scope.root))
    settings = load(
        scope.root.absolute(), {**flags, "show_paths": scope.shown}, Path(config) if config else None
    )
    targets = _targets(settings.formats, output_file)
    report, seconds = _scanned(scope.root, settings, progress=not (quiet or no_progress))
    for render, file, for_people in targets:
        options = Options(
            colour=for_people and output.colours(colour, file),
            width=output.width() if not file else 80,
            ascii=output.plain(file),
            statistics=statistics,
            show_suppressed=show_suppressed,
            quiet=quiet,
            seconds=seconds,
            prefix=prefix_of(scope.root),
            anchor=anchor_of(scope.root),
        )
        output.write(render(report, options), file)
    return exit_code(report, settings)


def exit_code(report: Report, settings: Settings) -> int:
    """3 when something of ours crashed, 1 for a finding at or above the threshold, else 0."""
    if any(trouble.ours for trouble in report.troubles):
        return EXIT_OURS
    if settings.exit_zero or settings.fail_on == "never":
        return 0
    grave = SEVERITIES[: SEVERITIES.index(settings.fail_on) + 1]
    return EXIT_FINDINGS if any(finding.severity in grave for finding in report.findings) else 0


def _targets(wanted: Sequence[str], output_file: str | None) -> list[tuple[Render, str, bool]]:
    """Renderers, the files they write to (`` for standard output), and whether people read them."""
    targets: list[tuple[Render, str, bool]] = []
    for text in wanted:
        name, given, file = text.partition("=")
        render = renderer(name)
        if render is None:
            output.one_of(name, "--format", formats())
            raise UserError(f"--format: there is no `{name}`")
        if given and not file:
            raise UserError(f"--format {text}: a file name is missing after `=`")
        targets.append((render, "" if file == "-" else file, name == "console"))
    loose = [number for number, target in enumerate(targets) if not target[1]]
    if len(loose) > 1:
        raise UserError("--format: only one report can go to standard output; write NAME=FILE for the others")
    if output_file is not None and not loose:
        raise UserError("--output: every --format has a file of its own already")
    if output_file not in (None, "-"):
        render, _, for_people = targets[loose[0]]
        targets[loose[0]] = (render, str(output_file), for_people)
    return targets


def _scanned(root: Path, settings: Settings, progress: bool) -> tuple[Report, float]:
    from ..engine.scan import scan

    begun = time.perf_counter()
    callback, clear = meter(progress)
    try:
        report = scan(root, settings, callback)
    finally:
        clear()
    return report, round(time.perf_counter() - begun, 3)
