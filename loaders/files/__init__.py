"""File formats: from bytes to rows with line numbers, independent of any source."""
