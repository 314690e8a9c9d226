"""The tables: conditional writes, transactions, cursors, and a repository for each kind of row."""
