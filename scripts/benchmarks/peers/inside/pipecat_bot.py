"""A voice agent as pipecat's own documents put one together, on local audio. Run by pipecat's interpreter, not ours.

    python pipecat_bot.py SETTINGS    # JSON, see `..contenders`

Prints "ready" when it listens; serves until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.local.audio import LocalAudioTransport, LocalAudioTransportParams
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner


async def main(settings: dict[str, Any]) -> None:
    transport = LocalAudioTransport(LocalAudioTransportParams(audio_in_enabled=True, audio_out_enabled=True))
    hear = WhisperSTTService(
        device="cpu", compute_type="int8", settings=WhisperSTTService.Settings(model=settings["whisper"])
    )
    think = OpenAILLMService(
        base_url=settings["base_url"],
        api_key="none",
        settings=OpenAILLMService.Settings(
            model="local",
            system_instruction=settings["instructions"],
            temperature=settings["temperature"],
            max_tokens=settings["max_tokens"],
        ),
    )
    voice = Path(settings["voice"])
    speak = PiperTTSService(download_dir=voice.parent, settings=PiperTTSService.Settings(voice=voice.stem))
    # Left out, pipecat uses Smart Turn after 0.2 s of silence.
    strategies = None
    if settings["fastest"]:
        strategies = UserTurnStrategies(stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.0)])
    examples: list[Any] = []
    for asked, answer in settings["examples"]:
        examples += [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]
    user, assistant = LLMContextAggregatorPair(
        LLMContext(examples),
        user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer(), user_turn_strategies=strategies),
    )
    stages = [transport.input(), hear, user, think, speak, transport.output(), assistant]
    worker = PipelineWorker(Pipeline(stages), params=PipelineParams(), idle_timeout_secs=None)

    async def ready(*_: Any) -> None:
        print("ready", flush=True)

    worker.add_event_handler("on_pipeline_started", ready)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
