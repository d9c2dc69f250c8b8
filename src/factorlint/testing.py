"""pytest plug-in: every example of every page of a rule pack is a test, ours and anyone's.

`pytest rules/` collects the pages below any folder that holds `pack.toml`; `--factorlint-pack DIR`
collects a pack that stands elsewhere. Examples are scanned exactly as a repository would be.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # factorlint is imported when there is something to test: every pytest run loads this file
    from .config import Settings
    from .model.report import Report
    from .rulepacks.examples import Example
    from .rulepacks.packs import Pack
    from .rulepacks.page import RulePage

FEWEST = 2
"""Examples that a page needs of each kind."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--factorlint-pack`."""
    group = parser.getgroup("factorlint")
    group.addoption(
        "--factorlint-pack",
        action="append",
        default=[],
        metavar="DIR",
        help="run the examples of the rule pack in DIR as tests (repeatable)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect the named packs beside what the command line asks for."""
    for folder in config.getoption("--factorlint-pack"):
        if not Path(folder, "pack.toml").is_file():
            raise pytest.UsageError(f"--factorlint-pack {folder}: it holds no pack.toml")
        config.args.append(str(folder))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the pages of packs."""
    if file_path.suffix != ".md":
        return None
    root = next((folder for folder in file_path.parents if (folder / "pack.toml").is_file()), None)
    if root is None:
        return None
    from .rulepacks.packs import is_page

    if not is_page(file_path.relative_to(root).as_posix()):
        return None
    page_file: PageFile = PageFile.from_parent(parent, path=file_path)
    page_file.root = root
    return page_file


class PageFile(pytest.File):
    """A rule's page."""

    root: Path

    def collect(self) -> Iterable[pytest.Item]:
        """A test of completeness, then one for each example."""
        from .config import UserError
        from .rulepacks.examples import examples
        from .rulepacks.packs import open_pack
        from .rulepacks.page import load_page

        try:
            pack = open_pack(self.root, installed=False)
            page = load_page(self.path, pack.name, pack.url)
            found = examples(page)
        except UserError as error:
            raise self.CollectError(str(error)) from None
        yield CompletenessItem.from_parent(
            self, name=f"{page.info.code}: page", page=page, examples=found, pack=pack
        )
        for example in found:
            name = f"{page.info.code}: {example.verdict.lower()}: {example.heading}"
            yield ExampleItem.from_parent(self, name=name, page=page, example=example, pack=pack)


class PageFailure(Exception):
    """A page or an example that is not as it says; the text is all that people need to see."""


class CompletenessItem(pytest.Item):
    """The page compiles and has enough examples."""

    def __init__(self, *, page: "RulePage", examples: "list[Example]", pack: "Pack", **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.page, self.examples, self.pack = page, examples, pack

    def runtest(self) -> None:
        """Raise `PageFailure` or `UserError` with the remedy."""
        from .rulepacks.load import Late, rule_of
        from .rulepacks.mechanics import check_mechanics

        check_mechanics(self.page)
        check = rule_of(self.page, self.pack).check
        if isinstance(check, Late):
            check.made()
        for verdict in ("Bad", "Good"):
            count = sum(example.verdict == verdict for example in self.examples)
            if count < FEWEST:
                raise PageFailure(f"{self.page.file}: {verdict} has {count} of at least {FEWEST} examples")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The message alone."""
        return f"{type(excinfo.value).__name__}: {excinfo.value}"

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the page begins."""
        return self.path, 0, self.name


class ExampleItem(pytest.Item):
    """An example, scanned."""

    def __init__(self, *, page: "RulePage", example: "Example", pack: "Pack", **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.page, self.example, self.pack = page, example, pack

    def runtest(self) -> None:
        """Scan the example and compare this rule's findings, and that nothing of ours crashed."""
        told = difference(self.page, self.pack, self.example)
        if told:
            raise PageFailure("\n".join(told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> object:  # type: ignore[override]
        """The difference for a failed example, the usual trace for a crash."""
        if isinstance(excinfo.value, PageFailure):
            return f"{self.page.file}:{self.example.line}\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example stands."""
        return self.path, self.example.line - 1, self.name


def difference(page: "RulePage", pack: "Pack", example: "Example") -> list[str]:
    """Scan an example: nothing when the rule says there what the page says, else lines for people."""
    from .engine.scan import scan_files

    settings = _settings(page, pack)
    report = scan_files(example.files, settings)
    crashes = [trouble.message for trouble in report.troubles if trouble.ours]
    found = tuple(sorted(_findings(report, page.info.code)))
    if not crashes and found == example.expected:
        return []
    return list(_difference(example, found, crashes, settings))


def _settings(page: "RulePage", pack: "Pack") -> "Settings":
    """The rule alone; what the engine judges, it judges by what the other rules found."""
    from .config import Settings
    from .rulepacks.packs import builtin_folder

    packs = () if Path(pack.folder).resolve() == builtin_folder().resolve() else (pack.folder,)
    select = ("ALL",) if page.header.judged_by else (page.info.code,)
    return Settings(select=select, packs=packs, trust_packs=True, cache=False, jobs=1)


def _findings(report: "Report", code: str) -> Iterator[tuple[str, int, str]]:
    for finding in report.findings:
        if finding.code == code:
            yield finding.place.path, report.line_of(finding.place), finding.message


def _difference(
    example: "Example", found: tuple[tuple[str, int, str], ...], crashes: list[str], settings: "Settings"
) -> Iterator[str]:
    """What was expected and not found, the reverse, and the facts of the files it is about."""
    yield from (f"crashed: {message}" for message in crashes)
    missing = [each for each in example.expected if each not in found]
    surplus = [each for each in found if each not in example.expected]
    yield from (f"- expected {path or 'repository'}:{line}: {message}" for path, line, message in missing)
    yield from (f"+ reported {path or 'repository'}:{line}: {message}" for path, line, message in surplus)
    yield from _facts(example, {path for path, _, _ in (*missing, *surplus)}, settings)


def _facts(example: "Example", paths: set[str], settings: "Settings") -> Iterator[str]:
    from .cli.facts import Positions, table
    from .engine.gather import gather_files

    yield "facts there:"
    found = [fact for fact in gather_files(example.files, settings).store.everything() if fact.path in paths]
    found.sort(key=lambda fact: (fact.path, fact.span))
    for line in table(found, Positions(example.files.__getitem__)).splitlines():
        yield f"  {line}"
