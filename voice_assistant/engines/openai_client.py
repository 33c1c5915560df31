"""What all engines that talk to an OpenAI-compatible server share: the client, and its errors in our words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from ..config.engine import EngineConfig
from ..config.secrets import api_key, variable
from ..errors import Code, EngineError, Stage
from .limits import CHECK_S, CONNECT_S, Limits

if TYPE_CHECKING:
    from openai import AsyncOpenAI

T = TypeVar("T")

OPENAI_URL = "https://api.openai.com/v1"
for _name in ("openai", "httpx2", "httpx", "httpcore2", "httpcore"):  # at lower levels they log requests with prompts
    logging.getLogger(_name).setLevel(logging.WARNING)


class Server:
    """One server, reached for one stage."""

    def __init__(
        self,
        stage: Stage,
        base_url: str | None,
        timeout_s: float,
        *,
        key: str | None = None,
        number: int = 1,
        stall_s: float | None = None,
        connect_timeout_s: float = CONNECT_S,
    ) -> None:
        """Without `key` it is looked up when the first connection is made (see config.secrets).

        `number` is its place in the order of preference, `timeout_s` the longest wait for the first answer,
        `stall_s` in the middle of one.
        """
        self.stage = stage
        self.base_url = (base_url or OPENAI_URL).rstrip("/")
        self.name = f"the {stage} server {_without_password(self.base_url)}"
        self.timeout_s = timeout_s
        self.stall_s = timeout_s if stall_s is None else stall_s
        self._key = key
        self._number = number
        self._connect_timeout_s = min(connect_timeout_s, timeout_s)
        self._client: AsyncOpenAI | None = None

    @classmethod
    def of(cls, stage: Stage, config: EngineConfig, base_url: str | None) -> Server:
        """With the limits of `config`: tighter ones where another engine takes over."""
        limits = Limits.of(config)
        return cls(
            stage,
            base_url,
            limits.first_s,
            number=config.number,
            stall_s=limits.stall_s,
            connect_timeout_s=limits.connect_s,
        )

    @property
    def section(self) -> str:
        """The section of the config, such as "language_model"."""
        return self.stage.value.replace(" ", "_").replace("-", "_")

    @property
    def key_name(self) -> str:
        """What its key is called: "language_model", and "language_model_2" for the first that takes over."""
        return self.section if self._number == 1 else f"{self.section}_{self._number}"

    async def check(self) -> None:
        """Ask for the list of models: a sign of life. A server that keeps no list is there as well."""
        import openai

        client = await self.client()
        try:
            async with asyncio.timeout(min(CHECK_S, self.timeout_s)):
                await client.models.list()
        except TimeoutError as error:
            raise self.timed_out(CHECK_S) from error
        except (openai.NotFoundError, openai.BadRequestError, openai.UnprocessableEntityError):
            return
        except openai.APIStatusError as error:
            if error.status_code != 405:
                raise self.error(error) from error
        except Exception as error:
            raise self.error(error) from error

    async def client(self) -> AsyncOpenAI:
        if self._client is None:
            made = await asyncio.to_thread(self._make_client)  # the import takes half a second
            self._client = self._client or made
        return self._client

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def ask(self, question: Callable[[], Awaitable[T]], *, private: Sequence[str] = ()) -> T:
        """The answer to `question`, asked once more when the connection or the server failed.

        The library's own retries would also wait out a 429, while a person waits. How long to wait at all is
        for the caller to say. Raises `EngineError`; see `error` for `private`.
        """
        import openai

        try:
            try:
                return await question()
            except openai.APITimeoutError:
                raise
            except (openai.APIConnectionError, openai.InternalServerError):
                return await question()
        except Exception as error:
            raise self.error(error, private=private) from error

    def error(self, error: Exception, *, private: Sequence[str] = ()) -> EngineError:
        """`error`, raised by the client, as an `EngineError`.

        A server may quote the request in its complaint; what quotes one of the `private` texts is left out.
        """
        import openai

        if isinstance(error, EngineError):
            return error
        who = self.name
        # What comes out of a body that is read as it arrives is not the client's own error.
        if isinstance(error, openai.APIConnectionError) or type(error).__module__.startswith("httpx"):
            return self._failed(Code.UNREACHABLE, f"cannot reach {who}: is it running, and is the address right?")
        if not isinstance(error, openai.APIStatusError):
            said = _quote(error.message, private) if isinstance(error, openai.APIError) else ""
            line = f"{who} sent an answer that makes no sense{said}: check the address (most end in /v1)"
            return self._failed(Code.BROKEN, line)
        status, said = error.status_code, _quote(_message(error), private)
        if status in (401, 403):
            line = f"{who} refuses the key ({status}): set {variable(self.key_name)}"
            return self._failed(Code.UNAUTHORIZED, line)
        if status == 429:
            wait = error.response.headers.get("retry-after", "")
            when = f"try again in {wait} s" if wait.isdigit() else "wait a little, or check your plan"
            return self._failed(Code.RATE_LIMITED, f"{who} allows no more requests now (429): {when}")
        if status == 404:
            hint = f"check {self.section}.model and {self.section}.base_url (most end in /v1)"
            return self._failed(Code.REJECTED, f"{who} does not know the model or the address (404{said}): {hint}")
        if status < 500 and "context" in _message(
            error
        ):  # "exceeds the available context size", "maximum context length"
            line = f"the text is too long for {who} ({status}{said}): shorten it, or choose a model with more context"
            return self._failed(Code.REJECTED, line, spoken="That was too long for me.")
        if status < 500:
            return self._failed(Code.REJECTED, f"{who} rejects the request ({status}{said})")
        return self._failed(Code.BROKEN, f"{who} has a problem of its own ({status}{said}): try again")

    def timed_out(self, waited_s: float | None = None) -> EngineError:
        line = f"{self.name} did not answer within {waited_s or self.timeout_s:g} s"
        return self._failed(Code.TIMEOUT, f"{line}: try again, or raise {self.section}.timeout_s")

    def broke_off(self) -> EngineError:
        line = f"{self.name} broke off in the middle of its answer: try again"
        return self._failed(Code.UNREACHABLE, line)

    def _failed(self, code: Code, line: str, *, spoken: str | None = None) -> EngineError:
        return EngineError(self.stage, code, line, spoken=spoken)

    def _on_this_machine(self) -> bool:
        """Then a proxy from the environment is none of its business."""
        host = urlsplit(self.base_url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    def _make_client(self) -> AsyncOpenAI:
        import openai

        return openai.AsyncOpenAI(
            base_url=self.base_url,
            api_key=self._key or api_key(self.key_name, of_openai=self.base_url == OPENAI_URL) or "none",
            organization="",
            project="",
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(trust_env=False) if self._on_this_machine() else None,
            timeout=openai.Timeout(None, connect=self._connect_timeout_s),
        )


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _message(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        return str(body.get("message") or body.get("error") or body.get("detail") or "")
    return ""


def _quote(message: str, private: Sequence[str]) -> str:
    """`: message`, on one line, cut; nothing if it holds the beginning of a private text."""
    line = " ".join(message.split())
    if not line or any(len(start := text.strip()[:12]) > 3 and start in line for text in private):
        return ""
    return f": {line[:200]}"
