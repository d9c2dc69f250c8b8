"""Commands that build an image: `docker build`, `docker buildx build`, `podman build`, `buildah build`."""

from posixpath import basename, normpath

from ...facts import Build, Command
from ...model.fact import UNKNOWN, Unknown

_VALUED = frozenset(
    "--add-host --build-context --builder --cache-from --cache-to --label --network -o --output --platform --progress "
    "--secret --ssh --iidfile --metadata-file -m --memory --shm-size --cpuset-cpus --ulimit --allow --attest --provenance "
    "--sbom --isolation --format".split()
)
_OURS = {
    "-f": "file",
    "--file": "file",
    "-t": "tag",
    "--tag": "tag",
    "--target": "target",
    "--build-arg": "arg",
}


def build_of(command: Command, folder: str = "") -> Build | None:
    """The image that a command builds, None for every other command. `folder` is where it runs."""
    words = list(command.argv)
    if not words or basename(words[0] or "") not in ("docker", "podman", "buildah", "nerdctl"):
        return None
    rest = words[1:]
    if rest[:1] in (["buildx"], ["image"]):
        rest = rest[1:]
    if rest[:1] not in (["build"], ["bud"]):
        return None
    options: dict[str, list[str | None]] = {"file": [], "tag": [], "target": [], "arg": []}
    context: str | None | Unknown = UNKNOWN
    waiting = ""
    for word in rest[1:]:
        if waiting:
            options.setdefault(waiting, []).append(word)
            waiting = ""
        elif word is not None and word.startswith("-") and word != "-":
            flag, equals, value = word.partition("=")
            name = _OURS.get(flag, "other" if flag in _VALUED else "")
            if equals and name:
                options.setdefault(name, []).append(value)
            elif not equals:
                waiting = name
        else:
            context = word
    return _build(command, options, context, folder)


def _build(
    command: Command, options: dict[str, list[str | None]], context: str | None | Unknown, folder: str
) -> Build:
    where = path_in(folder, context)
    files = options["file"]
    dockerfile = path_in(folder, files[-1]) if files else UNKNOWN
    if not files and isinstance(where, str):
        dockerfile = f"{where}/Dockerfile" if where else "Dockerfile"
    arguments = [word.partition("=") for word in options["arg"] if word]
    return Build(
        span=command.span,
        scope=command.scope,
        context=where,
        dockerfile=dockerfile,
        target=next((word for word in options["target"] if word), ""),
        args=tuple((name, value if equals else None) for name, equals, value in arguments),
        image=next((word for word in options["tag"] if word), UNKNOWN),
        by=command.by,
        owner=command.owner,
    )


def path_in(folder: str, location: str | None | Unknown) -> str | Unknown:
    """A path given in a command that runs in `folder`, from the repository's root; unknown for a URL."""
    if not location or location == "-" or "://" in location or "$" in location or location.startswith("/"):
        return UNKNOWN
    joined = normpath(f"{folder}/{location}" if folder else location)
    return "" if joined == "." else joined
