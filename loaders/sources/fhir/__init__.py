"""FHIR terminology resources."""
