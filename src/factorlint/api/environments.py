"""Environments by their names, in lower case."""

TESTS = frozenset({"test", "testing", "tests", "ci", "qa"})
"""Where tests run."""
DEVELOPERS = TESTS | {"development", "develop", "dev", "local", "debug"}
"""Where only developers and tests run the code."""
