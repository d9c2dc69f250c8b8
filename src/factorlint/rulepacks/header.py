"""The front matter of a rule page: which keys there are, and messages that name the line to mend."""

import re
from difflib import get_close_matches
from typing import Any, Literal

import msgspec

from ..config import UserError
from ..model.component import Kind
from ..model.finding import Confidence, Severity
from ..model.source import Role

Conditions = dict[str, Any]
"""Fields, or `any`, with what is asked of each."""
Wording = str | dict[str, Conditions]
"""A format string, or several with the conditions under which each is said, the first that holds."""


class Case(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename=lambda field: field.rstrip("_"),
):
    """What is worse or milder than the page says."""

    when: Conditions = {}
    component: Conditions = {}
    severity: Severity | None = None
    confidence: Confidence | None = None


class Mechanics(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename=lambda field: field.rstrip("_").replace("_", "-"),
):
    """The keys of a match: see docs/writing-rules.md and `match.py`."""

    for_: str | tuple[str, ...] = ()
    component: Conditions = {}
    where: Conditions = {}
    unless: Conditions = {}
    with_: dict[str, Conditions] = {}
    without: dict[str, Conditions] = {}
    together: tuple[str, ...] = ()
    more_than: int | None = None
    at: str = ""
    message: Wording = ""
    words: dict[str, Wording] = {}
    evidence: str | dict[str, Wording] = ""
    remedy: Wording = ""
    """How to mend it here. The page's Remedy section when left out."""
    cases: tuple[Case, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that are anchors."""
        return (self.for_,) if isinstance(self.for_, str) else self.for_


class Block(Mechanics, frozen=True, kw_only=True):
    """One of several matches of a page. What it leaves out is as the page says."""

    severity: Severity | None = None
    confidence: Confidence | None = None


class Header(Mechanics, frozen=True, kw_only=True):
    """The keys of a rule page's front matter."""

    code: str
    """Letters of the concern and three digits: the stable public name."""
    name: str
    """Kebab case, names the bad pattern, equals the file's name."""
    title: str
    severity: Severity
    confidence: Confidence
    scope: Literal["component", "repository"]
    """What is judged at a time: each component alone, or the repository as a whole."""
    applies_to: tuple[Kind, ...]
    """Kinds of components that are judged."""
    default: bool = True
    """False keeps the rule out of the default profile."""
    roles: tuple[Role, ...] = ("production", "migration")
    """Roles of the documents that are judged."""
    security: float | None = None
    """SARIF `security-severity`, 0.1 to 10.0; only where it is a matter of security."""
    equivalents: tuple[str, ...] = ()
    """`peer:id` of other linters' rules that this one stands for; their ignore comments hold here too."""
    references: tuple[str, ...] = ()
    """URLs of what the rule rests on."""
    concern: str = ""
    """The concern's slug, where the folder does not tell it."""
    yields_to: tuple[str, ...] = ()
    """Codes of more specific rules: where one of them reports, this one is silent."""
    judged_by: Literal["", "engine"] = ""
    """`engine` for the few rules that no facts can tell."""
    reads: tuple[str, ...] = ()
    """The kinds of fact that the Python beside the page asks for."""
    match: tuple[Block, ...] = ()
    """Several matches, where one is not enough."""

    def blocks(self) -> tuple[Block, ...]:
        """The matches of the page, what they leave out filled in; none for a rule in Python."""
        shared = {name: getattr(self, name) for name in Mechanics.__struct_fields__}
        if not self.match:
            return (Block(**shared),) if self.for_ else ()
        return tuple(
            msgspec.structs.replace(
                block, **{name: value for name, value in shared.items() if not getattr(block, name)}
            )
            for block in self.match
        )


MECHANICS = {field.encode_name: field.name for field in msgspec.structs.fields(Mechanics)}
"""The keys of a match, each with the field that holds it."""
KEYS = (
    *(field.encode_name for field in msgspec.structs.fields(Header) if field.encode_name not in MECHANICS),
    *MECHANICS,
)
"""Every key: what the rule is, then its mechanics."""


class PageError(UserError):
    """A page, or pack, that cannot be loaded: one line with the file, the line and the remedy."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")


def split(text: str, file: str) -> tuple[str, str, int]:
    """Front matter, body, and the body's first line (from 1). Raises `PageError` without front matter."""
    if not text.startswith("---\n"):
        raise PageError(file, 1, "a rule page begins with front matter; put `---` on the first line")
    end = text.find("\n---\n", 3)
    if end < 0:
        raise PageError(file, 1, "the front matter does not end; put `---` on a line of its own below it")
    return text[4 : end + 1], text[end + 5 :], text.count("\n", 0, end + 5) + 1


def read(matter: str, file: str) -> Header:
    """The front matter's keys and values. Raises `PageError`."""
    import yaml  # 7 ms that a scan with the index of its pages need not pay

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        values = yaml.load(matter, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise PageError(file, line, f"the front matter is not YAML: {problem}; quote texts") from None
    if not isinstance(values, dict):
        raise PageError(file, 2, "the front matter is no mapping; write `key: value` lines")
    for key in values:
        if key not in KEYS:
            raise PageError(file, line_of(matter, str(key)), f"unknown key `{key}`; {near(str(key), KEYS)}")
    try:
        return msgspec.convert(values, Header)
    except msgspec.ValidationError as error:
        message, _, at = str(error).partition(" - at `$")
        route = re.findall(r"[\w-]+", at.replace("[...]", "").rstrip("`"))
        named = f"`{'.'.join(route)}`: " if route else ""
        raise PageError(
            file, line_of(matter, *route[:1]), f"{named}{message[:1].lower()}{message[1:]}"
        ) from None


def line_of(matter: str, *route: str) -> int:
    """The line in the page on which a key stands, as deep as the route is found; the first for none."""
    line, lines = 0, matter.split("\n")
    for key in route:
        found = re.compile(rf"(^|[\s{{,'\"]){re.escape(key)}['\"]?\s*:")
        for number in range(line, len(lines)):
            if found.search(lines[number]):
                line = number
                break
    return line + 2


def near(word: str, known: object) -> str:
    """The remedy for a word that is not known: the near miss, or all there is."""
    words = [str(each) for each in known]  # type: ignore[attr-defined]
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known are {', '.join(words)}" if words else "there are none"
