"""Loaders: any agency's file becomes records, and every row that does not is accounted for."""
