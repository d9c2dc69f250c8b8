"""Names of images."""

import re

_VERSION = re.compile(r"(@.*|:[^/:]*)$")


def repository(image: str) -> str:
    """Return the name of an image without its tag or digest: `ghcr.io/org/app` of `ghcr.io/org/app:1`."""
    return _VERSION.sub("", image.partition("@")[0])
