"""The MCP endpoint: the operations that are tools, in the protocol that agents speak.

Imported when /mcp is first asked: no REST call pays for it. Written by hand, as libraries take 0.8 to 2.8 s to import.
"""
