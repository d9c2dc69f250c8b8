"""Steps of a job: scripts, actions, the runtimes they set up, the images they build."""

from collections.abc import Iterator

from ...facts import ActionUse, Build, Command, Fact, RuntimeVersion
from ...knowledge import ecosystems, releases
from ...knowledge.image_facts import image_facts
from ...knowledge.programs.builds import build_of, path_in
from ...knowledge.programs.lines import within
from ...knowledge.programs.runs import Run, script_facts
from ...model.fact import UNKNOWN, Unknown
from ...syntax.tree.yaml import Node, body
from .environment import environment
from .expressions import choices, shell_text, value

_SHELLS = ("", "bash", "sh")
_IMAGE_BUILDERS = frozenset(
    ("docker/build-push-action", "depot/build-push-action", "redhat-actions/buildah-build")
)
_MAX_ARGUMENTS = 40


def steps_facts(steps: Node, job: str, matrix: Node, folder: str, data: bytes) -> Iterator[Fact]:
    """The facts of every step. `folder` is the job's default working directory."""
    for step in steps.items:
        yield from environment(step.get("env"), job)
        if step.get("uses").string:
            yield from _action(step, job, matrix)
        elif step.get("run").string and step.get("shell").string.split(" ")[0] in _SHELLS:
            where = value(step.get("working-directory")) or folder
            yield from _script(step.get("run"), job, where, data)


def _script(run: Node, job: str, folder: str, data: bytes) -> Iterator[Fact]:
    text, offset = body(run, data)
    where = folder.removeprefix("./").strip("/.")
    facts = script_facts(shell_text(text), offset, Run(by="github-actions", owner=job, stage="ci", scope=job))
    for fact in within(where, facts):
        yield fact
        if isinstance(fact, Command):
            build = build_of(fact, where)
            if build is not None:
                yield build


def action_use(node: Node, arguments: Node, job: str) -> Iterator[Fact]:
    """`uses`: an action, a reusable workflow, or an image (`docker://`)."""
    text = node.string
    if text.startswith("docker://"):
        yield from image_facts(text.removeprefix("docker://"), node.span, "github-actions", job, job)
        return
    name, _, revision = text.partition("@")
    given = [(key, entry.written) for key, _, entry in arguments.pairs() if entry.is_scalar]
    yield ActionUse(
        span=node.span, scope=job, name=name, revision=revision, arguments=tuple(given[:_MAX_ARGUMENTS])
    )


def _action(step: Node, job: str, matrix: Node) -> Iterator[Fact]:
    given = step.get("with")
    yield from action_use(step.get("uses"), given, job)
    name = step.get("uses").string.partition("@")[0].lower()
    for runtime, key in ecosystems.installed_by(name):
        yield from _versions(given.get(key), runtime, matrix, job)
    if name in _IMAGE_BUILDERS:
        yield _build(step, given, job)


def _versions(node: Node, runtime: str, matrix: Node, job: str) -> Iterator[Fact]:
    for choice in choices(node, matrix):
        for version in choice.string.split("\n"):
            version = version.strip()
            if releases.is_version(version):
                yield RuntimeVersion(
                    span=choice.span,
                    scope=job,
                    language=runtime,
                    version=version,
                    by="ci",
                    exact=releases.is_exact(runtime, version),
                )


def _build(step: Node, given: Node, job: str) -> Build:
    context = path_in("", value(given.get("context")) if given.get("context") else ".")
    dockerfile: str | Unknown = UNKNOWN
    if given.get("file"):
        dockerfile = path_in("", value(given.get("file")))
    elif isinstance(context, str):
        dockerfile = f"{context}/Dockerfile" if context else "Dockerfile"
    arguments = [line.partition("=") for line in given.get("build-args").string.splitlines() if "=" in line]
    tag = next(iter(given.get("tags").string.replace(",", "\n").split("\n")), "").strip()
    return Build(
        span=step.get("uses").span,
        scope=job,
        context=context,
        dockerfile=dockerfile,
        target=value(given.get("target")) or "",
        args=tuple((name.strip(), None if "${{" in text else text.strip()) for name, _, text in arguments),
        image=tag if tag and "${{" not in tag else UNKNOWN,
        by="github-actions",
        owner=job,
    )
