"""What a print says, written from the pieces of an idea: `writing.read_wording` is the entry.

`joining` and `classification` prepare the pieces, `title` and `lines` write them into a `draft`.
"""
