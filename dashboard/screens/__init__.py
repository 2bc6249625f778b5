"""The pages of the app: thin scripts that ask, call and draw."""
