"""Print: sheets of a bulletin as files for a print shop and for readers, leaflets, the yearly volume."""
