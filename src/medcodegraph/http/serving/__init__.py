"""Running the service: the server, its protocol, its bounds on load."""
