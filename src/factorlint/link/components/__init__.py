"""Components: where they begin, what kind they are, which of their files run in a browser."""
