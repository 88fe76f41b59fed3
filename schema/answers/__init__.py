"""Computed answers: coverage, search, similar codes and other relationship questions."""
