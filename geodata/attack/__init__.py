"""The attacker: what anyone can work out from published numbers alone. Knows no true count."""
