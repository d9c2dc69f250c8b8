"""The console report: frames, widths, colours, and nothing that steers a terminal."""

import re

import pytest
from rich.cells import cell_len

from factorlint.model.finding import Place
from factorlint.model.report import Report
from factorlint.model.text import Span
from factorlint.reports import Options, concise, console, formats, github, markdown, renderer
from factorlint.reports.frame import frame
from factorlint.reports.json import as_object
from factorlint.reports.sarif import _region

from .sample import finding, place, report, usual

# text, needle, code-point column, UTF-16 column
COLUMNS = [
    ("é = TARGET\n", "TARGET", 5, 5),
    ("𝄞 = TARGET\n", "TARGET", 5, 6),
    ("\tTARGET\n", "TARGET", 2, 2),
    ("a\r\n  TARGET\r\n", "TARGET", 3, 3),
    ("\ufeffTARGET = 1\n", "TARGET", 1, 1),
    ("日本 TARGET\n", "TARGET", 4, 4),
]


def one(text: str, needle: str) -> Report:
    return report(finding(place("a.py", text, needle)), texts={"a.py": text.encode()})


@pytest.mark.parametrize(("text", "needle", "column", "utf16"), COLUMNS)
def test_columns_in_every_format(text: str, needle: str, column: int, utf16: int) -> None:
    made = one(text, needle)
    line = 2 if text.startswith("a\r\n") else 1
    plain = Options()
    found = as_object(made, plain)["findings"][0]
    assert (found["line"], found["column"], found["end_column"]) == (line, column, column + len(needle))
    region = _region(made, made.findings[0].place)
    assert (region["startColumn"], region["endColumn"]) == (utf16, utf16 + len(needle))
    assert concise.render(made, plain).startswith(
        f"a.py:{line}:{column}: CFG006[unsupplied-env-var] warning: "
    )
    assert f"a.py:{line}:{column} CFG006" in console.render(made, plain)
    assert f"col={column},endLine={line},endColumn={column + len(needle) - 1}" in github.render(made, plain)
    (marked,) = [each for each in frame(made, made.findings[0].place, 60) if each.mark]
    assert marked.mark is not None and marked.mark[1] - marked.mark[0] == len(needle)
    assert cell_len(marked.text[: marked.text.index(needle)]) == marked.mark[0]


@pytest.mark.parametrize("width", [80, 120])
def test_long_lines_are_trimmed_around_the_span(width: int) -> None:
    text = "x" * 500 + " TARGET " + "日" * 500 + "\n"
    drawn = console.render(one(text, "TARGET"), Options(width=width))
    assert all(cell_len(line) <= width for line in drawn.splitlines())
    source, carets = re.findall(r"^.*(?:TARGET|\^).*$", drawn, re.M)[:2]
    assert cell_len(source[: source.index("TARGET")]) == carets.index("^")


def test_scanned_text_cannot_steer_the_terminal() -> None:
    text = 'a = "\x1b]0;x\x07\u202e" # TARGET\n'
    for name in ("console", "concise"):
        render = renderer(name)
        assert render is not None
        drawn = render(
            report(
                finding(place("a\x1b.py", text, "TARGET"), message="\x1b[2J"),
                texts={"a\x1b.py": text.encode()},
            ),
            Options(),
        )
        assert "\x1b" not in drawn and "\u202e" not in drawn and r"\x1b" in drawn


def test_colour_only_when_asked_and_the_words_are_the_same() -> None:
    plain, coloured = (console.render(usual(), Options(colour=each)) for each in (False, True))
    assert "\x1b[" not in plain and "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_frames_evidence_remedy_scorecard_and_summary() -> None:
    drawn = console.render(usual(), Options(statistics=True))
    assert '  5 │     return os.environ["DATABASE_URL"]\n' in drawn
    assert "compose.yaml:2:3 the service `web` runs it" in drawn and "  2 │   web:\n" in drawn
    assert "= remedy: set `DATABASE_URL`" in drawn and "factorlint explain CFG006" in drawn
    assert re.search(r"III Config +2W", drawn) and re.search(r"XI Logs +not assessed", drawn)
    assert "1 error, 1 warning (2 files, 1 component)" in drawn
    assert "broken.yaml:3 not YAML" in drawn
    assert "Scorecard" not in console.render(usual(), Options(quiet=True))
    assert console.render(usual(), Options(ascii=True)).isascii()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\xf0\x9d", b"\xef\xbb\xbf", b"\r\r\n\n", b"a\x00b"])
@pytest.mark.parametrize("span", [(0, 0), (0, 3), (1, 2), (0, 99), (50, 60)])
def test_odd_bytes_and_spans_break_no_format(data: bytes, span: tuple[int, int]) -> None:
    made = report(finding(Place("a.py", Span(*span))), texts={"a.py": data})
    for name in formats():
        render = renderer(name)
        assert render is not None and render(made, Options())


def test_formats_are_found_by_folder() -> None:
    assert formats() == ("concise", "console", "github", "json", "markdown", "sarif")
    assert renderer("scorecard") is None and renderer("../x") is None and renderer("nope") is None


def test_github_escapes_and_puts_the_worst_first() -> None:
    made = finding(place("a,b:c.py", "x\n", "x"), message="50% a\nb", severity="info")
    worse = finding(Place(), severity="error")
    first, second = github.render(
        report(made, worse, texts={"a,b:c.py": b"x\n"}), Options(prefix="p/")
    ).splitlines()
    assert first.startswith("::error title=")
    assert second.startswith("::notice file=p/a%2Cb%3Ac.py,line=1,") and "50%25 a%0Ab" in second


def test_markdown_cannot_be_steered_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = finding(place("a.py", "x\n", "x"), message="<img> @team [x](y) `a|b`")
    drawn = markdown.render(report(made, texts={"a.py": b"x\n"}), Options())
    assert "\\<img\\>" in drawn and "@team" not in drawn and "`a\\|b`" in drawn
    monkeypatch.setattr(markdown, "_LIMIT", 10)
    assert "1 further findings are left out" in markdown.render(
        report(made, texts={"a.py": b"x\n"}), Options()
    )
