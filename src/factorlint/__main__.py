"""`python -m factorlint`."""

from .cli import main

main()
