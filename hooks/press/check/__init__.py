"""Proof: what was built is opened again, and the mark is looked for in it by means of its own.

Nothing here asks the code that stamps: pixels are compared with the rendered mark, elements and styles are read off
finished pages, matrices off finished documents.
"""
