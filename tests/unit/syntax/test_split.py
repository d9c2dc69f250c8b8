"""Words of a command line: the standard library is the oracle, except for the time."""

import shlex
from time import process_time

from hypothesis import example, given
from hypothesis import strategies as st

from factorlint.syntax.shell.split import split


def oracle(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return None


@given(st.text(alphabet="ab '\"\\\n\t\r#$=\u00a0é\v", max_size=24))
@example("a ''")
@example('a "\\$b\\"c" \\\n \'x\'"y"z\\ w')
@example("\\")
@example("'open")
def test_words_are_those_of_a_posix_shell(text: str) -> None:
    assert split(text) == oracle(text)


def test_a_word_of_a_million_characters_takes_no_longer_than_many() -> None:
    begun = process_time()
    assert split("x" * 1_000_000 + " y") == ("x" * 1_000_000, "y")
    assert split("'a' \"b\" " * 100_000) == ("a", "b") * 100_000
    assert split('"' * 1_000_001) is None
    assert process_time() - begun < 5
