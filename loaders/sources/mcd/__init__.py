"""The Medicare Coverage Database."""
