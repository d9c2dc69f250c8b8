"""Rules ready to judge: the pages of all packs, selected. Their checks are compiled or imported when they are asked."""

from collections.abc import Callable, Iterator

import msgspec

from ..config import Settings, user_cache
from ..facts import BY_KIND, Fact
from ..model.finding import Problem
from ..model.rule import RuleInfo
from ..model.view import Check, View
from ..syntax.keptfiles import keep_in
from .index import pages_of
from .packs import Pack, packs_of
from .page import RulePage
from .select import check_names, selected


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that judges."""

    info: RuleInfo
    reads: frozenset[type[Fact]]
    check: Check | None
    """None for what only the engine can judge, and for what may not run (see `refused`)."""
    wakes: frozenset[type[Fact]] = frozenset()
    """Kinds of which there must be a fact, or there is nothing to judge; empty for a rule that is always asked."""
    yields_to: tuple[str, ...] = ()
    explicit: bool = False
    """Named by its own code or name, so that doubtful findings are shown too."""
    refused: str = ""
    """Why it does not judge although it is selected, in words for the user."""


class Late:
    """A check that is made when it is first asked. Whatever is wrong with it raises `UserError` then."""

    def __init__(self, make: Callable[[], Check]) -> None:
        """Keep the function that makes the check."""
        self._make = make
        self._made: Check | None = None

    def made(self) -> Check:
        """Make the check. Raises `UserError`."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __call__(self, view: View) -> Iterator[Problem]:
        """Judge."""
        return self.made()(view)


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
    keep_in(user_cache())
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
    """The rule of a checked page. What it needs of code is compiled or imported when it is first asked."""
    header = page.header
    refused = ""
    check: Check | None = None
    blocks = header.blocks()
    anchors = frozenset(BY_KIND[kind] for block in blocks for kind in block.kinds)
    reads = anchors | {BY_KIND[kind] for block in blocks for kind in (*block.with_, *block.without)}
    if blocks:
        check = Late(lambda: _match(page))
    elif header.reads:
        reads = anchors = frozenset(BY_KIND[kind] for kind in header.reads)
        if pack.trusted:
            check = Late(lambda: _python(page, pack))
        else:
            refused = (
                f"rule {page.info.code} ({page.info.name}) of pack {pack.name} is Python, which was not run; "
                "trust the pack with --trust-pack if you know it"
            )
    return Rule(
        info=page.info,
        reads=reads,
        check=check,
        wakes=anchors,
        yields_to=header.yields_to,
        explicit=explicit,
        refused=refused,
    )


def _match(page: RulePage) -> Check:
    from .match import check_of
    from .mechanics import matches_of

    return check_of(matches_of(page))


def _python(page: RulePage, pack: Pack) -> Check:
    from .python import load_check

    return load_check(page, pack)
