"""Apache with mod_wsgi, which serves an app in processes of its own: found, else
installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import dropslot
from debian import find, install

_PROGRAM = "apache2"
_MODULES = Path("/usr/lib/apache2/modules")
# It serves nothing as root, and then everything must be open to this one.
_NOBODY, _NOGROUP = "nobody", "nogroup"
_SERVER = Path(str(dropslot.__file__)).parents[1]
_PACKAGES = sysconfig.get_path("purelib")
# All that it writes is in the folder that it is started for.
_CONFIGURATION = """
ServerRoot "{folder}"
DefaultRuntimeDir "{folder}"
Mutex sem
PidFile apache.pid
ErrorLog /dev/stderr
ServerName localhost
Listen 127.0.0.1:{port}
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule wsgi_module {modules}/mod_wsgi.so
<Directory "{folder}">
    Require all granted
</Directory>
WSGISocketPrefix wsgi
WSGIDaemonProcess site processes=2 threads=8 python-path={path}
WSGIScriptAlias / "{folder}/site.wsgi" process-group=site application-group=%{{GLOBAL}}
WSGIPassAuthorization On
WSGIChunkedRequest On
"""
_SCRIPT = """
import os

os.environ.update({environment!r})
{application}
"""


def why_not() -> str | None:
    """Why it cannot be run here, or None."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not find(_PROGRAM):
        return "Apache is not installed."
    if not (_MODULES / f"mod_wsgi.so-{version}").exists():
        return f"Apache has no mod_wsgi for Python {version}."
    if os.geteuid() == 0:
        code = (
            f"import sys; sys.path[:0] = {[str(_SERVER), _PACKAGES]}; import dropslot"
        )
        reading = subprocess.run(["python3", "-c", code], check=False, user=_NOBODY)
        if reading.returncode:
            return "Apache serves nothing as root, and others cannot read this folder."
    return None


def apache(
    folder: Path, port: int, application: str, environment: dict[str, str]
) -> list[str]:
    """The command line of one that serves a script.

    :param application: the line of the script that makes it.
    """
    own = {k: v for k, v in environment.items() if k.startswith("DROPSLOT_")}
    script = _SCRIPT.format(environment=own, application=application)
    (folder / "site.wsgi").write_text(script)
    is_root = os.geteuid() == 0
    (folder / "apache.conf").write_text(
        _CONFIGURATION.format(
            folder=folder,
            port=port,
            modules=_MODULES,
            path=f"{_SERVER}:{_PACKAGES}:{folder}",
            user=f"User {_NOBODY}\nGroup {_NOGROUP}" if is_root else "",
        )
    )
    program = find(_PROGRAM)
    assert program
    return [program, "-f", str(folder / "apache.conf"), "-DFOREGROUND"]


if __name__ == "__main__":
    install(_PROGRAM, "apache2-bin", "libapache2-mod-wsgi-py3")
