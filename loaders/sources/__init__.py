"""The sources that can be loaded, a folder or a module each."""
