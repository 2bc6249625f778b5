"""Linear and integer programmes for what the search leaves open."""
