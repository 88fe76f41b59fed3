"""Running the service: the server, its protocol, its load limits."""
