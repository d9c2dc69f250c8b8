"""Imports against declarations."""
