"""Code that is named by a string or a place, as frameworks ask: what each mention runs (`knowledge/wiring.toml`)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator

from ...facts import Mention
from ...knowledge import wiring
from ...knowledge.ecosystems import code_suffixes
from ...model.store import FactStore
from ..ground.globs import expanded, fits
from ..ground.paths import Tree, base, common, folder, inside
from .target import NOTHING, Resolver, Target

_PLAIN = wiring.Mentioned(by=())
_WILD = frozenset("*?[{")
_RUN = frozenset({"production", "migration", "tooling", "generated"})


class Mentions:
    """Settles the mentions of a repository."""

    def __init__(self, store: FactStore, tree: Tree, resolver_of: Callable[[str], Resolver | None]) -> None:
        """Index mentions by their kind."""
        self._tree = tree
        self._resolver_of = resolver_of
        self._paths = sorted(tree.files)
        self._by: dict[str, list[Mention]] = defaultdict(list)
        for mention in store.all(Mention):
            self._by[mention.by].append(mention)

    def links(self) -> Iterator[tuple[Mention, Target]]:
        """Yield every mention with what it runs."""
        auxiliary = {row.named_by for row in wiring.mentioned().values()}
        for by, mentions in self._by.items():
            for mention in mentions:
                resolver = self._resolver_of(mention.path)
                if by in auxiliary or resolver is None:
                    continue
                target = self._settle(mention, resolver)
                if target.documents or mention.form == "module":
                    yield mention, target

    def _settle(self, mention: Mention, resolver: Resolver) -> Target:
        row = wiring.mentioned().get(mention.by, _PLAIN)
        if mention.form != "module":
            found = self._of_path(mention, resolver, row)
            return Target("document", found, how=mention.by) if found else NOTHING
        documents: dict[str, None] = {}
        target = NOTHING
        if mention.target and not row.names_modules:
            target = resolver.named(mention.path, mention.target)
            documents.update(dict.fromkeys(target.documents))
            packages = list(target.documents[:1])
        else:
            packages = self._packages(mention, row.of)
        modules = self._modules(mention, row)
        for package in packages:
            at = folder(package)
            for module in modules:
                documents.update(dict.fromkeys(resolver.inside(at, module)))
            if row.deep:
                documents.update(dict.fromkeys(self._below(at, shallow=False)))
        if documents:
            return Target("document", tuple(documents), how=mention.by)
        return target._replace(how=mention.by) if target.to != "nothing" else NOTHING

    def _modules(self, mention: Mention, row: wiring.Mentioned) -> tuple[str, ...]:
        if row.names_modules:
            return (mention.target,)
        for other in self._by.get(row.named_by, ()) if row.named_by else ():
            within = other.span.start <= mention.span.start and mention.span.end <= other.span.end
            if other.path == mention.path and within and other.target:
                return (other.target,)
        return row.modules

    def _packages(self, mention: Mention, of: str) -> list[str]:
        """The first document of every package that mentions of a kind name, those of the nearest project first."""
        found: dict[str, list[str]] = defaultdict(list)
        for other in self._by.get(of, ()):
            resolver = self._resolver_of(other.path)
            target = resolver.named(other.path, other.target) if resolver is not None else NOTHING
            if target.documents:
                found[folder(other.path)].append(target.documents[0])
        nearest = max((len(common((at, folder(mention.path)))) for at in found), default=0)
        return [
            each
            for at, documents in found.items()
            if len(common((at, folder(mention.path)))) == nearest
            for each in documents
        ]

    def _of_path(self, mention: Mention, resolver: Resolver, row: wiring.Mentioned) -> tuple[str, ...]:
        target = mention.target
        if mention.form == "path" and not _WILD & set(target):
            return resolver.file(mention.path, target).documents
        if mention.form == "folder":
            for at in resolver.folders(mention.path, target):
                return tuple(each for each in self._below(at, row.shallow) if each != mention.path)
            return ()
        found: dict[str, None] = {}
        for pattern in expanded(target):
            cut = min((pattern.index(mark) for mark in _WILD if mark in pattern), default=len(pattern))
            head, _, _ = pattern[:cut].rpartition("/")
            rest = pattern[len(head) :].lstrip("/")
            for at in resolver.folders(mention.path, head or "."):
                documents = [
                    each for each in self._all_below(at) if _matches(rest, each[len(at) + 1 if at else 0 :])
                ]
                found.update(dict.fromkeys(each for each in documents if each != mention.path))
                if documents:
                    break
        return tuple(found)

    def _below(self, at: str, shallow: bool) -> list[str]:
        """The code of a folder that is run: no tests."""
        files = self._tree.files
        return [
            each
            for each in self._all_below(at)
            if each.rpartition(".")[2].lower() in code_suffixes()
            and files[each].role in _RUN
            and not base(each).endswith(".d.ts")
            and (not shallow or folder(each) == at)
        ]

    def _is_run(self, path: str, mention: Mention) -> bool:
        """Whether a file that a pattern covers is run by what mentions it: tests are run by tests."""
        return self._tree.files[path].role in _RUN or mention.role == self._tree.files[path].role

    def _all_below(self, at: str) -> Iterator[str]:
        paths = self._paths
        index = bisect_left(paths, at + "/") if at else 0
        while index < len(paths) and inside(paths[index], at):
            yield paths[index]
            index += 1


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern covers a path, or the source of the file that it is about after a build."""
    if fits(pattern, path):
        return True
    stem, dot, ending = pattern.rpartition(".")
    return (
        bool(dot)
        and ending in ("js", "mjs", "cjs")
        and fits(stem + ".*", path)
        and path.endswith(("ts", "tsx"))
    )
