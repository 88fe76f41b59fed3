"""A knowledge graph of medical codes, procedures, conditions and payer policies."""

__version__ = "0.1.0"
