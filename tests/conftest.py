"""Byte code of this run and of the processes it starts is kept, apart from the sources.

Two dozen tests start factorlint, pytest or pre-commit as their users do. Where `PYTHONDONTWRITEBYTECODE` is set each
of them would compile all of factorlint again, and pytest would rewrite every test module's asserts in each worker.
"""

import os
import sys
from pathlib import Path

_KEPT = Path(__file__).parent.parent / ".pytest_cache" / "bytecode"

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(_KEPT)
