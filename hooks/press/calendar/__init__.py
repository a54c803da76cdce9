"""The traditional and the public-health calendar."""
