"""Statistical disclosure control: the one door from raw counts to protected ones."""
