"""Global recoding: small places and fine periods are shown together."""
