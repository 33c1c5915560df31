"""Asking before something is deleted for good."""

from __future__ import annotations

import sys
from collections.abc import Sized

from ..errors import UsageError


def agreed(found: Sized, what: str) -> bool:
    """Whether the person wants `what` of all `found` deleted. Raises `UsageError` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError(f"this would delete {len(found)} for good: say so with --yes")
    if input(f"Delete {len(found)} for good, {what}? [y/N] ").strip().lower() in ("y", "yes"):
        return True
    print("nothing was deleted", file=sys.stderr)
    return False
