"""The loadable sources, one folder or module each."""
