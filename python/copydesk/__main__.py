"""`python -m copydesk` is the command that was installed beside this module."""

import os
import subprocess
import sys
import sysconfig

name = "copydesk" + (sysconfig.get_config_var("EXE") or "")
schemes = [None, sysconfig.get_preferred_scheme("user")]
folders = [sysconfig.get_path("scripts", scheme) if scheme else sysconfig.get_path("scripts") for scheme in schemes]
command = next((path for path in (os.path.join(folder, name) for folder in folders) if os.path.isfile(path)), None)
if command is None:
    sys.exit(f"{name} is not in {' or '.join(folders)}")
sys.exit(subprocess.run([command, *sys.argv[1:]]).returncode)
