"""CCSR: AHRQ's clinical categories."""
