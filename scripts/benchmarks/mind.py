"""Bars of the mind: a persona's format, personas switched by voice, facts among ten thousand, models that hear.

The facts, the questions and the sentences were written by hand for this, by whoever wrote the program; the synonyms
were written before the questions. The second wording of each question was chosen to share as few words as possible
with its fact, and often wants an inference: it has no bar.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from tests.rig.persona_phrasings import ordinary, switches
from voice_assistant.commands.personas_test import answer
from voice_assistant.config.schema import Config, LanguageModelConfig
from voice_assistant.engines.registry import create_embedder, create_language_model
from voice_assistant.memory.facts import Source
from voice_assistant.memory.recall import relevant
from voice_assistant.memory.search import Search
from voice_assistant.memory.store import FactStore
from voice_assistant.persona_store import load_persona, load_personas
from voice_assistant.text.format import fits
from voice_assistant.text.persona_switch import persona_wish

from .hearing_models import hearing_models
from .memory_facts import distractors, planted
from .report import Row, not_measured

HERE = Path(__file__).parent
FACTS = 10_000
BUDGET_TOKENS = 200


def mind(folder: Path | None) -> list[Row]:
    """`folder` is of no use here."""
    return [*_switches(), *asyncio.run(_format()), *asyncio.run(_memory()), *hearing_models()]


def _switches() -> Iterator[Row]:
    personas = load_personas()
    right = sum(
        (wish := persona_wish(said, personas, "assistant")) is not None and wish.name == name
        for said, name in switches()
    )
    wrong = sum(persona_wish(said, personas, "assistant") is not None for said in ordinary())
    how = "wordings understood; that voice and manner change with the next sentence is tested in tests/flow"
    yield Row("persona switched by voice", right, "of 100", 100, right == 100, how)
    yield Row("switched by ordinary sentences", wrong, "of 100", 0, wrong == 0, "sentences that mention personas")


async def _format() -> list[Row]:
    config = LanguageModelConfig.model_validate({})
    persona = load_persona("korean-vocabulary")
    assert persona.format is not None
    sentences = (HERE / "korean_sentences.txt").read_text(encoding="utf-8").splitlines()
    shown = {example.user for example in persona.examples} | {test.user for test in persona.tests}
    assert len(sentences) == 50 and not shown & set(sentences)
    model = create_language_model(config)
    try:
        right = 0
        for sentence in sentences:
            got = await answer(persona, sentence, config, model)
            right += bool(got) and fits(got, persona.format) and all(line.count(";") == 1 for line in got.splitlines())
    finally:
        await model.close()
    how = f"unseen sentences answered in nothing but Korean;English lines; {config.model}, grammar enforced"
    return [Row("korean-vocabulary: format", right, "of 50", 50, right == 50, how)]


async def _memory() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        store = FactStore(Path(folder) / "memory.sqlite")
        rows = planted(HERE)
        others = distractors(FACTS - len(rows))
        now = datetime.now(UTC)
        middle = len(others) // 2
        texts = [*others[:middle], *(fact for fact, _, _ in rows), *others[middle:]]
        store.add_many((text, now, "", Source.IMPORTED) for text in texts)
        ids = {fact.text: fact.id for fact in store.all()}
        measured = await _recall(store, ids, rows, meaning=False)
        if create_embedder(Config().memory) is None:
            why = "no embedding model: `voice-assistant models pull all-minilm-l6-v2`"
            measured.append(not_measured("memory: recall at 5, by meaning too", "%", 95, why))
        else:
            measured += await _recall(store, ids, rows, meaning=True)
        store.close()
        return measured


async def _recall(
    store: FactStore, ids: dict[str, int], rows: list[tuple[str, str, str]], *, meaning: bool
) -> list[Row]:
    embedder = create_embedder(Config().memory) if meaning else None
    search = Search(store)
    model = "" if embedder is None else embedder.name
    if embedder is not None:
        while missing := store.without_vector(model, 64):
            vectors = await embedder.embed([fact.text for fact in missing])
            store.set_vectors(model, [fact.id for fact in missing], vectors)

    async def found(question: str, fact: str) -> bool:
        vector = None if embedder is None else (await embedder.embed([question]))[0]
        best = search.find(question, 5, scope="", vector=vector, model=model)
        relevant(best, BUDGET_TOKENS)
        return any(each.fact.id == ids[fact] for each in best)

    await found("warm up", rows[0][0])
    hits, wall_ms, cpu_ms = 0, [], []
    for fact, question, _ in rows:
        began, began_cpu = time.perf_counter(), time.process_time()
        hits += await found(question, fact)
        wall_ms.append(1000 * (time.perf_counter() - began))
        cpu_ms.append(1000 * (time.process_time() - began_cpu))
    far = sum([await found(question, fact) for fact, _, question in rows])
    if embedder is not None:
        await embedder.close()
    how = "by words and meaning" if meaning else "by words alone"
    bar = 95.0 if meaning else 80.0
    share, far_share = 100 * hits / len(rows), 100 * far / len(rows)
    times = f"of {len(rows)} questions, load {os.getloadavg()[0]:.1f}"
    p95, cpu_95 = quantiles(wall_ms, n=20)[-1], quantiles(cpu_ms, n=20)[-1]
    return [
        Row(f"memory, {how}: recall at 5", share, "%", bar, share >= bar, f"{len(rows)} questions, {FACTS} facts"),
        Row(f"memory, {how}: the same, far-fetched", far_share, "%", None, None, "questions that share few words"),
        Row(
            f"memory, {how}: time, median",
            median(wall_ms),
            "ms",
            10,
            median(wall_ms) < 10,
            f"95 % within {p95:.1f}, {times}",
        ),
        Row(
            f"memory, {how}: processor, median", median(cpu_ms), "ms", None, None, f"95 % within {cpu_95:.1f}, {times}"
        ),
    ]
