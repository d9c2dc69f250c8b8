"""One Markdown page of a rule pack: front matter, prose and examples."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from ..model.concern import BY_SLUG
from ..model.rule import Prose, RuleInfo
from .header import MECHANICS, Header, PageError, line_of, near, read, split
from .sections import sections

CODE = re.compile(r"[A-Z][A-Z0-9]{2,9}\d{3}")
"""How codes look: three letters or more, three digits."""
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK = re.compile(r"https?://\S+")

ENGINE_CONCERN = "scan"
"""The concern of rules about the scan itself, which no clause of the methodology asks for."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A page's text, taken apart."""

    matter: str
    """The front matter's text, for lines in messages."""
    line: int
    """The line of the file on which the body begins."""
    title: tuple[str, int]
    """The heading and its line."""
    remedy: str
    prose: Prose


class RulePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as its pack has it. Examples are read from its body when somebody asks for them."""

    info: RuleInfo
    header: Header
    file: str
    """Where the page stands on disk."""
    body: Callable[[], Body]
    """Reads the text: what judges needs no more than the header."""

    @property
    def python(self) -> Path:
        """The Python file beside the page, which need not exist."""
        return Path(self.file).with_name(self.info.name.replace("-", "_") + ".py")

    def error(self, message: str, *route: str) -> PageError:
        """A mistake in the front matter, at the line of a key."""
        return PageError(self.file, line_of(self.body().matter, *route), message)


def load_page(path: Path, pack: str, url: str = "") -> RulePage:
    """Read and check the page at `path`. Raises `PageError` naming file, line and remedy."""
    status = path.stat()
    return _load(str(path), pack, url, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _load(file: str, pack: str, url: str, _mtime: int, _size: int) -> RulePage:
    """The time and size make an edited page a new one: tests scan hundreds of times in one process."""
    return parse(_text(file), file, pack, url)


def _text(file: str) -> str:
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PageError(file, 1, "it is not UTF-8; save it as UTF-8") from None
    return text.replace("\r\n", "\n")


def parse(text: str, file: str, pack: str, url: str = "") -> RulePage:
    """A page from its text; `file` names it in messages and tells name and concern."""
    header = read(split(text, file)[0], file)
    body = _body(text, file)
    page = page_of(header, body.remedy, lambda: body, file, pack, url)
    _check(page, body.title)
    return page


def checked(header: Header, remedy: str, file: str, pack: str, url: str) -> RulePage:
    """A page that was checked before: its text is read again only when somebody asks for it."""
    return page_of(header, remedy, cache(lambda: _body(_text(file), file)), file, pack, url)


def page_of(
    header: Header, remedy: str, body: Callable[[], Body], file: str, pack: str, url: str
) -> RulePage:
    """Put a page together."""
    info = RuleInfo(
        code=header.code,
        name=header.name,
        title=header.title,
        factor=header.concern or re.sub(r"^\d+-", "", Path(file).parent.name),
        severity=header.severity,
        confidence=header.confidence,
        scope=header.scope,
        applies_to=header.applies_to,
        roles=header.roles,
        default=header.default and header.confidence != "low",
        security=header.security,
        equivalents=header.equivalents,
        references=header.references,
        remedy=remedy,
        prose=lambda: body().prose,
        pack=pack,
        url=f"{url}{header.code}-{header.name}.md" if url else "",
    )
    return RulePage(info=info, header=header, file=file, body=body)


def _body(text: str, file: str) -> Body:
    matter, markdown, line = split(text, file)
    parts = sections(markdown, line, file)
    return Body(
        matter=matter,
        line=line,
        title=parts[""],
        remedy=parts["Remedy"][0],
        prose=Prose(why=parts["Why"][0], ignore_when=parts["When to ignore"][0], markdown=markdown),
    )


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
