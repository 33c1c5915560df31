"""llama.cpp's own server, with function calling: python -m tests.rig.llama_tools MODEL.gguf prints its address.

The smallest of models has no place for tools in its template, so it is given one (`chatml_tools.jinja`, in the form of
Hermes). It serves until its standard input ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import xllamacpp


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
    params.use_jinja = True
    params.chat_template = Path(__file__).with_name("chatml_tools.jinja").read_text(encoding="utf-8")
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
