"""Names of tools as a recogniser writes them: found by how they sound, and no ordinary sentence is taken for one."""

from __future__ import annotations

import pytest

from tests.unit.test_tool_wordings import SENTENCES
from voice_assistant.config.tools import ToolsConfig
from voice_assistant.tools.base import Result, Tool
from voice_assistant.tools.mcp.wording import call_wanted, nearly_wanted
from voice_assistant.tools.toolbox import Toolbox, User

OFFERED = {
    "everything": ["echo", "get-env", "get-sum", "get-structured-content", "trigger-long-running-operation"],
    "filesystem": ["read_file", "read_text_file", "read_multiple_files", "write_file", "edit_file", "get_file_info"],
    "memory": ["read_graph", "search_nodes", "open_nodes", "delete_entities"],
}


def box() -> Toolbox:
    async def run(arguments: object) -> Result:
        return Result("")

    schema = {"type": "object", "properties": {"path": {"type": "string"}}}

    def tool(server: str, name: str) -> Tool:
        wanted, nearly = call_wanted(server, name, schema), nearly_wanted(server, name, schema)
        return Tool(f"{server}_{name}", name, schema, run, wanted=wanted, nearly=nearly, origin=server)

    made = [tool(server, name) for server, names in OFFERED.items() for name in names]
    return Toolbox(ToolsConfig(), [lambda: made])


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("Use the ecotool of everything.", "everything_echo"),
        ("Use the eco tool.", "everything_echo"),
        ("used to get in tool of everything.", "everything_get-env"),
        ("Use to get some tool of everything with the 7 and B7.", "everything_get-sum"),
        ("Use the get structure content tool of everything with path notes.", "everything_get-structured-content"),
        ("Use the trigger long running operation to of everything.", "everything_trigger-long-running-operation"),
        ("Use the re-text file tool file system with path notes.", "filesystem_read_text_file"),
        ("Use the Remultiple Files tool of File System with Paths Notes.", "filesystem_read_multiple_files"),
        ("Use to right file tool a file system with path notes.", "filesystem_write_file"),
        ("Use the get file and for tool of file system with path notes.", "filesystem_get_file_info"),
        ("Use the Git file and FOTULA file system with path notes.", "filesystem_get_file_info"),
        ("Use the Regraph Tool of Memory.", "memory_read_graph"),
    ],
)
def test_a_name_that_was_not_heard_quite_right(heard: str, name: str) -> None:
    found = box().wanted(heard, "en", User())
    assert found is not None
    tool, arguments = found
    assert tool.name == name
    assert arguments.get("path", "notes") == "notes"


@pytest.mark.parametrize(
    "said",
    [
        *SENTENCES,
        "Use the right tool for the job.",
        "Use the tools of the trade.",
        "Try to get some sleep with this tool.",
        "Use the force, Luke.",
        "Ask the everything store for a list of files.",
        "Use the hammer tool in the shed.",
        "Use your memory and tell me everything.",
    ],
)
def test_what_calls_for_no_tool(said: str) -> None:
    assert box().wanted(said, "en", User()) is None
