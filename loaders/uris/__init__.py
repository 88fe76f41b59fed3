"""From the URIs of FHIR to the names and keys of the graph."""
