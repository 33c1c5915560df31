"""llama.cpp's server with the settings of our embedded model, and a longest reply, for peers that cannot set one.

    python model_server.py MODEL.gguf MAX_TOKENS

Prints its address when the model is loaded.
"""

from __future__ import annotations

import sys
import threading

from voice_assistant.engines.llama_server import PROMPT_CACHE_MIB
from voice_assistant.engines.native_threads import cores, sleep_while_waiting


def main() -> None:
    with sleep_while_waiting():
        import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.n_predict = int(sys.argv[2])
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = cores()
    params.cache_prompt = True
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.warmup = True
    params.sampling.temp = 0.2
    params.sampling.top_p = 0.9
    params.verbosity = 0
    params.ui = params.endpoint_slots = False
    params.offline = True
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
