"""Source code as every programming language sees it: the model, its readers and the idiom engine."""
