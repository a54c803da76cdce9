"""The report on a checked site: for machines, for the screen and for the file."""
