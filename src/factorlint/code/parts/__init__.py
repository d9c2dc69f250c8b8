"""What every language's files are read for beside idioms: one concern a module."""
