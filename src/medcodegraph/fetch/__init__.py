"""Downloading the publishers' current files."""
