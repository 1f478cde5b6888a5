"""Opens a bucket at the start: waits for a store that is away, and says in a sentence
what is wrong with what was set."""

from __future__ import annotations

import logging
import time

from botocore import exceptions as boto

from dropslot.settings import Bucket, SettingError, Settings
from dropslot.storage.private_folder import make_private

from .faults import CAUGHT, in_words, is_no_store, may_pass, status_and_code
from .store import BucketStore

_AGAIN_SECONDS = 1.0
_KEYS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_WRONG_KEYS = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken"}
_WRONG_REGION = {"AuthorizationHeaderMalformed", "PermanentRedirect"}
_log = logging.getLogger(__name__)


def opened(settings: Settings, patience_seconds: float) -> BucketStore:
    """The store in a bucket, which was reached.

    :raises SettingError: it cannot be used, or stays away.
    """
    bucket = settings.upload_path
    assert isinstance(bucket, Bucket)  # noqa: S101 - else it is a folder
    try:
        make_private(settings.staging_path)
    except OSError as error:
        raise SettingError(
            f"DROPSLOT_STAGING_PATH is '{settings.staging_path}', but it must be a"
            f" folder that can be written to ({error.strerror})."
        ) from error
    store = BucketStore(bucket, settings.staging_path)
    try:
        _reach(store, patience_seconds)
    except BaseException:
        store.close()
        raise
    return store


def _reach(store: BucketStore, patience_seconds: float) -> None:
    given, where = f"DROPSLOT_UPLOAD_PATH is '{store.bucket}', but", _endpoint(store)
    until, has_waited = time.monotonic() + patience_seconds, False
    while error := _look(store):
        # boto3's own repeats addresses and what it was given.
        said = in_words(error)
        if not may_pass(error):
            raise SettingError(f"{given} {_reason(error, where)}.") from None
        if time.monotonic() + _AGAIN_SECONDS > until:
            raise SettingError(f"{given} the store at {where} is away ({said}).")
        if not has_waited:
            _log.warning("Waiting for '%s' at %s (%s).", store.bucket, where, said)
        has_waited = True
        time.sleep(_AGAIN_SECONDS)
    if has_waited:
        _log.warning("'%s' answers.", store.bucket)


def _endpoint(store: BucketStore) -> str:
    try:
        return store.endpoint
    except boto.ProfileNotFound:
        reason = "there is no such profile as AWS_PROFILE says"
    except boto.PartialCredentialsError:
        reason = f"there is only one of {_KEYS}"
    except ValueError:
        reason = (
            "AWS_ENDPOINT_URL, which begins with http:// or https://, or AWS_REGION"
            " makes no sense"
        )
    except boto.BotoCoreError as error:
        reason = f"boto3 cannot use its settings ({type(error).__name__})"
    raise SettingError(f"DROPSLOT_UPLOAD_PATH is '{store.bucket}', but {reason}.")


def _look(store: BucketStore) -> Exception | None:
    try:
        store.look()
    except CAUGHT as error:
        return error
    return None


def _reason(error: Exception, where: str) -> str:
    status, code = status_and_code(error)
    if isinstance(error, boto.NoCredentialsError):
        return f"there are no keys to the store at {where}; set {_KEYS}"
    if isinstance(error, boto.SSLError):
        return f"there is {in_words(error)} to {where}"
    if code == "NoSuchBucket":
        return f"there is no bucket of that name at {where}; make it first"
    if code == "RequestTimeTooSkewed":
        return f"the clocks of this machine and of {where} are too far apart ({code})"
    if code in _WRONG_KEYS:
        return f"{where} does not take {_KEYS} ({code})"
    if code in _WRONG_REGION:
        return f"AWS_REGION is not that of the bucket at {where} ({code})"
    said = in_words(error)
    if is_no_store(error):
        return f"what answers at {where} is no S3 store ({said}); see AWS_ENDPOINT_URL"
    if status == 403:
        return f"{where} does not let {_KEYS} list it ({code})"
    return f"it cannot be used at {where} ({said})"
