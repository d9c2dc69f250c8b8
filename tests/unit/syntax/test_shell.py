"""Shell text: commands, words, what surrounds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.facts import EnvRead, EnvSupply
from factorlint.knowledge.programs.script_env import env_facts
from factorlint.syntax.shell.parse import parse, split

SHELLISH = st.text(alphabet="ab \t\n\\'\"$`{}()<>|&;#=:-![]é\x00EOFifthendoncase", max_size=80)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a 'b c' \"d e\" f\\ g", ("a", "b c", "d e", "f g")),
        ("a $X ${Y:-1} \"$(c)\" '$X'", ("a", None, None, None, "$X")),
        ("a \\\n  b # comment", ("a", "b")),
        ("a --x=\"y z\" $'t\\tu'", ("a", "--x=y z", "t\tu")),
        ('echo "a\\"b"', ("echo", 'a"b')),
    ],
)
def test_words(text: str, words: tuple[str | None, ...]) -> None:
    assert [command.words for command in split(text)] == [words]


def test_known_values_are_put_in() -> None:
    assert split("run $A ${B:-x}", 0, {"A": "1", "B": ""})[0].words == ("run", "1", "x")


def test_operators_and_background() -> None:
    a, b, c = split("a && b | c &")
    assert (a.after, b.after, c.after) == ("", "&&", "|")
    assert b.pipes
    assert all(command.background and command.chained for command in (a, b, c))


def test_lines_of_a_script_are_not_chained() -> None:
    assert not any(command.chained for command in split("a;\nb\nc"))


def test_exec_assignments_and_redirects() -> None:
    (command,) = split("A=1 exec run x >> /var/log/x.log 2>&1")
    assert command.execs
    assert command.words == ("run", "x")
    assert command.assignments == (("A", "1"),)
    assert [(r.operator, r.target) for r in command.redirects] == [(">>", "/var/log/x.log"), ("2>&", "1")]


def test_every_branch_has_a_last_command() -> None:
    text = 'case "$1" in\n  web|all) exec a ;;\n  *)\n    if x; then b; else exec "$@"; fi ;;\nesac\n'
    assert [c.raw[0] for c in split(text) if c.last] == ["a", "b", '"$@"']


def test_functions_loops_and_conditions() -> None:
    w, n, s, m = split("f() {\n  w\n}\nuntil nc db; do sleep 1; done\nm\n")
    assert w.function == "f" and not w.last
    assert n.condition and n.loop and s.loop
    assert m.last


def test_heredoc_bodies_are_no_commands() -> None:
    script = parse("cat <<EOF > f\nrm $A\nEOF\ncat <<'X'\n$B\nX\nnext\n")
    assert [c.words[0] for c in script.commands] == ["cat", "cat", "next"]
    assert [use.name for use in script.uses] == ["A"]


def test_spans_are_bytes_from_the_offset() -> None:
    data = "é; écho ü".encode()
    first, second = split(data.decode(), 10)
    assert (first.span.start, first.span.end) == (10, 12)
    assert data[second.span.start - 10 : second.span.end - 10].decode() == "écho ü"


def test_environment() -> None:
    text = "X=${X:-a}\nexport Y=1 Z\n: ${DB:?no}\nfor i in $Q; do echo $i $1 $HOME; done\nW=1; echo $W\n"
    facts = list(env_facts(parse(text)))
    reads = {f.name: (f.default, f.required) for f in facts if isinstance(f, EnvRead)}
    assert reads == {"X": ("a", False), "DB": (None, True), "Q": (None, False)}
    assert [(f.name, f.value) for f in facts if isinstance(f, EnvSupply)] == [("Y", "1")]


def test_an_open_quote_is_told() -> None:
    assert parse("echo 'a").unfinished is not None
    assert parse('echo "it\'s"').unfinished is None


@given(SHELLISH)
def test_any_text_is_read_and_spans_stay_inside(text: str) -> None:
    script = parse(text, 3)
    size = len(text.encode("utf-8"))
    spans = [c.span for c in script.commands] + [u.span for u in script.uses]
    assert all(3 <= span.start <= span.end <= 3 + size for span in spans)


def test_deep_nesting_ends() -> None:
    parse("$(" * 3000)
    parse('"$(' * 1000)
    parse("${a:-" * 2000)
    parse("(" * 5000)


def test_arms_of_a_case_on_the_first_argument() -> None:
    commands = split(
        'case "$1" in\n  web|"serve") gunicorn app ;;\n  *) exec "$@" ;;\nesac\ncase $X in a) b ;; esac\n'
    )
    assert [(command.words[0], command.arm) for command in commands] == [
        ("gunicorn", ("web", "serve")),
        (None, ("*",)),
        ("b", ()),
    ]
