"""Which rules judge: what profile, `select`, `extend-select` and `ignore` come to."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..config import Settings, UserError
from ..model.concern import CONCERNS, named
from ..model.rule import RuleInfo

ALL = "ALL"


def selected(rules: Sequence[RuleInfo], settings: Settings) -> tuple[RuleInfo, ...]:
    """The rules that judge, sorted by code.

    `ignore` always wins. Rules that are not of the default profile are chosen by the strict
    profile, by their own code or name, and by nothing else, so that `--select config` stays quiet
    about matters of taste. Raises `UserError` for a selector that names no rule.
    """
    exact = {word for word in (*settings.select, *settings.extend_select) if _is_exact(word, rules)}
    wanted = _resolve(settings.select, rules, settings, "select") if settings.select else _codes(rules)
    wanted |= _resolve(settings.extend_select, rules, settings, "extend_select")
    wanted -= _resolve(settings.ignore, rules, settings, "ignore")
    shown = (rule for rule in rules if rule.code in wanted)
    if settings.profile == "default":
        shown = (rule for rule in shown if rule.default or rule.code in exact or rule.name in exact)
    return tuple(sorted(shown, key=lambda rule: rule.code))


def check_names(rules: Sequence[RuleInfo], settings: Settings) -> None:
    """Raise `UserError` for a rule that `[severity]` or `[per-path-ignores]` names and that is not there.

    A severity is one rule's, by its code or name; an ignore may be any selector.
    """
    exact = {word for rule in rules for word in (rule.code, rule.name)}
    for word in settings.severity:
        if word not in exact:
            origin = _origin(settings, "severity", word)
            if len(codes_of(word, rules)) > 1:
                raise UserError(
                    f"{origin}: there is no rule `{word}`; a severity is given by a rule's code or name"
                )
            raise unknown(word, rules, origin)
    for _, words in settings.per_path_ignores:
        for word in words:
            if not codes_of(word, rules) and not _is_concern_without_rules(word):
                raise unknown(word, rules, _origin(settings, "per_path_ignores", word))


def _origin(settings: Settings, field: str, word: str) -> str:
    origins = settings.origins
    return origins.get(f"{field}.{word}") or origins.get(field) or field.replace("_", "-")


def codes_of(selector: str, rules: Iterable[RuleInfo]) -> frozenset[str]:
    """The codes that a selector names: a code, a prefix, a kebab name, a factor, or `ALL`; empty for none."""
    word = selector.strip()
    if not word:
        return frozenset()
    if word.upper() == ALL:
        return frozenset(_codes(rules))
    rules = tuple(rules)
    by_name = {rule.code for rule in rules if word.lower() == rule.name or word.upper() == rule.code}
    if by_name:
        return frozenset(by_name)
    concern = named(word)
    if concern is not None:
        return frozenset(rule.code for rule in rules if rule.factor == concern.slug)
    return frozenset(rule.code for rule in rules if rule.code.startswith(word.upper()))


def near_miss(word: str, rules: Iterable[RuleInfo]) -> str:
    """The rule or concern a mistyped selector probably means; empty when nothing is near."""
    names = [name for rule in rules for name in (rule.code, rule.name)]
    names += [concern.slug for concern in CONCERNS] + [p for concern in CONCERNS for p in concern.prefixes]
    by_fold = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def unknown(word: str, rules: Iterable[RuleInfo], origin: str) -> UserError:
    """The error for a selector that names nothing, said at `origin` (`--select`, `factorlint.toml:3`)."""
    near = near_miss(word, rules)
    hint = f"did you mean `{near}`?" if near else "`factorlint rules` lists them"
    return UserError(f"{origin}: there is no rule `{word}`; {hint}")


def _resolve(words: Iterable[str], rules: Sequence[RuleInfo], settings: Settings, field: str) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = codes_of(word, rules)
        if not found and not _is_concern_without_rules(word):
            raise unknown(word, rules, settings.origins.get(field, field.replace("_", "-")))
        codes |= found
    return codes


def _is_concern_without_rules(word: str) -> bool:
    return named(word) is not None or any(word.strip().upper() in concern.prefixes for concern in CONCERNS)


def _is_exact(word: str, rules: Iterable[RuleInfo]) -> bool:
    return any(word in (rule.code, rule.name) for rule in rules)


def _codes(rules: Iterable[RuleInfo]) -> set[str]:
    return {rule.code for rule in rules}
