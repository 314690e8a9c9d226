"""Work that outlives a request: accepted, leased, resumed, ended."""
