"""MS-DRGs."""
