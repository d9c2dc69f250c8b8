"""A credential whose value stands in the repository: in code, a configuration file, an image or a manifest."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from factorlint.api import Confidence, Problem, Severity, View
from factorlint.facts import EnvRead, EnvSupply, Literal_

_CODE = frozenset({"production", "migration"})
_MOST_EVIDENCE = 5
_LOOPBACK = re.compile(r"@(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)")
_PASSWORDS = ("password", "passwd", "pwd", "passphrase", "pass", "pw")
_IMAGE = {"dockerfile-env": "`ENV {}`", "dockerfile-arg": "`ARG {}`"}
_DEPLOYED = frozenset({"kubernetes", "configmap", "secret", "helm-values"})
_DEMO = frozenset({"compose", "dotenv", "shell-export", "dockerfile-arg"})
"""Where a guessable password is mostly a local stack's: shown, but below the default threshold."""


class _Told(NamedTuple):
    """One place, ready to be told."""

    at: Literal_ | EnvSupply
    value: str
    weak: bool
    message: str
    severity: Severity
    confidence: Confidence
    remedy: str


def check(view: View) -> Iterator[Problem]:
    """One problem per credential: the same value written again is evidence, not another finding."""
    strong: dict[str, list[_Told]] = defaultdict(list)
    for told in (*_literals(view), *_supplies(view)):
        if told.weak:
            yield _problem(told, ())
        else:
            strong[_password_in(told.value)].append(told)
    for same in strong.values():
        first, *others = sorted(same, key=lambda each: each.severity != "error")
        yield _problem(first, others)


def _problem(told: _Told, others: "list[_Told] | tuple[()]") -> Problem:
    elsewhere = {(each.at.path, each.at.span): each for each in others}
    elsewhere.pop((told.at.path, told.at.span), None)
    return Problem(
        at=told.at,
        message=told.message,
        severity=told.severity,
        confidence=told.confidence,
        remedy=told.remedy,
        evidence=tuple(
            (each.at, "the same value again") for each in list(elsewhere.values())[:_MOST_EVIDENCE]
        ),
    )


def _literals(view: View) -> Iterator[_Told]:
    fallbacks: dict[tuple[str, str], list[EnvRead]] = defaultdict(list)
    for read in view.facts(EnvRead):
        if isinstance(read.default, str) and read.name:
            fallbacks[read.path, read.default].append(read)
    for literal in view.facts(Literal_):
        if literal.placeholder or not _is_credential(literal.shape, literal.value, literal.weak):
            continue
        if literal.role not in _CODE:
            if literal.shape == "token":
                yield _of_literal(literal, "", weak=False)
            continue
        weak = literal.weak or literal.value.lower() == literal.component.rpartition("/")[2].lower()
        yield _of_literal(
            literal, _variable_of(literal, fallbacks.get((literal.path, literal.value), ())), weak
        )


def _variable_of(literal: Literal_, reads: Sequence[EnvRead]) -> str:
    """The variable whose fallback the literal is."""
    name = literal.bound_to.rpartition(".")[2]
    for read in reads:
        around = read.span.start <= literal.span.start and literal.span.end <= read.span.end
        if around or read.name.endswith(name.upper() or "?"):
            return read.name
    return ""


def _of_literal(literal: Literal_, variable: str, weak: bool) -> _Told:
    name = literal.bound_to.rpartition(".")[2]
    own = _LOOPBACK.search(literal.value) is not None  # a database of whoever runs it: no deploy's by itself
    severity: Severity = "warning" if variable or weak or own else "error"
    confidence: Confidence = "high" if literal.shape == "token" else "medium"
    if variable:
        message = f"without `{variable}`, the credential written here is used"
        remedy = f"Read `{variable}` without a fallback, so that a deploy that lacks it does not start."
        if weak and _is_password(variable):
            severity, confidence = "info", "low"
    else:
        message = _in_words(literal.shape, name)
        remedy = f"Read it from the environment, as in `{_variable(name)}`, and replace the credential: it is known now."
    return _Told(literal, literal.value, weak, message, severity, confidence, remedy)


def _in_words(shape: str, name: str) -> str:
    bound = f"`{name}` holds " if name and name.isidentifier() else ""
    what = {"token": "an access token or private key", "credential-name": "a credential"}.get(
        shape, "a locator with its password"
    )
    return f"{bound}{what} written into the repository" if bound else f"{what} is written into the repository"


def _supplies(view: View) -> Iterator[_Told]:
    supplies = view.facts(EnvSupply)
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for supply in supplies:
        if isinstance(supply.value, str) and not supply.shape:
            beside[supply.path, supply.to].add(supply.value.lower())
    for supply in supplies:
        value = supply.value
        if not isinstance(value, str) or supply.placeholder or supply.stage == "example":
            continue
        if not _is_credential(supply.shape, value, supply.weak):
            continue
        if (supply.role not in _CODE or supply.stage == "ci") and supply.shape != "token":
            continue
        known = beside[supply.path, supply.to] | {supply.to.lower()}
        weak = supply.weak or _password_in(value).lower() in known
        yield _of_supply(supply, value, weak)


def _of_supply(supply: EnvSupply, value: str, weak: bool) -> _Told:
    severity: Severity = "warning"
    confidence: Confidence = "medium" if weak or supply.shape != "token" else "high"
    if supply.by in _IMAGE:
        held = f"{_IMAGE[supply.by].format(supply.name)} bakes a credential into the image"
        remedy = f"Give `{supply.name}` when the container starts; use a secret mount if the build needs it."
        severity = "warning" if weak else "error"
    elif supply.by in _DEPLOYED:
        held = f"`{supply.name}` is deployed with the credential written in the manifest"
        remedy = (
            f"Let `{supply.name}` refer to a Secret that is not kept in the repository, or is kept sealed."
        )
    else:
        held = f"`{supply.name}` is given a credential written in this file"
        remedy = (
            f"Write `{supply.name}=${{{supply.name}}}` or a secret's name here, and keep the value elsewhere."
        )
    if weak and supply.by in _DEMO:
        severity, confidence = "info", "low"
    return _Told(supply, value, weak, held, severity, confidence, remedy)


def _is_credential(shape: str, value: str, weak: bool) -> bool:
    """A token, a value under a credential's name, or a locator with a password that is not just local."""
    if shape in ("token", "credential-name"):
        return True
    if shape not in ("dsn", "url") or "@" not in value:
        return False
    return _password_in(value) != value and not (weak and _LOOPBACK.search(value) is not None)


def _password_in(value: str) -> str:
    """The password of a locator; any other text is one itself."""
    try:
        return urlsplit(value).password or value
    except ValueError:
        return value


def _is_password(name: str) -> bool:
    return name.lower().endswith(_PASSWORDS)


def _variable(name: str) -> str:
    upper = "".join(
        f"_{c}" if c.isupper() and before.islower() else c
        for before, c in zip(" " + name, name, strict=False)
    )
    return upper.upper() if upper.isidentifier() else "SECRET"
