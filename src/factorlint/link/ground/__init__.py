"""What every relation stands on: the tree of paths, Dockerfiles with their stages, container entries."""
