"""No accessibility service: nothing is known of the place that has the keyboard."""

from __future__ import annotations

from .base import Target


class Blind:
    async def is_password(self, target: Target) -> bool | None:
        return None

    async def before_cursor(self, target: Target) -> str | None:
        return None

    def close(self) -> None:
        pass
