"""The code graph: imports settled, names of other files followed, and what each process reaches."""
