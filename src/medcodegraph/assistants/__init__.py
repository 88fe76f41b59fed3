"""Tools for assistants over the Model Context Protocol: trusted documents, run as every request is.

Only server.py needs the SDK, which is optional (`pip install 'medcodegraph[mcp]'`).
"""
