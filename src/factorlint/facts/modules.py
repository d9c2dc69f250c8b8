"""Modules: how the name in an import becomes a file, as manifests and compilers' settings say (factor II)."""

from ..model.fact import Fact


class ModuleRoot(Fact, frozen=True, kw_only=True, tag="module.root"):
    """Modules are looked up below a folder: `package-dir`, `baseUrl`, a Go module."""

    ecosystem: str
    folder: str = ""
    """Relative to the document's folder; empty for that folder itself."""
    prefix: str = ""
    """What the names of its modules begin with: the package of a `package-dir`, the path of a Go module."""
    by: str = ""
    """`setuptools`, `hatch`, `poetry`, `pytest`, `webpack` ..."""


class PathAlias(Fact, frozen=True, kw_only=True, tag="module.alias"):
    """A setting says what an import stands for: `@/*` for `src/*`."""

    pattern: str
    """As imports write it; a `*` stands for any rest. `x` and `x/*` are two aliases."""
    targets: tuple[str, ...]
    """Paths relative to the document's folder, or names of packages, with the `*` of the pattern; first to last."""
    ecosystem: str = "npm"
    by: str = ""
    """`package-imports`, `module-alias`, `vite`, `webpack`, `babel`, `jest`, `swc`, `browser`, `go.mod` ..."""


class PackageEntry(Fact, frozen=True, kw_only=True, tag="module.entry"):
    """What other packages get when they import this one, or a path below it. Stands in its manifest."""

    subpath: str
    """`.`, `./server`, `./*`."""
    targets: tuple[str, ...]
    """Paths relative to the manifest's folder, often of files that a build makes; first to last."""
    by: str = ""
    """`exports`, `main`, `module`, `types`, `source`, `browser`, `bin`."""


class CompilerConfig(Fact, frozen=True, kw_only=True, tag="module.compiler"):
    """A tsconfig.json or jsconfig.json: how imports are resolved in the folder it stands in."""

    extends: tuple[str, ...] = ()
    """Configurations it takes over, as written; later ones win, and its own settings over all."""
    references: tuple[str, ...] = ()
    """Folders or files of further configurations that cover parts of the folder."""
    base: str | None = None
    """`baseUrl`: where non-relative imports are looked up, and what `paths` are relative to."""
    paths: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    source: str = ""
    """`rootDir`."""
    output: str = ""
    """`outDir`, or `declarationDir`."""
