"""What commands that look at something have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    from ..config.roads import RoadName
    from ..config.schema import Config


def may_see(config: Config, road: RoadName, *, yes: bool) -> None:
    """Ask before pictures go to servers on other machines for the first time. Raises `UsageError` on a no."""
    from .. import paths
    from ..seeing import servers_of
    from ..vision.permission import FILE, Permission

    permission = Permission(paths.state_dir() / FILE)
    missing = permission.missing(servers_of(config, road)) if config.vision.confirm_remote else []
    if not missing:
        return
    where = " and ".join(missing)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"pictures would go to {where}: add --yes if they may")
        print(
            f"Pictures would go to {where}. May they, now and from now on? [y/N] ", end="", file=sys.stderr, flush=True
        )
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise UsageError("nothing was sent")
    permission.allow(missing)
