"""Versions and settings that differ between places that should agree."""
