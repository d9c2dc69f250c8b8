"""The artifacts of a skaffold configuration and of its profiles (skaffold.yaml reference, `build.artifacts`)."""

from collections.abc import Iterator

from ...facts import Build, Fact, ParseTrouble
from ...knowledge.image_facts import from_root
from ...model.source import Source
from ...syntax.tree.yaml import Node, parse


def facts_of(source: Source) -> Iterator[Fact]:
    """Yield a `Build` for each artifact, its image named as manifests name it."""
    for document in parse(source.data):
        if document.trouble is not None:
            if not document.templated:
                yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
            continue
        for root in (document.root, *document.root.get("profiles").items):
            for artifact in root.get("build", "artifacts").items:
                if artifact.get("image").string:
                    yield _build(artifact, source.path)


def _build(artifact: Node, path: str) -> Build:
    image = artifact.get("image")
    context = from_root(path, artifact.get("context").string or ".")
    project = artifact.get("jib", "project").string
    if "/" in project:
        context = from_root(f"{context}/x" if context else "", project)
    docker = artifact.get("docker")
    file = ""
    if not any(artifact.get(builder) for builder in ("jib", "buildpacks", "ko", "bazel", "kaniko", "custom")):
        file = from_root(f"{context}/x" if context else "", docker.get("dockerfile").string or "Dockerfile")
    elif artifact.get("kaniko"):
        file = from_root(
            f"{context}/x" if context else "", artifact.get("kaniko", "dockerfile").string or "Dockerfile"
        )
    return Build(
        span=image.span,
        scope=image.string,
        context=context,
        dockerfile=file,
        target=docker.get("target").string,
        image=image.string,
        by="skaffold",
        owner="",
    )
