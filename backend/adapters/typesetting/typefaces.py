"""Where the files of the typefaces are: beside the code, or in Lambda's layer."""

from importlib.util import find_spec
from pathlib import Path

LAYER_PACKAGE = "typefaces"
"""What the folder of the faces is called in Lambda's layer; scripts/build_zip.py puts it there."""


def find_typefaces() -> Path:
    """Beside this file, or in the layer. `ImportError` where neither has it, as for the layer's packages."""
    own = Path(__file__).parent / "fonts"
    if own.is_dir():
        return own
    spec = find_spec(LAYER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the typefaces are neither in the code nor in the layer")
    return Path(next(iter(spec.submodule_search_locations)))
