"""Sockets, ports, addresses, routes and probes."""
