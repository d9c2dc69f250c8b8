"""Names that say their value is a credential, read word by word: `token_url` and `tokenizer` say no such thing.

The words are data: `secrets.toml`.
"""

import re
from functools import cache, lru_cache

from . import table

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)
"""One word of a name in snake, kebab, dotted or camel case."""


@cache
def vocabulary(part: str) -> dict[str, frozenset[str]]:
    """The word lists of one part (`names`, `values`) of `secrets.toml`."""
    data = table("secrets.toml")
    return {key: frozenset(words.split()) for key, words in data[part].items()}


def words(name: str) -> list[str]:
    """The words of a name, lower case: `dbPassword_2` gives `db`, `password`, `2`."""
    return [word.lower() for word in WORD.findall(name)]


@lru_cache(maxsize=4096)
def sort(name: str) -> str:
    """`password` or `token` (secrets, tokens, keys) when a name says that its value is one; else empty.

    Of a dotted name the last part counts, with the part before it when that part is just `key`
    (`jwt.key`).
    """
    if len(name) > 200:
        return ""
    before_dot, _, last = name.rpartition(".")
    known, found = vocabulary("names"), words(last)
    if found == ["key"]:
        found = [*words(before_dot.rpartition(".")[2]), "key"]
    while len(found) > 1 and (found[-1] in known["tails"] or found[-1].isdigit()):
        found.pop()
    if not found:
        return ""
    head, before = found[-1], found[:-1]
    if any(word in known["negating"] for word in before) or (before and before[0] in known["verbs"]):
        return ""
    if head in known["passwords"] or (head.endswith(("password", "passwd")) and len(head) < 24):
        return _password(head, before, known["other-passes"])
    if head in known["tokens"] or (head.endswith("secret") and len(head) < 20):
        return "token"
    return "token" if head == "key" and before and before[-1] in known["keys"] else ""


def _password(head: str, before: list[str], other: frozenset[str]) -> str:
    """`pass` and `pw` alone have many meanings; behind another word (`DB_PASS`) they are passwords."""
    short = head in ("pass", "pw", "psw")
    return "" if short and (not before or before[-1] in other) else "password"
