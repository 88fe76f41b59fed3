"""One module per address of the explorer."""
