"""The graph as files, and back."""
