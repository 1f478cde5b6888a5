"""Whole scenarios in Firefox and WebKit, which the rest of the suite does not see."""
