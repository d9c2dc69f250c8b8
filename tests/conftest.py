"""What all tests share: files that are kept between runs go to a folder of the tests' own."""

import os
import tempfile
from pathlib import Path

os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / "factorlint-tests")
