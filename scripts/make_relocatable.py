"""Makes an environment independent of where its folder is: `.venv/bin/python scripts/make_relocatable.py`.

Installers write the absolute path of the interpreter into each script's first line, which is wrong once the folder was
moved, and which no system reads when the path has a space in it. Here scripts find the interpreter next to themselves,
by the two lines with which pip starts scripts in a folder with a long name, and Python finds the code of this project
from where its packages are.
"""

import re
import sys
import sysconfig
from pathlib import Path

HEADER = b"""#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$0" "$@"
' '''
"""
"""For sh, two commands, of which the second is not reached; for Python, a string and the rest of the script."""
OF_INSTALLERS = re.compile(rb"\A(#!/bin/sh\n'''exec'.*\n' '''\n|#!.*/python[\d.]*\n)")
OWN_COMMAND = b"""#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -P -m backend.local "$@"
"""


def main() -> None:
    programs = Path(sys.executable).parent
    for script in programs.iterdir():
        if script.is_file() and not script.is_symlink():
            content = script.read_bytes()
            adapted = OF_INSTALLERS.sub(HEADER.replace(b"\\", rb"\\"), content)
            if adapted != content:
                script.write_bytes(adapted)
    command = programs / "dreamforge"
    command.write_bytes(OWN_COMMAND)
    command.chmod(0o755)
    packages = Path(sysconfig.get_path("purelib"))
    # lines of a .pth file are relative to the folder that it is in: .venv/lib/python3.13/site-packages
    (packages / "dreamforge.pth").write_text("../../../..\n")


if __name__ == "__main__":
    main()
