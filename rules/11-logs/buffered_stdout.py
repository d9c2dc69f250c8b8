"""LOG004: a warning where the code prints; an information where only other people's code might."""

from collections.abc import Iterator

from factorlint.api import Problem, View
from factorlint.facts import BufferedOutput

_MOST_PRINTS = 3


def check(view: View) -> Iterator[Problem]:
    """Yield one problem for each image whose runtime holds back what the app prints."""
    for image in view.facts(BufferedOutput):
        remedy = f"Set `ENV {image.variable}=1` in this stage, or start `{image.runtime} {image.flag}`."
        if image.prints:
            yield Problem(
                at=image,
                message=f"{image.runtime} holds back what {_where(image)} prints: `{image.variable}` is not set",
                evidence=tuple(
                    (one, f"`{one.call}` goes to the buffer") for one in image.prints[:_MOST_PRINTS]
                ),
                remedy=remedy,
            )
        elif not image.server:
            yield Problem(
                at=image,
                message=f"{image.runtime} would hold back what is printed: `{image.variable}` is not set",
                remedy=remedy,
                severity="info",
                confidence="low",
            )


def _where(image: BufferedOutput) -> str:
    paths = list(dict.fromkeys(one.path for one in image.prints))
    more = f" (and {len(paths) - 1} more)" if len(paths) > 1 else ""
    return f"`{paths[0]}`{more}"
