"""Searching the web with the provider of the config, and reading pages; nothing of it unless configured."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from ...concurrency import ProcessWorker, WorkerCrashed
from ...config.secrets import api_key, variable
from ...config.tools import WebConfig
from ...errors import ToolError
from ..base import Arguments, Result, Tool, parameters, text_of
from ..telling import shortened
from ..wordings.opening import address_in
from ..wordings.web import page_wanted, search_wanted

MOST_RESULTS = 6
NO_SEARCH = "I can't search the web yet: no search engine is set up. The section tools.web of the config names one."
NO_PAGES = "I may not read web pages yet: pages = true in the section tools.web of the config allows it."
MOST_BLOCKS = 200
_BRAVE = "https://api.search.brave.com/res/v1/web/search"
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    address: str
    text: str


class Web:
    def __init__(self, config: WebConfig, timeout_s: float) -> None:
        self._config = config
        self._timeout_s = timeout_s
        self._worker = ProcessWorker("pages")

    def tools(self) -> list[Tool]:
        query = {"type": "string", "description": "what to search for, as for a search engine"}
        address = {"type": "string", "description": "address of the page"}
        search = Tool(
            "search_web",
            "Search the web. Use it for news and for what may have changed.",
            parameters("query", query=query),
            self.search,
            doing=lambda arguments: f"search the web for {arguments.get('query', 'it')}",
            wanted=search_wanted,
            working="I'm searching the web.",
        )
        read = Tool(
            "read_page",
            "Read a web page or a document on the web",
            parameters("address", address=address),
            self.read,
            doing=lambda arguments: f"fetch {arguments.get('address', 'a page')}",
            wanted=page_wanted,
            working="I'm fetching the page.",
            cautious=could_carry_something_out,
        )
        return [
            search if self._config.search != "none" else replace(search, lacks=NO_SEARCH),
            read if self._config.pages else replace(read, lacks=NO_PAGES),
        ]

    async def search(self, arguments: Arguments) -> Result:
        found = (await asyncio.to_thread(self._found, text_of(arguments, "query")))[:MOST_RESULTS]
        if not found:
            return Result("nothing was found", "I found nothing.", outside=True)
        text = "\n\n".join(f"{one.title}\n{one.address}\n{one.text}" for one in found)
        told = " ".join(f"{one.title}: {shortened(one.text, 250)}" for one in found[:2])
        return Result(text, shortened(told), outside=True, addresses=tuple(one.address for one in found))

    async def read(self, arguments: Arguments) -> Result:
        from ...documents.service import Source, some_blocks

        address = address_in(text_of(arguments, "address"))
        if address is None:
            raise ToolError("that is no address of a page")
        try:
            blocks = await self._worker.call(some_blocks, Source(url=address), 0, MOST_BLOCKS)
        except WorkerCrashed:
            raise ToolError("this page cannot be read") from None
        finally:
            self._worker.close()
        text = "\n\n".join(block.text for block in blocks)
        return Result(text or "(empty)", shortened(text) or "The page is empty.", outside=True)

    def _found(self, query: str) -> Sequence[Found]:
        """Blocks."""
        if self._config.search == "searxng":
            answer = self._get(f"{self._config.base_url}/search?{urlencode({'q': query, 'format': 'json'})}", {})
            return [_found(entry, "url", "content") for entry in answer.get("results", [])]
        key = api_key("web")
        if not key:
            raise ToolError(f"the web search has no key: set {variable('web')}", spoken="The web search has no key.")
        headers = {"X-Subscription-Token": key}
        answer = self._get(f"{self._config.base_url or _BRAVE}?{urlencode({'q': query})}", headers)
        return [_found(entry, "url", "description") for entry in answer.get("web", {}).get("results", [])]

    def _get(self, url: str, headers: dict[str, str]) -> dict[str, Any]:
        request = Request(url, headers={"Accept": "application/json", "User-Agent": "voice-assistant", **headers})
        try:
            with urlopen(request, timeout=self._timeout_s) as response:
                answer = json.loads(response.read(_LARGEST))
        except HTTPError as error:
            error.close()
            raise ToolError(f"the search engine answers {error.code}", spoken="The search engine refuses.") from error
        except (URLError, OSError, ValueError) as error:
            raise ToolError("the search engine cannot be reached") from error
        return answer if isinstance(answer, dict) else {}


def _found(entry: dict[str, Any], address: str, text: str) -> Found:
    return Found(str(entry.get("title", "")), str(entry.get(address, "")), str(entry.get(text) or ""))


def could_carry_something_out(arguments: Arguments, known: Sequence[str]) -> bool:
    """An address that nobody said and no search found may have been put together to tell somebody something."""
    wanted = _bare(str(arguments.get("address", "")))
    said, *found = known or [""]
    words = [_bare(word) for word in said.split()]
    return wanted not in (*words, *map(_bare, found)) and address_in(wanted) != _said_address(said)


def _said_address(said: str) -> str | None:
    asked = page_wanted(said, "en")
    return None if asked is None else str(asked["address"])


def _bare(address: str) -> str:
    return address.lower().removeprefix("https://").removeprefix("http://").strip(".,;!?/")
