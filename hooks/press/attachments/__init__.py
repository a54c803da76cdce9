"""Documents that staff attach: the mark on every page, in every header, on every slide."""
