"""ICD-9-CM, and the maps between it and ICD-10 (GEMs)."""
