"""Tools for those who work on factorlint: `python -m factorlint.devtools`. Nothing else imports them."""
