"""What command lines do: programs, their arguments and effects."""
