"""Shared parsing: what several languages need to read their documents."""
