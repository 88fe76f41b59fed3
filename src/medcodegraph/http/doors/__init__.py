"""Who may ask: hosts, origins, tokens, rates."""
