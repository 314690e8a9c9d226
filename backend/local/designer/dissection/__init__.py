"""An idea taken apart into pieces: `dissect.dissect` is the entry.

`segments` cuts at punctuation, `requests` skips what only asks, `cues` tells the use of words, `trimming` the edges.
"""
