"""Secondary suppression: what else is withheld until the attacker fails."""
