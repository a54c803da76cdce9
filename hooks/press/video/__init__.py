"""Films: probing, poster frames."""
