"""A second opinion: dynalite, an independent DynamoDB, for the tests of the repositories.

https://github.com/architect/dynalite (npm, Apache-2.0)
"""
