"""Similar codes after a small load: what the last derivation left, and what differs from it now."""
