"""Pictures in a bucket of an S3 store, by boto3, which is an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropslot.settings import SettingError, Settings

if TYPE_CHECKING:
    from .store import BucketStore

__all__ = ["open_bucket"]


def open_bucket(settings: Settings, patience_seconds: float = 0) -> BucketStore:
    """Open the bucket that ``DROPSLOT_UPLOAD_PATH`` names.

    :param patience_seconds: how long to wait for a store that is away: one that cannot
        be reached, does not answer, or says that it cannot just now (5xx); 0 is not at
        all, ``math.inf`` is without an end.
    :raises SettingError: it cannot be used, or stays away.
    """
    try:
        from .opening import opened
    except ImportError as error:
        raise SettingError(
            f"DROPSLOT_UPLOAD_PATH is '{settings.upload_path}', but a bucket needs"
            f' boto3 ({error}): pip install "dropslot[s3]".'
        ) from error
    return opened(settings, patience_seconds)
