"""Begin a rule: a page with every section in its concern's folder, whose examples fail until they are written.

python -m factorlint.devtools new-rule CFG006 unsupplied-env-var --for config.env-read [--python] [--pack DIR]
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..config import Settings, UserError
from ..model.concern import BY_SLUG, CONCERNS, Concern
from ..rulepacks.fields import MatchError, kind_named
from ..rulepacks.load import infos
from ..rulepacks.packs import builtin_folder, open_pack
from ..rulepacks.page import CODE


def run(arguments: Sequence[str]) -> int:
    """Write the files and name them. Raises `UserError` for a code or name that cannot be."""
    parser = argparse.ArgumentParser(prog="new-rule", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("code", help="letters of the concern and three digits, such as CFG006")
    parser.add_argument("name", help="kebab case, names the bad pattern")
    parser.add_argument("--title", default="", help="what is found, as a clause (default: the name's words)")
    parser.add_argument("--for", dest="kind", required=True, help="the kind of fact that it is about")
    parser.add_argument("--python", action="store_true", help="judge in Python where the match is not enough")
    parser.add_argument("--concern", default="", help="the concern's slug, where the code does not tell it")
    parser.add_argument("--pack", type=Path, default=None, help="another pack than the built-in one")
    options = parser.parse_args(arguments)
    for path in begin(
        options.pack or builtin_folder(),
        options.code,
        options.name,
        title=options.title or options.name.replace("-", " "),
        kind=options.kind,
        python=options.python,
        concern=options.concern,
    ):
        print(path)
    return 0


def begin(
    pack: Path, code: str, name: str, *, title: str, kind: str, python: bool = False, concern: str = ""
) -> list[Path]:
    """Write the page, and with `python` the file beside it; their paths. Raises `UserError`, writes nothing then."""
    if CODE.fullmatch(code) is None:
        raise UserError(f"code `{code}` must be capital letters and three digits, as `CFG001`")
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is None:
        raise UserError(f"name `{name}` must be lower-case words joined by `-`")
    open_pack(pack)
    named = () if pack.resolve() == builtin_folder().resolve() else (str(pack.resolve()),)
    for info in infos(Settings(packs=named)):
        if code == info.code or name == info.name:
            raise UserError(
                f"{info.code} ({info.name}) of pack {info.pack} has that code or name; choose another"
            )
    owner = _concern(code, concern)
    try:
        struct = kind_named(kind)
    except MatchError as error:
        raise UserError(f"--for: {error}") from None
    folder = pack / f"{owner.number:02}-{owner.slug}"
    page, code_file = folder / f"{name}.md", folder / f"{name.replace('-', '_')}.py"
    folder.mkdir(exist_ok=True)
    mechanics = f"reads: [{kind}]" if python else f'for: {kind}\nwhere: {{}}\nmessage: "{title}"'
    page.write_text(_page(code, name, title, mechanics, owner, kind), "utf-8")
    if not python:
        return [page]
    module = struct.__module__.rpartition(".")[2]
    code_file.write_text(_CODE.format(code=code, title=title, module=module, struct=struct.__name__), "utf-8")
    return [page, code_file]


def _concern(code: str, slug: str) -> Concern:
    if slug:
        if slug not in BY_SLUG:
            raise UserError(f"--concern: there is no concern `{slug}`; there are {', '.join(BY_SLUG)}")
        return BY_SLUG[slug]
    for concern in CONCERNS:
        if code[:-3] in concern.prefixes:
            return concern
    raise UserError(f"code `{code}` does not tell its concern; say --concern, one of {', '.join(BY_SLUG)}")


class _Sample(NamedTuple):
    """An artifact that examples of a rule may show, and how a comment begins in it."""

    fence: str
    path: str
    comment: str
    text: str


_SAMPLES = {
    "python": _Sample("python", "app/main.py", "#", "import os"),
    "javascript": _Sample("javascript", "server.js", "//", 'require("http");'),
    "dockerfile": _Sample("dockerfile", "Dockerfile", "#", "FROM scratch"),
    "compose": _Sample("yaml", "compose.yaml", "#", "services: {}"),
    "kubernetes": _Sample("yaml", "k8s/web.yaml", "#", "apiVersion: apps/v1"),
    "requirements": _Sample("text", "requirements.txt", "#", "flask==3.0.3"),
    "package": _Sample("json", "package.json", "//", '{"name": "web"}'),
    "workflow": _Sample("yaml", ".github/workflows/build.yml", "#", "on: push"),
}
_ARTIFACTS = {
    "image": ("dockerfile", "compose"),
    "workload": ("compose", "kubernetes"),
    "dependency": ("requirements", "package"),
    "graph": ("dockerfile", "python"),
    "codebase": ("python", "dockerfile"),
    "scan": ("dockerfile", "workflow"),
}
"""What the examples of a rule show at first, by the subject of its facts; else code in two languages."""


def _page(code: str, name: str, title: str, mechanics: str, owner: Concern, kind: str) -> str:
    artifacts = _ARTIFACTS.get(kind.partition(".")[0], ("python", "javascript"))
    first, second = (_SAMPLES[artifact] for artifact in artifacts)
    references = f'["{owner.url}"]' if owner.url else "[]"
    return _PAGE.format(
        code=code,
        name=name,
        title=title,
        mechanics=mechanics,
        references=references,
        bad=_fence(first, "finding: the exact message"),
        bad_too=_fence(second, "finding: the exact message"),
        good=_fence(first),
        good_too=_fence(second),
    )


def _fence(sample: _Sample, finding: str = "") -> str:
    marked = f"{sample.comment} {finding}\n" if finding else ""
    return f'```{sample.fence} title="{sample.path}"\n{marked}{sample.text}\n```'


_PAGE = """\
---
code: {code}
name: {name}
title: {title}
severity: warning
confidence: medium
scope: component
applies-to: [app]
references: {references}
{mechanics}
---
# {title}

## Why

Which clause asks for it, and what breaks when it is not kept.

## Bad

### The plain case

{bad}

### In another language or artifact

{bad_too}

## Good

### As it should be

{good}

### A look-alike that must stay silent

{good_too}

## Remedy

What to do, in the words of somebody who does it.

## When to ignore

Where it is right as it is.
"""

_CODE = '''\
"""{code}: {title}."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts.{module} import {struct}


def check(view: View) -> Iterator[Problem]:
    """One problem for each."""
    for fact in view.facts({struct}):
        yield Problem(at=fact, message="{title}")
'''
