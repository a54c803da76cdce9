"""One module a command, each holding `command`. Heavy imports stand inside the functions: `--help` must be quick."""
