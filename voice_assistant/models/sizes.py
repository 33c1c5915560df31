"""Byte counts as people say them."""

from __future__ import annotations


def in_words(count: int) -> str:
    """`count` bytes: "98 MB", "1.6 GB"."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"
