"""Dropslot: an upload page for pictures, with a Flask endpoint that proves each one."""

from importlib.metadata import version

from .errors import Refused, UploadError
from .extension import Dropslot
from .settings import SettingError
from .signals import upload_checking, upload_removed, upload_stored
from .upload import Upload

__version__ = version("dropslot")
__all__ = [
    "Dropslot",
    "Refused",
    "SettingError",
    "Upload",
    "UploadError",
    "upload_checking",
    "upload_removed",
    "upload_stored",
]
