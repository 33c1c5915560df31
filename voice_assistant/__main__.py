"""`python -m voice_assistant`, and what the installed commands call."""

from __future__ import annotations

import sys


def main() -> int:
    from .cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
