"""Core of 杏林 Press: marking, bulletins, proof. Knows no site engine (a test keeps it so)."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
