"""Terminal output: tables, progress, errors."""
