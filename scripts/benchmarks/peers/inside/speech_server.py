"""Piper behind `POST /v1/audio/speech`, for a peer that speaks through such a server and has no Piper of its own.

    python speech_server.py VOICE.onnx

Prints its address when the voice is loaded and warm; answers with raw 16-bit samples at 24 kHz, sentence by
sentence as they are ready: the rate the peer expects by default, and the one it resamples cheaply.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import soxr
from piper import PiperVoice

RATE_HZ = 24_000


def handler(voice: PiperVoice) -> type[BaseHTTPRequestHandler]:
    class Speech(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            self.send_response(200)
            self.send_header("Content-Type", "audio/pcm")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for chunk in voice.synthesize(text):
                sound = soxr.resample(chunk.audio_int16_array, chunk.sample_rate, RATE_HZ).tobytes()
                self.wfile.write(f"{len(sound):x}\r\n".encode() + sound + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            pass

    return Speech


def main() -> None:
    voice = PiperVoice.load(sys.argv[1])
    for _ in voice.synthesize("Ready."):
        pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(voice))
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
