"""CPT, from the user's own licensed files."""
