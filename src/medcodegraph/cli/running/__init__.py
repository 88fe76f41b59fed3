"""What runs while a command does: its database, one server per data directory."""
