"""A small web framework: the signature of a function is its route, its OpenAPI operation and its MCP tool.

Imports the standard library and pydantic, and none of our other packages. README.md shows a whole application.
"""
