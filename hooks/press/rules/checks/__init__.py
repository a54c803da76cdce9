"""The kinds of check, one a module; `kinds` lists them."""
