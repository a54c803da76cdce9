"""The monthly notice board."""
