"""Films that carry the mark in their own pixels."""
