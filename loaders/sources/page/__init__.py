"""Saved code pages."""
