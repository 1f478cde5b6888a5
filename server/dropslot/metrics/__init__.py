"""Metrics: what is measured, counted for Prometheus on an address of its own."""

from __future__ import annotations

from .opening import Metrics, open_metrics, open_metrics_if_free

__all__ = [
    "Metrics",
    "open_metrics",
    "open_metrics_if_free",
]
