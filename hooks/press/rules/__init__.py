"""Content rules: what a text may not say or lack. Kinds of check are code, rules are data (`overlays/rules/*.yml`)."""
