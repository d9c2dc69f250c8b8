"""Variables and backing services: demanded in code, supplied by manifests."""
