"""The whole scan on a hostile tree: it ends, says what it could not read, and keeps every other finding."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from factorlint.cli import run
from factorlint.config import Settings
from factorlint.engine.claims import all_languages
from factorlint.engine.extract import extract
from factorlint.engine.scan import scan
from factorlint.model.report import Report

HOSTILE = Path(__file__).parent.parent / "fixtures" / "hostile"
FILES = sorted(path.relative_to(HOSTILE).as_posix() for path in HOSTILE.rglob("*") if path.is_file())
FORMATS = ("console", "concise", "json", "sarif", "github", "markdown")
UNTOLD = {
    "app/main.py": "CFG001",
    "app/Dockerfile": "BLD003",
}
"""Files that are whole, and a rule that must still speak of each."""
TOLD = (
    "broken/unclosed.py", "broken/unclosed.js", "broken/docker-compose.yml", "broken/mixed.yaml", "broken/package.json",
    "broken/pyproject.toml", "broken/Pipfile", "broken/entrypoint.sh", "broken/.github/workflows/ci.yml",
    "encodings/utf16.py", "encodings/utf16.json", "encodings/nul.py",
)  # fmt: skip
"""Files of which some part cannot be read."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the hostile files, so that nothing is written beside them."""
    return Path(shutil.copytree(HOSTILE, tmp_path / "tree"))


def report_of(tree: Path, **settings: object) -> Report:
    return scan(tree, Settings(cache=False, jobs=1, **settings))  # type: ignore[arg-type]


def sound(report: Report) -> Report:
    """The report, which must hold no crash of ours and the findings in the files that are whole."""
    assert not [trouble for trouble in report.troubles if trouble.ours]
    for path, code in UNTOLD.items():
        assert code in {finding.code for finding in report.findings if finding.place.path == path}
    return report


def told(report: Report) -> dict[str, str]:
    return {trouble.path: trouble.message for trouble in report.troubles}


def test_a_hostile_tree_is_scanned_and_what_could_not_be_read_is_named(tree: Path) -> None:
    begun = time.process_time()
    report = sound(report_of(tree))
    assert time.process_time() - begun < 10
    assert set(TOLD) <= set(told(report))
    assert all(trouble.message for trouble in report.troubles)


@pytest.mark.parametrize("name", sorted(all_languages()))
def test_every_language_bears_every_file(name: str) -> None:
    begun = time.process_time()
    for path in FILES:
        assert not extract((HOSTILE / path).read_bytes(), path, (name,)).crash, path
    assert time.process_time() - begun < 5


def lines(*pairs: tuple[int, str]) -> bytes:
    return "".join(text * count for count, text in pairs).encode()


DEEP = 100_000
LARGE: dict[str, bytes] = {
    "deep.py": lines((DEEP, "("), (1, "requests"), (DEEP, ")")),
    "nested.py": b"import requests\n" + "".join(f"{' ' * n}if x:\n" for n in range(1500)).encode() + b" " * 1500 + b"pass\n",
    "sum.py": lines((1, "import requests\nx = 1"), (200_000, " + 1"), (1, "\n")),
    "attributes.py": lines((1, "import requests\nrequests"), (200_000, ".a"), (1, "\n")),
    "calls.py": lines((1, "import requests\nrequests.get"), (50_000, "(x)"), (1, "\n")),
    "deep.js": lines((1, "require('express');"), (DEEP, "["), (DEEP, "]")),
    "functions.js": lines((1, "const e = require('express');"), (3_000, "function f(){"), (3_000, "}")),
    "chain.js": lines((1, "const e = require('express'); e()"), (100_000, ".get('/a')")),
    "template.js": lines((1, "require('express');"), (20_000, "`${"), (20_000, "}`")),
    "deep.tsx": lines((1, "import e from 'express';\nconst a = "), (20_000, "<a>"), (20_000, "</a>")),
    "package.json": lines((DEEP, '{"scripts":'), (DEEP, "}")),
    "deep/package.json": lines((DEEP, "["), (DEEP, "]")),
    "compose.yaml": lines((1, "services: "), (DEEP, "["), (DEEP, "]")),
    "deep/compose.yaml": b"services:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 1500)),
    "k8s.yaml": lines((1, "apiVersion: v1\nkind: ConfigMap\n"), (20_000, "---\napiVersion: v1\nkind: Pod\n")),
    "quotes.yaml": lines((1, "apiVersion: v1\nkind: Pod\na: "), (200_000, "'")),
    "pyproject.toml": lines((1, "[project]\nname = "), (DEEP, "["), (DEEP, "]")),
    "deep/pyproject.toml": lines((1, "[a"), (DEEP, ".a"), (1, "]\nx = 1\n")),
    "Dockerfile": lines((1, "FROM a\nRUN "), (20_000, "$(a "), (20_000, ")")),
    "deep/Dockerfile": lines((1, "FROM a\nRUN a"), (50_000, " \\\n"), (1, "b\n")),
    "stages/Dockerfile": "".join(f"FROM s{n - 1} AS s{n}\nENV A{n}=$A{n - 1}$A{n - 1}\n" for n in range(2_000)).encode(),
    "growing/Dockerfile": b"FROM a\nARG A=xxxxxxxxxx\n" + b"ENV A=$A$A$A$A\n" * 60 + b"CMD $A\n",
    "deep.sh": lines((1, "#!/bin/sh\n"), (20_000, "if x; then "), (20_000, "fi;")),
    "quotes.sh": lines((1, "#!/bin/sh\n"), (50_000, "\"$(a '")),
    "braces.sh": lines((1, "#!/bin/sh\necho "), (20_000, "${A:-"), (20_000, "}")),
    "heredocs.sh": b"#!/bin/sh\n" + b"cat <<A <<B <<C\n" * 20_000,
    "nginx.conf": lines((1, "http { "), (50_000, "server { "), (50_000, "}")),
    "Procfile": lines((1, "web: "), (300_000, "a ")),
    ".env": lines((200_000, "A=$B\n")),
    "requirements.txt": lines((50_000, "a[b]==1.0; python_version < '3' \\\n")),
    "values.yaml": lines((1, "a: "), (100_000, "{{ x }}")),
    "line.py": lines((1, "import requests\nx = '"), (4_000_000, "a"), (1, "'\n")),
    "line.js": lines((1, "require('express');"), (400_000, "a(1);")),
    "line.yaml": lines((1, "apiVersion: v1\nkind: Pod\na: "), (4_000_000, "a"), (1, "\n")),
    "line.json": lines((1, '{"scripts": "'), (4_000_000, "a"), (1, '"}')),
    "line.sh": lines((1, "#!/bin/sh\necho "), (1_000_000, "a b "), (1, "\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LARGE))
def test_what_is_deep_or_long_is_bounded_in_time(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(LARGE[name])
    begun = time.process_time()
    report = report_of(tmp_path)
    assert not [trouble for trouble in report.troubles if trouble.ours]
    assert time.process_time() - begun < 15


def test_a_file_above_the_limit_is_named_and_not_read(tree: Path) -> None:
    with (tree / "huge.py").open("wb") as file:
        file.truncate(100_000_000)
    begun = time.process_time()
    report = sound(report_of(tree))
    assert time.process_time() - begun < 10
    assert "larger than max-file-size (100,000,000 of 5,000,000 bytes)" in told(report)["huge.py"]


def test_links_are_not_followed_and_loops_end(tree: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text('API_PASSWORD = "hunter2hunter2"\n')
    for name, target in {
        "itself": "itself", "one": "two", "two": "one", "here": ".", "broken/up": "..", "out": outside,
        "stolen.py": outside / "secret.py", "dangling.py": "nowhere.py", "Dockerfile": "/etc/passwd",
    }.items():  # fmt: skip
        (tree / name).symlink_to(target)
    report = sound(report_of(tree))
    said = {finding.place.path for finding in report.findings} | set(report.texts)
    assert not [
        path for path in said if "secret" in path or "stolen" in path or path.startswith(("out/", "here/"))
    ]
    assert not [text for text in report.texts.values() if b"hunter2" in text]


def test_pipes_and_sockets_are_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "pipe.py")
    os.mkfifo(tree / "Dockerfile")
    sound(report_of(tree))


def test_a_name_that_is_not_utf8_is_shown_with_its_bytes(tree: Path) -> None:
    name = os.fsencode(tree) + b"/app/caf\xe9.py"
    try:
        descriptor = os.open(name, os.O_CREAT | os.O_WRONLY)
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    os.write(descriptor, b'API_PASSWORD = "hunter2hunter2"\n')
    os.close(descriptor)
    report = sound(report_of(tree))
    assert r"app/caf\xe9.py" in {finding.place.path for finding in report.findings}
    for form in FORMATS:
        assert run(["check", str(tree), "--no-cache", "-f", f"{form}={tree.parent / form}"]) == 1
    assert json.loads((tree.parent / "json").read_text("utf-8"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_named(tree: Path) -> None:
    (tree / "app" / "hidden.py").write_text("import os\n")
    (tree / "app" / "hidden.py").chmod(0)
    (tree / "closed").mkdir(mode=0)
    report = sound(report_of(tree))
    assert "check its permissions" in told(report)["app/hidden.py"]
    assert "check its permissions" in told(report)["closed"]


def test_a_file_that_goes_away_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["factorlint.engine.gather"]
    found = module.discover  # type: ignore[attr-defined]

    def discovered(*arguments: object) -> object:
        discovery = found(*arguments)
        (tree / "app" / "requirements.txt").unlink()
        return discovery

    monkeypatch.setattr(module, "discover", discovered)
    assert "cannot be read" in told(sound(report_of(tree)))["app/requirements.txt"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_reports_a_hostile_tree(
    tree: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run(["check", str(tree), "--no-cache", "--format", form, "--fail-on", "error"]) == 1
    shown = capsys.readouterr()
    assert "CFG001" in shown.out and "Traceback" not in shown.out + shown.err
    assert not [c for c in shown.out if (ord(c) < 32 and c not in "\n\t") or c in "\u202e\u2066\x7f\x9b"]
    if form in ("json", "sarif"):
        json.loads(shown.out)
    if form in ("concise", "json", "sarif"):
        for path in TOLD:
            assert path in shown.out


PAGE = (Path(__file__).parent.parent / "fixtures/packs/sample-pack/11-logs/too-many-log-files.md").read_text(
    "utf-8"
)
RAISES = "def check(view):\n    raise RuntimeError('a mistake \x1b[31m in the rule')\n    yield\n"
STATES = "def check(view):\n    return [1, None]\n"


@pytest.mark.parametrize("code", [RAISES, STATES, "def check(view):\n    yield from view.facts(int)\n"])
def test_a_rule_that_fails_is_named_and_the_others_go_on(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    pack = tmp_path / "pack" / "11-logs"
    pack.mkdir(parents=True)
    (pack.parent / "pack.toml").write_text('name = "broken"\nversion = "1"\nprefix = "ACME"\n')
    (pack / "too-many-log-files.md").write_text(PAGE.replace("[log.sink]", "[image.reference]"))
    (pack / "too_many_log_files.py").write_text(code)
    config = tmp_path / "factorlint.toml"
    config.write_text('packs = ["./pack"]\n')
    arguments = ["check", str(tree), "--config", str(config), "--no-cache", "--trust-pack"]
    assert run([*arguments, "--exit-zero", "-f", "concise"]) == 3
    shown = capsys.readouterr()
    assert "rule ACME002 (too-many-log-files) of pack broken failed" in shown.out + shown.err
    assert "CFG001" in shown.out and "Traceback" not in shown.out + shown.err and "\x1b" not in shown.out
    for form in FORMATS:
        assert run([*arguments, "-f", form]) == 3
    assert run([*arguments, "--ignore", "ACME002", "--exit-zero"]) == 0


def test_no_socket_is_opened(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a scan opens no network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    sound(report_of(tree))
    assert run(["check", str(tree), "--no-cache", "--exit-zero"]) == 0


TRAP = "open({mark!r}, 'w').close()\nraise SystemExit('run by the scan')\n"


@pytest.fixture
def trapped(tree: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A tree in which everything that anybody might run leaves a mark."""
    mark = tmp_path / "ran"
    trap = TRAP.format(mark=str(mark))
    for name in ("conftest.py", "setup.py", "sitecustomize.py", "usercustomize.py", "yaml.py", "msgspec.py", "rich.py",
                 "factorlint.py", "tree_sitter.py", "__init__.py", "noxfile.py", "gunicorn.conf.py"):  # fmt: skip
        (tree / name).write_text(trap)
    shell = f"#!/bin/sh\ntouch '{mark}'\n"
    (tree / "bin").mkdir()
    for name in ("git", "npm", "node", "docker", "sh"):
        (tree / "bin" / name).write_text(shell)
        (tree / "bin" / name).chmod(0o755)
    (tree / "package.json").write_text(json.dumps({"name": "x", "scripts": {"prepare": f"touch {mark}"}}))
    (tree / "Makefile").write_text(f"all:\n\ttouch {mark}\n")
    return tree, mark


def by_process(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # -P: the scanned folder is no place to import from, as with the installed command.
    command = [sys.executable, "-P", "-m", "factorlint", *arguments]
    return subprocess.run(
        command,
        cwd=tree,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_nothing_of_the_tree_is_run(trapped: tuple[Path, Path]) -> None:
    tree, mark = trapped
    for command in (["check", "."], ["facts", "."], ["graph", "."], ["init", "."]):
        done = by_process(tree, *command)
        assert done.returncode in (0, 1), done.stderr
    assert not mark.exists()


def git(tree: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(tree), *arguments], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_git_runs_nothing_of_the_tree(trapped: tuple[Path, Path]) -> None:
    tree, mark = trapped
    git(tree, "init", "-q")
    git(tree, "add", "app")
    hook = tree / ".git" / "hooks" / "trap"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    hook.chmod(0o755)
    for name in ("post-index-change", "pre-commit", "query-watchman", "fsmonitor-watchman"):
        shutil.copy2(hook, hook.with_name(name))
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "diff.external",
        "core.askPass",
    ):
        git(tree, "config", key, str(hook))
    (tree / ".gitattributes").write_text("*.py filter=trap diff=trap\n")
    git(tree, "config", "filter.trap.clean", str(hook))
    git(tree, "config", "diff.trap.textconv", str(hook))
    done = by_process(tree, "check", ".", "--no-cache", "-f", "concise")
    assert done.returncode == 1 and "CFG001" in done.stdout
    assert not mark.exists()


WATCH = """
import sys
seen = []
def audit(event, arguments):
    if event.startswith(("socket.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "pty.")):
        seen.append(event)
    if event == "subprocess.Popen" and not str(arguments[0]).endswith("git"):
        seen.append(f"{event} {arguments[0]}")
    if event in ("exec", "compile", "import") and sys.argv[1] in repr(arguments):
        seen.append(f"{event} {arguments}")
from factorlint.config import Settings
from factorlint.engine.scan import scan
from pathlib import Path
sys.addaudithook(audit)
report = scan(Path(sys.argv[1]), Settings(cache=False, jobs=1))
print(len(report.findings), seen)
"""


def test_python_itself_sees_neither_network_nor_programs(tree: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCH, str(tree)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    count, _, seen = done.stdout.strip().partition(" ")
    assert int(count) > 5 and seen == "[]"


def test_nothing_is_written_but_the_cache(tree: Path) -> None:
    def listing() -> dict[str, tuple[int, int]]:
        return {
            str(path.relative_to(tree)): (path.lstat().st_size, path.lstat().st_mtime_ns)
            for path in tree.rglob("*")
            if ".factorlint_cache" not in path.parts and path.is_file()
        }

    before = listing()
    scan(tree, Settings())
    assert listing() == before and (tree / ".factorlint_cache").is_dir()


def test_many_workers_bear_it_too(tree: Path) -> None:
    (tree / "padding.py").write_bytes(b"import os\n" + b"x = 1\n" * 300_000)
    one = sound(report_of(tree))
    many = sound(scan(tree, Settings(cache=False, jobs=3)))
    assert (one.findings, one.troubles) == (many.findings, many.troubles)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"\xc1" * 500),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/dev/null"),
    ],
)
def test_a_broken_cache_costs_nothing_but_time(tree: Path, make: Callable[[Path], object]) -> None:
    expected = sound(report_of(tree)).findings
    folder = tree / ".factorlint_cache"
    folder.mkdir()
    make(folder / "facts.msgpack")
    assert sound(scan(tree, Settings(jobs=1))).findings == expected
