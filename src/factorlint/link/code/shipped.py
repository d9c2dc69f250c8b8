"""What a published package ships: the modules that others can import."""

from collections.abc import Iterator

from ...facts import Project
from ...knowledge.ecosystems import of_file
from ..ground.paths import Tree, folder, inside, join


def shipped_modules(tree: Tree, at: str, project: Project) -> Iterator[str]:
    """Yield the modules that a published project at a folder ships, of the packages that it names or is named after."""
    names = project.packages or (project.name.lower().replace("-", "_").replace(".", "_"),)
    for above in (at, f"{at}/src".lstrip("/")):
        for name in names:
            package = join(above, name.replace(".", "/"))
            if package and package in tree.folders:
                yield from _modules(tree, package)
            elif package and f"{package}.py" in tree.files:
                yield f"{package}.py"


def _modules(tree: Tree, package: str) -> Iterator[str]:
    """The modules of a package and of the packages in it; what lies in other folders of it is data."""
    regular = f"{package}/__init__.py" in tree.files
    for path, document in tree.files.items():
        row = of_file(path)
        if (
            document.role == "production"
            and row is not None
            and row.modules == "dotted"
            and inside(path, package)
        ):
            at = folder(path)
            if not regular or f"{at}/__init__.py" in tree.files:
                yield path
