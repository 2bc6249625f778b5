"""Packaged boundary layers: attributes, outlines and neighbours of every region.

The layers are built by :mod:`geodata.boundaries.build` and committed, so that nothing is fetched at run time.
"""

from geodata.boundaries.packaged import read_attributes, read_borders, read_look_up, read_outlines, read_regions

__all__ = ["read_attributes", "read_borders", "read_look_up", "read_outlines", "read_regions"]
