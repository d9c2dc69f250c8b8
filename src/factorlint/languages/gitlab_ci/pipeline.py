"""A whole pipeline: jobs, their scripts, images, services and variables, and what is included."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from ...facts import ActionUse, Command, EnvSupply, Fact, Job, ParseTrouble, ServiceEndpoint
from ...knowledge.image_facts import image_facts
from ...knowledge.literals import traits_of
from ...knowledge.programs.builds import build_of
from ...knowledge.programs.runs import Run, script_facts
from ...model.fact import UNKNOWN
from ...model.source import Source
from ...syntax.tree.yaml import Node, body, parse
from .jobs import Pipeline, jobs_of, lines_of

_SCRIPTS = ("before_script", "script", "after_script")
_BRANCH = re.compile(r"\$CI_COMMIT_(?:BRANCH|REF_NAME)\s*==\s*[\"']([^\"']+)[\"']")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_MAX_CHOICES = 30
_MAX_FACTS = 5_000
"""Facts of the jobs of one file, which a hostile one could multiply by inheritance."""


def facts_of(source: Source) -> Iterator[Fact]:
    """The facts of a pipeline file."""
    for document in parse(source.data, templates=False):
        if document.trouble is not None:
            if not document.structural:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        pipeline = Pipeline(document.root)
        yield from _variables(pipeline.get("variables"), "")
        yield from _includes(pipeline.get("include"))
        seen: set[int] = set()
        jobs = (_job(name, key, job, pipeline, source.data, seen) for name, key, job in jobs_of(pipeline))
        yield from islice(chain.from_iterable(jobs), _MAX_FACTS)


def _job(name: str, key: Node, job: Node, pipeline: Pipeline, data: bytes, seen: set[int]) -> Iterator[Fact]:
    """`seen` holds the images read already: those of a parent, an anchor or `default` are told for one job only."""
    target = job.get("environment", "name") or job.get("environment")
    yield Job(
        span=key.span,
        scope=name,
        name=name,
        by="gitlab-ci",
        environment=target.string if target.is_scalar else "",
        branches=tuple(dict.fromkeys(_branches(job))),
    )
    yield from _variables(job.get("variables"), name)
    image = job.get("image", "name") or job.get("image")
    if _first(image, seen):
        for raw in _choices(image, job, pipeline):
            yield from image_facts(raw, image.span, "gitlab-ci", name, name, runtime_by="ci")
    for service in job.get("services").items:
        if _first(service, seen):
            yield from _service(service, name, job, pipeline)
    for part in _SCRIPTS:
        for line in lines_of(job.get(part), pipeline):
            yield from _line(line, name, data)


def _first(node: Node, seen: set[int]) -> bool:
    if not node or node.span.start in seen:
        return False
    seen.add(node.span.start)
    return True


def _line(line: Node, job: str, data: bytes) -> Iterator[Fact]:
    """What a line of a script runs; an inherited one belongs to every job that inherits it."""
    for fact in script_facts(*body(line, data), Run(by="gitlab-ci", owner=job, stage="ci", scope=job)):
        yield fact
        build = build_of(fact) if isinstance(fact, Command) else None
        if build is not None:
            yield build


def _service(node: Node, job: str, parent: Node, pipeline: Pipeline) -> Iterator[Fact]:
    """A service container. GitLab names it after its image, see its "Accessing the services"."""
    image = node.get("name") or node
    alias = node.get("alias").string
    for raw in _choices(image, parent, pipeline):
        plain = raw.partition("@")[0]
        plain = plain[: plain.rfind(":")] if plain.rfind(":") > plain.rfind("/") else plain
        names = (*alias.replace(",", " ").split(), plain.replace("/", "__"), plain.replace("/", "-"))
        owner = names[0]
        yield from image_facts(raw, image.span, "gitlab-ci", owner, job, backing="ci")
        yield ServiceEndpoint(
            span=image.span, scope=job, names=tuple(dict.fromkeys(names)), target=owner, by="ci"
        )
        yield from _variables(node.get("variables"), owner)


def _variables(node: Node, to: str) -> Iterator[Fact]:
    for name, key, entry in node.pairs():
        text = entry.get("value").text if entry.is_mapping else entry.text
        known = not (isinstance(text, str) and "$" in text.replace("$$", ""))
        yield EnvSupply(
            span=key.span,
            scope=to,
            name=name,
            value=text if known else UNKNOWN,
            by="gitlab-ci",
            to=to,
            stage="ci",
            **traits_of(name, text if known else None),
        )


def _choices(node: Node, job: Node, pipeline: Pipeline) -> list[str]:
    """An image's name, its variables replaced by the values that the job's matrix or the file gives them."""
    raws = [node.string] if node.string else []
    for name in dict.fromkeys(_VARIABLE.findall(node.string)):
        values = [value for row in job.get("parallel", "matrix").items for value in _values(row.get(name))]
        values = values or _values(job.get("variables", name)) or _values(pipeline.get("variables", name))
        if values:
            pattern = re.compile(rf"\$\{{{name}\}}|\${name}\b")
            raws = [value.join(pattern.split(raw)) for raw in raws for value in values[:_MAX_CHOICES]]
            raws = raws[:_MAX_CHOICES]
    return raws


def _values(node: Node) -> list[str]:
    node = node.get("value") or node
    return [item.string for item in (node.items or [node]) if item.string and "$" not in item.string]


def _branches(job: Node) -> Iterator[str]:
    refs = job.get("only", "refs") or job.get("only")
    for item in refs.items or [refs]:
        if item.string and item.string not in ("branches", "tags", "merge_requests", "schedules", "web"):
            yield item.string
    for rule in job.get("rules").items:
        if rule.get("when").string != "never":
            yield from _BRANCH.findall(rule.get("if").string)


def _includes(node: Node) -> Iterator[Fact]:
    """Templates, projects and components from outside the repository."""
    for item in node.items or [node]:
        text = item.string
        if text.startswith(("http://", "https://")):
            yield ActionUse(span=item.span, name=text)
        for key in ("remote", "template", "project", "component"):
            target = item.get(key)
            if target.string:
                name, _, revision = target.string.partition("@")
                yield ActionUse(span=target.span, name=name, revision=item.get("ref").string or revision)
