"""Patterns of paths as .gitignore writes them, moved from one folder to another."""

from fnmatch import fnmatchcase


def rebased(pattern: str, below: tuple[str, ...]) -> str:
    """A pattern of a folder as one of its sub folder `below` (names of folders); empty when nothing can match."""
    mark, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    parts = body.strip("/").split("/")
    if not below or (len(parts) == 1 and not body.startswith("/")):
        # A pattern without a slash holds at any depth; but it may name a folder that we are in.
        return (
            mark + "**" if len(parts) == 1 and any(fnmatchcase(name, parts[0]) for name in below) else pattern
        )
    for name in below:
        if not parts:
            return mark + "**"
        if parts[0] == "**":
            return mark + "/".join(parts)
        if not fnmatchcase(name, parts[0]):
            return ""
        del parts[0]
    return mark + "/" + "/".join(parts) if parts else mark + "**"
