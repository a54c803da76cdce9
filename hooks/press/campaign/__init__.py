"""Campaigns and their mark: one drawing, every medium."""
