"""Pictures: safe decoding, geometry, contrast, drawing the mark."""
