"""Manifests that only name the members of a workspace."""

from collections.abc import Iterator

from ...facts.dependency import Project
from ...facts.scan import ParseTrouble
from ...model.fact import Fact
from ...syntax.tree import json as jsontree
from ...syntax.tree import yaml as yamltree


def pnpm(data: bytes) -> Iterator[Fact]:
    """pnpm-workspace.yaml: its `packages`."""
    for document in yamltree.parse(data, templates=False):
        if document.trouble:
            yield ParseTrouble(span=document.trouble[0], message=document.trouble[1])
        members = document.root.get("packages")
        globs = tuple(item.string for item in members.items if item.string)
        if globs:
            yield Project(
                span=document.root.key("packages").span,
                ecosystem="npm",
                manifest="pnpm-workspace",
                private=True,
                workspaces=globs,
            )


def lerna(data: bytes) -> Iterator[Fact]:
    """lerna.json: its `packages`, which are `packages/*` when not given."""
    tree = jsontree.parse(data)
    if tree.trouble:
        yield ParseTrouble(span=tree.trouble[0], message=tree.trouble[1])
    if tree.root.is_mapping and not tree.root.get("useWorkspaces"):
        members = tree.root.get("packages")
        globs = tuple(item.string for item in members.items if item.string)
        yield Project(
            span=members.span if members else tree.root.span,
            ecosystem="npm",
            manifest="lerna",
            private=True,
            workspaces=globs or ("packages/*",),
        )
