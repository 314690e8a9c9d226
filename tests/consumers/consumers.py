"""Every consumer, in the order of the table: each kind has a module with rows of its own."""

from tests.consumers import bridges, collections, generators, languages, linters, typescript, validators
from tests.consumers.frameworks import rows as frameworks

ALL = (
    *linters.ROWS,
    *generators.ROWS,
    *typescript.ROWS,
    *languages.ROWS,
    *collections.ROWS,
    *bridges.ROWS,
    *frameworks.ROWS,
    *validators.ROWS,
)
