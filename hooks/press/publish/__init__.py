"""Building beside the published site and swapping it in."""
