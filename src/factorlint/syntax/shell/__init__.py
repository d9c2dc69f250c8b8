"""Shell text as commands and words, with places."""
