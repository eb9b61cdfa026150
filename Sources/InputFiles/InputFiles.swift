// InputFiles: Strict YAML with positions, the origin of every value, and diagnostics with caret and remedy.
