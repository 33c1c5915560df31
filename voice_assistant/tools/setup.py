"""Puts the tools together, as the config says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..bus import Bus
from ..config.schema import Config
from ..conversation import Conversation
from ..engines.base import LanguageModel
from ..vision.eyes import Eyes
from ..vision.watching.senses import senses_of
from ..vision.watching.watches import Watches
from .alarms import AlarmBook
from .background import Background
from .built_in.calculator import calculator
from .built_in.clock import clock
from .built_in.files import Files
from .built_in.opening import opening
from .built_in.sandbox import sandbox
from .built_in.thinking import thinking
from .built_in.timers import Timers
from .built_in.watching import Watching
from .built_in.web import Web
from .call_log import CallLog
from .calls import Calls
from .consent import Consent
from .mcp.pool import McpServers
from .thought import Thinker
from .toolbox import Toolbox
from .use import ToolUse


def tool_use(
    config: Config,
    bus: Bus,
    language_model: LanguageModel,
    *,
    log_file: Path | None = None,
    alarms: AlarmBook | None = None,
    servers: McpServers | None = None,
) -> ToolUse:
    """`log_file` None keeps no log of calls; without `alarms` there are no timers. Nothing is connected yet."""
    settings = config.tools
    tools = [*clock(), *calculator()]
    if alarms is not None:
        tools += Timers(alarms).tools()
    tools += [*opening(), *Files(settings.folders).tools(), *Web(settings.web, settings.timeout_s).tools(), *sandbox()]
    calls = Calls(bus, CallLog(log_file, arguments=settings.log_arguments), settings.timeout_s)
    toolbox = Toolbox(settings, [lambda: tools, *([servers.tools] if servers is not None else [])])
    return ToolUse(config, toolbox, calls, Consent(bus, settings.ask_within_s), language_model)


def add_thinking(
    use: ToolUse,
    config: Config,
    model: LanguageModel,
    talk: Callable[[], Conversation],
    say: Callable[[str], None],
) -> None:
    """ "Think hard about this", where a model for it is configured. `say` has a remark said when nobody speaks."""
    if config.tools.thinking.model is None:
        return
    thinker = Thinker(config, use, model, lambda: list(talk().messages))
    jobs = thinking(Background(say), thinker.think, lambda: next((turn.asked for turn in reversed(talk().turns)), ""))
    use.toolbox.sources.append(lambda: jobs)


def add_watching(
    use: ToolUse,
    config: Config,
    eyes: Eyes,
    model: LanguageModel,
    servers: Callable[[], Sequence[str]],
    say: Callable[[str], None],
) -> None:
    """ "Tell me when the number goes over 800". `servers` of other machines get what `model` is asked."""
    watches = Watches(say)
    senses = senses_of(eyes, model, servers)
    tools = Watching(watches, senses, config.watching, lambda: eyes.looking, eyes.close).tools()
    use.toolbox.sources.append(lambda: tools)
