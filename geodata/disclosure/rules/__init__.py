"""Primary rules: which counts may not be shown."""
