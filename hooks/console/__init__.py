"""The command line: conducts, decides nothing about content."""
