"""Payer policies in medcodegraph's own format."""
