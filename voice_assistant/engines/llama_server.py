"""The child process of the embedded language model: llama.cpp's server on a loopback port, by xllamacpp.

    python -m voice_assistant.engines.llama_server

Reads one line of JSON from standard input (`Settings`), so that the key is seen in no process list, and answers
with one line of JSON on standard output: {"base_url": ...} once the model is loaded, or {"error": ...}. It
serves until its standard input ends: so it ends with its parent, however that ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import IO, Any

from .native_threads import sleep_while_waiting


@dataclass(frozen=True, slots=True)
class Settings:
    model: str  # GGUF file
    key: str  # what a request must bring
    context_tokens: int
    threads: int
    projector: str = ""  # GGUF file, of a model that sees

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


PROMPT_CACHE_MIB = 256
"""Memory for prompts of earlier conversations; the library's own default is 8 GiB."""


SPINS = 1000
"""A few microseconds: the threads of a small model wait so briefly, thousands of times for a word, that to sleep each
time takes as long as the work. With the cores to itself it writes twice as fast as without; where another program has
one of them, as fast as before."""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    try:
        server = _serve(Settings(**json.loads(sys.stdin.readline())))
    except Exception as error:
        _answer(answers, error=str(error) or type(error).__name__)
        os._exit(1)
    _answer(answers, base_url=f"{server.listening_address}/v1")
    sys.stdin.read()
    os._exit(0)  # without waiting for a reply that nobody hears any more


def _answer(answers: IO[str], **answer: str) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _serve(settings: Settings) -> Any:
    with sleep_while_waiting(spins=SPINS):
        import xllamacpp

    return xllamacpp.Server(parameters(settings))


def parameters(settings: Settings) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings.model
    if settings.projector:
        params.mmproj.path = settings.projector
    params.api_keys = [settings.key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any free one
    params.n_ctx = settings.context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings.threads
    params.cache_prompt = True
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.warmup = True
    # For requests that leave it open: what the default model's authors advise; at 0.8 a small model rambles.
    params.sampling.temp = 0.2
    params.sampling.top_p = 0.9
    params.verbosity = 0  # its log would hold prompts
    params.ui = params.endpoint_slots = False
    params.offline = True
    return params


if __name__ == "__main__":
    main()
