"""Idioms are data: what a library's calls, decorators and classes stand for (the format: apply.py)."""
