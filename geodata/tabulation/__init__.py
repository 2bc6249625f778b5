"""The cells of a release: which tables there are, what their margins are, and which equations link them."""
