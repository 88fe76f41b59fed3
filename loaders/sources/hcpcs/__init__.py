"""HCPCS Level II."""
