"""Metrics: what is measured, counted for Prometheus on an address of its own."""

from __future__ import annotations

from .opening import Metrics, MetricsOfWorker, open_metrics

__all__ = [
    "Metrics",
    "MetricsOfWorker",
    "open_metrics",
]
