"""Plain frozen data that imports nothing else of factorlint."""
