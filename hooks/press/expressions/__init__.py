"""Reading regular expressions: their alternatives, and what a text must hold for them to be found."""
