"""Benchmarks: what was measured, against which bar, how. Times are stated here and never asserted in a test."""
