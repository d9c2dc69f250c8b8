"""Names of packages as imports write them: `import yaml` means `pyyaml`, `@scope/x/y` means `@scope/x`."""

import sys
from functools import cache

import msgspec

from . import table
from .ecosystems import normal_name

_STANDARD = {"python": sys.stdlib_module_names}
"""What comes with the runtime, by the ecosystem of its packages; more stands in the table."""


class Names(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `import_names.toml` says of one ecosystem."""

    modules: dict[str, tuple[str, ...]] = {}
    """Module: the packages that bring it, where the names differ; `*` stands for any end."""
    parts: dict[str, tuple[str, ...]] = {}
    """Package: others whose documentation tells their users to import it."""
    bases: frozenset[str] = frozenset()
    """Packages to whose names others add their own."""
    builtin: frozenset[str] = frozenset()
    """Modules that come with the runtime."""
    nested: frozenset[str] = frozenset()
    """Of the modules that come with the runtime, those that have modules inside."""
    former: frozenset[str] = frozenset()
    """Modules that come with some versions of the runtime."""
    virtual: tuple[str, ...] = ()
    """Beginnings of imports that a bundler or framework resolves."""
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    typings: str = ""
    """How names of packages begin that hold types alone."""

    def standard(self, module: str) -> bool:
        """Whether a module comes with the runtime, or with some versions of it."""
        return module in self.builtin or module in self.former


@cache
def names(ecosystem: str) -> Names | None:
    """Return the names of an ecosystem, None where nothing is known of how its imports name packages."""
    data = table("import_names.toml").get(ecosystem)
    if data is None:
        return None
    found = msgspec.convert(data, Names)
    return msgspec.structs.replace(found, builtin=found.builtin | frozenset(_STANDARD.get(ecosystem, ())))


def bringing(ecosystem: str, module: str) -> tuple[str, ...]:
    """Return the packages that may bring a dotted module, the likeliest first."""
    known = names(ecosystem)
    parts = module.split(".")
    own = normal_name(ecosystem, parts[0])
    for key in (".".join(parts[:2]), parts[0]):
        found = known.modules.get(key) if known else None
        if found:
            return found if any("*" in name for name in found) else (*found, own)
    return (own,)


def alike(ecosystem: str, package: str) -> tuple[str, ...]:
    """Return the packages that bring what `package` brings, itself among them."""
    known = names(ecosystem)
    groups = known.modules.values() if known else ()
    return next((group for group in groups if group[0] == package), (package,))


_ENDING = 3
"""Characters that may be added to a module's name: `cattrs`, `django-q2`, `shopifyapi`."""


def may_bring(ecosystem: str, package: str, module: str, *, locked: bool) -> bool:
    """Whether a package's name is a module's but for ornaments: `foo` of `python-foo`, `django-foo`, `pyfoo`.

    `x-foo` counts too, unless a lockfile (`locked`) says that `foo` is a package of its own.
    """
    known = names(ecosystem)
    if known is None or (known.typings and package.startswith(known.typings)):
        return False
    plain = normal_name(ecosystem, module)
    if not locked and (package.endswith("-" + plain) or _extends(known, package, plain)):
        return True
    before = (*known.prefixes, *known.families)
    return (
        any(package == prefix + plain for prefix in before)
        or any(package == plain + suffix for suffix in known.suffixes)
        or package.replace("-", "") == plain.replace("-", "")
    )


def _extends(known: Names, package: str, plain: str) -> bool:
    """Whether a package's name is the module's and more: `factory-boy`, `pdfminer-six`, `cattrs`, `django-q2`."""
    if not package.startswith(plain) or plain in known.bases:
        return False
    rest = package[len(plain) :]
    return rest.startswith("-") or len(rest) <= _ENDING
