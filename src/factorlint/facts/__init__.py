"""The vocabulary: every kind of fact, one file a subject. A struct's docstring is its documentation."""

from ..model.fact import UNKNOWN as UNKNOWN
from ..model.fact import F as F
from ..model.fact import Fact as Fact
from ..model.fact import Unknown as Unknown
from ..model.fact import kind_of
from .code import *
from .codebase import *
from .config import *
from .dependency import *
from .graph import *
from .image import *
from .log import *
from .modules import *
from .process import *
from .resilience import *
from .scan import *
from .service import *
from .workload import *

VOCABULARY: tuple[type[Fact], ...] = tuple(
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, Fact) and value is not Fact
)
"""Every kind of fact, in the order of the imports above."""

BY_KIND: dict[str, type[Fact]] = {kind_of(fact_type): fact_type for fact_type in VOCABULARY}
"""The public name of each kind, such as `config.env-read`."""
