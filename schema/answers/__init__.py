"""Answers that are worked out: coverage, search, similar codes and other relationship questions."""
