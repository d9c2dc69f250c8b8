"""Idioms of packs and languages of plug-ins: used while the settings name them, and only then."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factorlint.config import Settings, UserError
from factorlint.engine.claims import Claims
from factorlint.engine.extensions import extend
from factorlint.engine.gather import gather, gather_files
from factorlint.facts import OutboundCall, ToolUse

SAMPLE = Path(__file__).parents[3] / "fixtures" / "packs" / "sample-pack"
PACK = Settings(packs=(str(SAMPLE),))
SOURCE = 'import acme_http\n\nacme_http.get("http://prices")\n'


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    extend(Settings())


def calls(root: Path, settings: Settings) -> tuple[list[str], int]:
    gathered = gather(root, settings)
    return [call.client for call in gathered.store.all(OutboundCall)], gathered.cached


def test_a_pack_brings_idioms_while_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SOURCE)
    assert calls(tmp_path, Settings()) == ([], 0)
    assert calls(tmp_path, PACK) == (["acme_http"], 0), "what was read without them is read again"
    assert calls(tmp_path, PACK) == (["acme_http"], 1)
    assert calls(tmp_path, Settings()) == ([], 0)


def test_documents_in_memory_know_them_too() -> None:
    files = {"app.py": SOURCE.encode()}
    assert len(gather_files(files, PACK).store.all(OutboundCall)) == 1
    assert len(gather_files(files, Settings()).store.all(OutboundCall)) == 0


def test_the_built_in_idioms_stay(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SOURCE + 'import requests\nrequests.get("http://x")\n')
    assert calls(tmp_path, PACK)[0] == ["acme_http", "requests"]


def test_workers_know_them(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"a{number}.py").write_text(SOURCE + "# filler\n" * 12_000)
    settings = Settings(packs=PACK.packs, jobs=2, cache=False)
    assert calls(tmp_path, settings)[0] == ["acme_http"] * 12


def test_an_edited_table_is_another(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "apis").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "p"\n')
    table = pack / "apis" / "python.toml"
    text = '[[call]]\nnames = ["acme_http.get"]\nfact = "service.outbound-call"\nprotocol = "http"\nclient = "{}"\n'
    table.write_text(text.format("one"))
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "app.py").write_text(SOURCE)
    settings = Settings(packs=(str(pack),))
    assert calls(tree, settings)[0] == ["one"]
    table.write_text(text.format("two"))
    assert calls(tree, settings)[0] == ["two"]


CALL = '# a comment\n\n[[call]]\nnames = ["a.b"]\nfact = "log.sink"\n'


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("pyton", CALL, 0, "there is no language `pyton` with idioms; did you mean `python`?"),
        ("python", "[[call]\n", 1, "not TOML"),
        ("python", 'call = "x"\n', 1, "`call` must be a list of tables, `[[call]]`"),
        ("python", CALL + "target = 1\n", 3, "field target holds str"),
        ("python", CALL + 'tarket = "file"\n', 3, "log.sink has no field tarket"),
        ("python", CALL + 'target = "file"\n[[call]]\nnames = ["x.y"]\n', 7, "`fact` is missing"),
        ("python", '[[call]]\nfact = "log.sink"\n', 1, "`names` is missing"),
        ("python", '[[call]]\nnames = "a.b"\nfact = "log.sink"\n', 1, "names must be a list"),
        ("python", '[[cal]]\nnames = ["a.b"]\nfact = "log.sink"\n', 1, "`cal` is missing, or not known"),
        ("python", CALL + 'target = "file"\nwhen = { "0" = { matches = "(" } }\n', 3, "no regular expression"),
        ("python", '[[call]]\nnames = ["%s"]\nfact = "log.sink"\n' % ("{a,b}" * 40), 1, "more than 1000 names"),
    ],
)  # fmt: skip
def test_mistakes_in_idioms_name_file_and_line(
    tmp_path: Path, name: str, text: str, line: int, words: str
) -> None:
    (tmp_path / "apis").mkdir()
    (tmp_path / "pack.toml").write_text('name = "p"\n')
    (tmp_path / "apis" / f"{name}.toml").write_text(text)
    with pytest.raises(UserError) as error:
        gather_files({}, Settings(packs=(str(tmp_path),)))
    assert words in str(error.value)
    assert str(error.value).startswith(f"{tmp_path}/apis/{name}.toml:{line or ''}"), error.value


MODULE = """
from factorlint.api import Source
from factorlint.facts import ToolUse

NAMES = ("*.acmescript",)


def facts(source):
    yield ToolUse(program=source.data.decode().strip())
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution that brings the language `acmescript`."""

    def install(text: str = MODULE, target: str = "acme_language", version: str = "1.0") -> None:
        site = tmp_path / f"site-{version}"
        info = site / "acme_language-1.dist-info"
        info.mkdir(parents=True)
        (site / "acme_language.py").write_text(text)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-language\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[factorlint.languages]\nacmescript = {target}\n")
        monkeypatch.syspath_prepend(str(site))
        sys.modules.pop("acme_language", None)

    yield install
    sys.modules.pop("acme_language", None)


FILES = {"run.acmescript": b"ffmpeg\n"}
NAMED = Settings(languages=("acmescript",))


def programs(settings: Settings) -> list[str]:
    return [use.program for use in gather_files(FILES, settings).store.all(ToolUse)]


def test_a_plug_in_reads_its_files_while_it_is_named(install: Install) -> None:
    install()
    assert programs(Settings()) == [] and "acme_language" not in sys.modules
    assert programs(NAMED) == ["ffmpeg"]
    assert programs(Settings()) == []
    assert Claims().of("run.acmescript") == ()


def test_a_plug_in_may_give_a_language(install: Install) -> None:
    text = "\nfrom factorlint.api import Language\n\nREADER = Language(names=NAMES, facts=facts)\n"
    install(MODULE + text, "acme_language:READER")
    assert programs(NAMED) == ["ffmpeg"]


def test_another_release_of_a_plug_in_reads_again(install: Install, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "run.acmescript").write_text("ffmpeg\n")
    install()
    assert [gather(tree, NAMED).cached for _ in range(2)] == [0, 1]
    install(MODULE.replace(".strip()", ".strip().upper()"), version="2.0")
    assert [use.program for use in gather(tree, NAMED).store.all(ToolUse)] == ["FFMPEG"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x =", "cannot be loaded: SyntaxError"),
        ("NAMES = ('*.x',)\n", "it lacks NAMES or facts(source)"),
        (MODULE + "\n\ndef triger():\n    return ()\n", "`triger` is no part of a language; did you mean `triggers`?"),
        (MODULE + "\nSNIF = ()\n", "did you mean `SNIFF`?"),
        (MODULE + "\nSNIFF = ('x',)\n", "SNIFF must be a tuple of bytes"),
        (MODULE.replace("*.acme", "*.ACME"), "NAMES must be a tuple of patterns in lower case"),
    ],
)  # fmt: skip
def test_a_plug_in_that_keeps_no_contract_is_refused(install: Install, text: str, words: str) -> None:
    install(text)
    with pytest.raises(UserError) as error:
        programs(NAMED)
    assert str(error.value).startswith("languages: language `acmescript` cannot be loaded")
    assert words in str(error.value)


def test_a_language_that_is_not_installed_or_built_in(install: Install) -> None:
    with pytest.raises(UserError, match="no language `acmescript` is installed"):
        programs(NAMED)
    install()
    with pytest.raises(UserError, match=r"no language `acmescrpt` is installed; did you mean `acmescript`\?"):
        programs(Settings(languages=("acmescrpt",), origins={"languages": "factorlint.toml:1"}))
    with pytest.raises(UserError, match="`python` is built in; take it out"):
        programs(Settings(languages=("python",)))
