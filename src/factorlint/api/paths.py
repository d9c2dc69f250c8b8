"""Paths as facts have them: from the repository's root, with `/` between folders."""

from ..model.paths import base as base
from ..model.paths import folder as folder
from ..model.paths import inside as inside
from ..model.paths import upwards as upwards
