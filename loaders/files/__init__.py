"""File formats: bytes to rows with their line numbers; no source is known here."""
