"""Puts the tools together, as the config says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..bus import Bus
from ..config.schema import Config
from ..engines.base import LanguageModel
from .base import Tool
from .built_in.calculator import calculator
from .built_in.clock import clock
from .call_log import CallLog
from .calls import Calls
from .consent import Consent
from .toolbox import Toolbox
from .use import ToolUse


def tool_use(
    config: Config, bus: Bus, language_model: LanguageModel, log_file: Path | None, more: Iterable[Tool] = ()
) -> ToolUse:
    """`log_file` None keeps no log of calls. Nothing is loaded or connected yet."""
    tools = [*clock(), *calculator(), *more]
    settings = config.tools
    calls = Calls(bus, CallLog(log_file, arguments=settings.log_arguments), settings.timeout_s)
    toolbox = Toolbox(settings, [lambda: tools])
    return ToolUse(config, toolbox, calls, Consent(bus, settings.ask_within_s), language_model)
