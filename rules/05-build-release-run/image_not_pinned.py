"""An image reference that says no version: no tag, or one that its publisher moves."""

import re
from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.api.images import repository
from factorlint.facts import Build, BuildStage, Copy, ImageRef, RunningContainer

_MOVING = frozenset(
    """latest stable edge nightly canary main master dev develop development unstable testing lts current mainline
    rolling release alpine slim nonroot debug static apache fpm""".split()
)
"""Words of tags that name no version; `stable-alpine` has nothing else, `3.12-slim` has."""
_DEVELOPERS = frozenset({"tooling", "test"})
_PIPELINES = frozenset({"github-actions", "gitlab-ci"})
_STAGES_OF_DEVELOPERS = frozenset("dev develop development devcontainer debug".split())
"""Words in the name of a stage that adds a developer's tools."""


def check(view: View) -> Iterator[Problem]:
    """One problem per reference without a version, but for images that this repository makes and names itself."""
    tagged = {
        repository(build.image)
        for build in view.everywhere(Build)
        if isinstance(build.image, str) and build.image
    }
    replaced = {build.image for build in view.everywhere(Build) if build.by == "skaffold"}
    local = {
        (running.image.path, running.image.span)
        for running in view.everywhere(RunningContainer)
        if running.image is not None and running.dockerfile
    }
    needed = _needed(view)
    for reference in view.facts(ImageRef):
        if not _moves(reference) or reference.builds or reference.templated:
            continue
        assert isinstance(reference.name, str)
        if reference.by == "kubernetes" and reference.name in replaced:
            continue  # skaffold puts the digest of what it built in the name's place
        made_here = (reference.path, reference.span) in local
        if reference.by in ("compose", "from", "copy-from") and reference.name in tagged:
            continue
        if made_here and reference.tag is None and "/" not in reference.name:
            continue  # a name that no registry knows: whatever deploys it fills in registry and tag
        yield Problem(
            at=reference,
            message=f"image `{reference.raw}` names no version, so the next build or start may get another one",
            remedy=(
                f"Name the version of `{reference.name}` that you tested, as in `{reference.name}:<version>`, "
                "and let a bot raise it."
            ),
            severity="info" if _is_developers(reference, needed) else None,
        )


def _needed(view: View) -> frozenset[tuple[str, str]]:
    """The stages, by path and name, that another stage is made from or copies from."""
    bases = ((stage.path, name) for stage in view.facts(BuildStage) for name in stage.ancestors)
    return frozenset((*bases, *((copy.path, copy.from_stage) for copy in view.facts(Copy))))


def _is_developers(reference: ImageRef, needed: frozenset[tuple[str, str]]) -> bool:
    """Whether nothing that is shipped takes the image: a developer's file, or a stage for developers alone."""
    if reference.role in _DEVELOPERS:
        return reference.by not in _PIPELINES
    if reference.by not in ("from", "copy-from") or (reference.path, reference.owner) in needed:
        return False
    return not _STAGES_OF_DEVELOPERS.isdisjoint(re.split(r"[-_.]", reference.owner.lower()))


def _moves(reference: ImageRef) -> bool:
    if not isinstance(reference.name, str) or reference.name == "scratch" or reference.digest:
        return False
    if reference.tag is None:
        return True
    if not isinstance(reference.tag, str):
        return False
    return _MOVING.issuperset(re.split(r"[-_.]", reference.tag.lower()))
