"""Access checks: hosts, origins, tokens, rates."""
