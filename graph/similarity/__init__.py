"""Similar codes: from evidence to scored and explained edges."""
