"""What the sources together imply about conditions: filled-in codes, and contradicted hierarchy edges."""
