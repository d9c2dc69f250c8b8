"""The Python beside a page: loaded by its path, in a module of its own."""

import inspect
import sys
from importlib import util
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING

from ..config import UserError
from ..model.view import Check
from .packs import Pack
from .page import RulePage

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _LeavesNoTrace(SourceFileLoader):
    """Writes no byte code into folders that are no installation, such as the scanned tree."""

    def set_data(self, path: str, data: "ReadableBuffer", *, _mode: int = 0o666) -> None:
        """Keep nothing."""


def load_check(page: RulePage, pack: Pack) -> Check:
    """The `check` of the Python file beside `page`. Runs that file. Raises `UserError`."""
    path = page.python
    if not path.is_file():
        raise page.error(f"`reads` needs `{path.name}` beside the page, with `def check(view)`", "reads")
    module = _module(page, pack)
    check = getattr(module, "check", None)
    if not inspect.isfunction(check):
        raise UserError(
            f"{path}:1: there is no function `check`; write `def check(view: View) -> Iterator[Problem]`"
        )
    return check


def _module(page: RulePage, pack: Pack) -> ModuleType:
    path = str(page.python)
    name = f"factorlint_pack_{pack.name.replace('-', '_')}.{page.python.stem}"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == path:
        return known
    loader = SourceFileLoader(name, path) if pack.installed else _LeavesNoTrace(name, path)
    spec = util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        line = getattr(error, "lineno", None) or 1
        raise UserError(f"{path}:{line}: cannot be loaded: {type(error).__name__}: {error}") from error
    return module
