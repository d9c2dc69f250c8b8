"""What all tests share: what is kept between runs goes to folders of the tests' own.

Two dozen tests start factorlint, pytest or pre-commit as their users do. Where `PYTHONDONTWRITEBYTECODE` is set each
of them would compile all of factorlint again, and pytest would rewrite every test module's asserts in each worker.
"""

import os
import sys
import tempfile
from pathlib import Path

_KEPT = Path(__file__).parent.parent / ".pytest_cache" / "bytecode"

os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / "factorlint-tests")
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(_KEPT)
