"""YAML, TOML, JSON and INI as one tree of nodes with places."""
