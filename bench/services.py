"""The servers that the tests start, and their clients, for measurements as well."""

# ruff: noqa: F401 - the tests have to be found first.
from __future__ import annotations

import sys

from bench.served import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from http_visitor import Answer, Visitor, insisted
from replica_set import ReplicaSet, replica_set
from sending import Chunks
from services.postgres import Postgres
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS
from uploader import Uploader
