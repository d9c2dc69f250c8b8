"""DEP007: programs that the code or its start script runs, beside what its images surely lack."""

from collections import defaultdict
from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import ComponentImage, Declared, Fact, ImageTools, Process, ToolUse

MOST_OTHERS = 3
"""Further uses named as evidence."""


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each program that no image of the component holds."""
    built = {(image.dockerfile, image.stage.name) for image in view.facts(ComponentImage)}
    tools = {(image.dockerfile, image.stage.name): image for image in view.facts(ImageTools)}
    if not built or built - tools.keys():
        return
    image = next(iter(tools.values()))
    absent = dict(image.absent)
    for other in tools.values():
        absent = {name: package for name, package in other.absent if name in absent}
    declared = {one.name for one in view.facts(Declared)}
    for program, uses in _uses(view).items():
        package = absent.get(program)
        if package is None or any(program in name or package in name for name in declared):
            continue
        yield Problem(
            at=uses[0],
            message=f"`{program}` is run here, but `{image.dockerfile}` does not install it on `{image.base}`",
            evidence=(
                (image, f"the image is made from `{image.base}`"),
                *((one, "run here too") for one in uses[1 : 1 + MOST_OTHERS]),
            ),
            remedy=f"Install it in the final stage of `{image.dockerfile}` (Debian's package is `{package}`).",
        )


def _uses(view: View) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    checked: set[str] = set()
    for use in view.facts(ToolUse):
        if use.optional:
            checked.add(use.program)
        else:
            found[use.program].append(use)
    for process in view.facts(Process):
        if process.development:
            continue
        for command in (*process.before, *process.chain):
            words = command.argv
            if command.by != "script" or not words or words[0] is None:
                continue
            if words[0] in ("command", "which", "type", "hash"):
                checked.update(word for word in words[1:] if word)
            elif command not in found[words[0]]:
                found[words[0]].append(command)
    return {program: uses for program, uses in found.items() if program not in checked}
