"""factorlint: a linter for the Twelve-Factor App and the platforms it runs on."""

__version__ = "0.1.0"
