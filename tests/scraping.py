"""Reads metrics as Prometheus does."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

Numbers = Mapping[str, float]


def scraped(url: str) -> Numbers:
    """Every number that is told at an address, by its name and labels as Prometheus
    writes them: ``dropslot_uploads_total{outcome="stored"}``."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        text = answer.read().decode()
    return {
        _name(sample.name, sample.labels): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _name(name: str, labels: Mapping[str, str]) -> str:
    told = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{told}}}" if told else name
