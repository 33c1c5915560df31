"""Tools of others: servers that speak the Model Context Protocol, started or called as the config says.

The `mcp` package is imported when the first server is connected to, off the event loop.
"""
