"""The starter data set."""
