"""From files in docs/ to checked values: decoding, front matter, types, library."""
