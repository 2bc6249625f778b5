"""What is published, as equations: bounds, and unknowns that only follow."""
