"""Rules ready to judge: the pages of all packs, selected, with their checks compiled or imported."""

import re

import msgspec

from ..config import Settings
from ..facts import Fact
from ..model.rule import RuleInfo
from .fields import MatchError, kind_named
from .header import PageError
from .match import Check, check_of, compile_match
from .packs import Pack, packs_of, pages_of
from .page import RulePage
from .python import load_check
from .select import check_names, selected


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that judges."""

    info: RuleInfo
    reads: frozenset[type[Fact]]
    check: Check | None
    """None for what only the engine can judge, and for what may not run (see `refused`)."""
    yields_to: tuple[str, ...] = ()
    explicit: bool = False
    """Named by its own code or name, so that doubtful findings are shown too."""
    refused: str = ""
    """Why it does not judge although it is selected, in words for the user."""


def load_rules(settings: Settings) -> tuple[Rule, ...]:
    """The selected rules of all packs, sorted by code. Raises `UserError` (exit code 2)."""
    catalogue = load_pages(settings)
    by_code = {page.info.code: (page, pack) for page, pack in catalogue}
    every = [page.info for page, _ in catalogue]
    check_names(every, settings)
    infos = selected(every, settings)
    named = {*settings.select, *settings.extend_select}
    return tuple(
        rule_of(*by_code[info.code], explicit=info.code in named or info.name in named) for info in infos
    )


def load_pages(settings: Settings) -> list[tuple[RulePage, Pack]]:
    """Every page of every pack, selected or not. Raises `UserError` for a code or name that stands twice."""
    found: list[tuple[RulePage, Pack]] = []
    seen: dict[str, RulePage] = {}
    for pack in packs_of(settings):
        for page in pages_of(pack):
            for key, word in (("code", page.info.code), ("name", page.info.name)):
                if word in seen:
                    raise page.error(f"{key} `{word}` is taken by {seen[word].file}; choose another", key)
                seen[word] = page
            found.append((page, pack))
    return found


def infos(settings: Settings) -> tuple[RuleInfo, ...]:
    """What the world sees of every rule there is, sorted by code. Raises `UserError`."""
    return tuple(sorted((page.info for page, _ in load_pages(settings)), key=lambda info: info.code))


def rule_of(page: RulePage, pack: Pack, explicit: bool = False) -> Rule:
    """Compile a page's match or import the Python beside it. Raises `UserError`."""
    refused = ""
    check: Check | None = None
    reads: frozenset[type[Fact]] = frozenset()
    if page.header.blocks():
        check, reads = _match(page)
    elif page.header.reads:
        reads = _reads(page)
        if pack.trusted:
            check = load_check(page, pack)
        else:
            refused = (
                f"rule {page.info.code} ({page.info.name}) of pack {pack.name} is Python, which was not run; "
                "trust the pack with --trust-pack if you know it"
            )
    return Rule(
        info=page.info,
        reads=reads,
        check=check,
        yields_to=page.header.yields_to,
        explicit=explicit,
        refused=refused,
    )


def _match(page: RulePage) -> tuple[Check, frozenset[type[Fact]]]:
    try:
        matches = compile_match(page.header)
    except MatchError as error:
        raise _at_word(page, error) from None
    return check_of(matches), frozenset().union(*(match.reads for match in matches))


def _reads(page: RulePage) -> frozenset[type[Fact]]:
    try:
        return frozenset(kind_named(kind) for kind in page.header.reads)
    except MatchError as error:
        raise page.error(str(error), "reads") from None


def _at_word(page: RulePage, error: MatchError) -> PageError:
    """The error, at the first line of the match that holds the words it quotes, the last one before others."""
    quoted = str(error).partition(";")[0].split("`")[1::2]
    lines = page.matter.split("\n")
    start = next((number for number, line in enumerate(lines) if line.startswith(("for:", "match:"))), 0)
    for words in (quoted, *([word] for word in reversed(quoted))):
        for number in range(start, len(lines)):
            if words and all(_holds(lines[number], word) for word in words):
                return PageError(page.file, number + 2, str(error))
    return PageError(page.file, start + 2, str(error))


def _holds(line: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line) is not None
