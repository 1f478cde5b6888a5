"""A bucket belongs to one database."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from buckets import set_only
from dropslot import SettingError
from pictures import jpeg
from posting import kept
from services.s3 import Bucket


@pytest.fixture
def settings(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Those of a Dropslot on a bucket."""
    set_only(bucket.environment, monkeypatch)
    return {
        "UPLOAD_PATH": bucket.url,
        "STAGING_PATH": str(tmp_path / "arriving"),
        "SECRET_KEY": "k" * 32,
    }


def test_another_database_on_a_bucket_is_refused(
    make_app: MakeApp, settings: dict[str, str], tmp_path: Path
) -> None:
    first = {"DATABASE_URL": f"sqlite:///{tmp_path}/first.db", **settings}
    location = kept(make_app(**first).test_client(), "a.jpg", jpeg())

    with pytest.raises(SettingError, match="belongs to another database"):
        make_app(DATABASE_URL=f"sqlite:///{tmp_path}/second.db", **settings)

    assert make_app(**first).test_client().get(location).data == jpeg()


def test_a_bucket_that_was_emptied_knows_its_database_again(
    make_app: MakeApp, settings: dict[str, str], bucket: Bucket, tmp_path: Path
) -> None:
    first = {"DATABASE_URL": f"sqlite:///{tmp_path}/first.db", **settings}
    backend_of(make_app(**first)).sender.close()  # type: ignore[attr-defined]
    bucket.client.delete_object(Bucket=bucket.name, Key=".dropslot/id")

    make_app(**first)

    assert bucket.listed() == [".dropslot/id"]
