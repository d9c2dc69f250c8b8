"""One folder a language or file format, found by folder: see `model/language.py` for what each offers."""
