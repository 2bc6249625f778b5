"""How the packed map geometry is made: projected once, at build time, never while the app runs."""
