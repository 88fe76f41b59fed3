"""Similar codes: evidence in, scored and explained edges out."""
