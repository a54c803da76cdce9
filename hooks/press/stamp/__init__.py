"""Marking as a plan that is made first and carried out afterwards, from cache where nothing changed."""
