"""One module per foreign program."""
