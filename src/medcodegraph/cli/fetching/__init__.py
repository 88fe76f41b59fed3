"""Fetching the files of sources from their publishers."""
