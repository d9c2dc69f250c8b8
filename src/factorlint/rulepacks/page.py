"""One Markdown page of a rule pack: front matter, prose and examples."""

import re
from functools import lru_cache
from pathlib import Path

import msgspec

from ..model.concern import BY_SLUG
from ..model.rule import RuleInfo
from .header import MECHANICS, Header, PageError, line_of, near, read, split
from .sections import sections

CODE = re.compile(r"[A-Z][A-Z0-9]{2,9}\d{3}")
"""How codes look: three letters or more, three digits."""
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK = re.compile(r"https?://\S+")

ENGINE_CONCERN = "scan"
"""The concern of rules about the scan itself, which no clause of the methodology asks for."""


class RulePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as its pack has it. Examples are read from `info.markdown` when somebody asks for them."""

    info: RuleInfo
    header: Header
    file: str
    """Where the page stands on disk."""
    matter: str
    """The front matter's text, for lines in messages."""
    body_line: int
    """The line of the file on which the body begins."""

    @property
    def python(self) -> Path:
        """The Python file beside the page, which need not exist."""
        return Path(self.file).with_name(self.info.name.replace("-", "_") + ".py")

    def error(self, message: str, *route: str) -> PageError:
        """A mistake in the front matter, at the line of a key."""
        return PageError(self.file, line_of(self.matter, *route), message)


def load_page(path: Path, pack: str, url: str = "") -> RulePage:
    """Read and check the page at `path`. Raises `PageError` naming file, line and remedy."""
    status = path.stat()
    return _load(str(path), pack, url, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _load(file: str, pack: str, url: str, _mtime: int, _size: int) -> RulePage:
    """The time and size make an edited page a new one: tests scan hundreds of times in one process."""
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PageError(file, 1, "it is not UTF-8; save it as UTF-8") from None
    return parse(text.replace("\r\n", "\n"), file, pack, url)


def parse(text: str, file: str, pack: str, url: str = "") -> RulePage:
    """A page from its text; `file` names it in messages and tells name and concern."""
    matter, body, body_line = split(text, file)
    header = read(matter, file)
    parts = sections(body, body_line, file)
    folder = Path(file).parent.name
    concern = header.concern or re.sub(r"^\d+-", "", folder)
    info = RuleInfo(
        code=header.code,
        name=header.name,
        title=header.title,
        factor=concern,
        severity=header.severity,
        confidence=header.confidence,
        scope=header.scope,
        applies_to=header.applies_to,
        roles=header.roles,
        default=header.default and header.confidence != "low",
        security=header.security,
        equivalents=header.equivalents,
        references=header.references,
        why=parts["Why"][0],
        remedy=parts["Remedy"][0],
        ignore_when=parts["When to ignore"][0],
        markdown=body,
        pack=pack,
        url=f"{url}{header.code}-{header.name}.md" if url else "",
    )
    page = RulePage(info=info, header=header, file=file, matter=matter, body_line=body_line)
    _check(page, parts[""])
    return page


def _check(page: RulePage, title: tuple[str, int]) -> None:
    header = page.header
    if CODE.fullmatch(header.code) is None:
        raise page.error(
            f"code `{header.code}` must be capital letters and three digits, as `CFG001`", "code"
        )
    if _NAME.fullmatch(header.name) is None:
        raise page.error(f"name `{header.name}` must be lower-case words joined by `-`", "name")
    if header.name != Path(page.file).stem:
        raise page.error(f"name `{header.name}` must equal the file's name `{Path(page.file).stem}`", "name")
    if title[0] != header.title:
        raise PageError(page.file, title[1], f"the heading must repeat the title: `# {header.title}`")
    if page.info.factor not in (*BY_SLUG, ENGINE_CONCERN):
        remedy = near(page.info.factor, BY_SLUG)
        raise page.error(f"concern `{page.info.factor}` is none of ours; {remedy}", "concern")
    if header.security is not None and not 0.1 <= header.security <= 10:
        raise page.error("security must lie between 0.1 and 10.0", "security")
    for equivalent in header.equivalents:
        if ":" not in equivalent:
            raise page.error(f"equivalent `{equivalent}` must be `peer:id`", "equivalents")
    for reference in header.references:
        if _LINK.fullmatch(reference) is None:
            raise page.error(f"reference `{reference}` must be a URL", "references")
    _check_mechanics(page)


def _check_mechanics(page: RulePage) -> None:
    header = page.header
    blocks = header.blocks()
    ways = [bool(blocks), bool(header.reads), bool(header.judged_by)]
    if sum(ways) != 1:
        raise page.error("say either `for` or `match`, or `reads` (a Python file beside the page)", "for")
    for block in blocks:
        if not block.kinds:
            raise page.error("a match needs `for`, the kind of fact that is a problem", "match")
        if not block.message:
            raise page.error("a match needs a `message`", "match" if header.match else "for")
    if not blocks:
        for key, field in MECHANICS.items():
            if getattr(header, field):
                raise page.error(
                    f"`{key}` belongs to a match; write `for`, the kind of fact that is a problem", key
                )
