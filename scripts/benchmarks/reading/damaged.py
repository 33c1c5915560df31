"""Three hundred malformed files: each is read as far as it goes, or refused in one line."""

from __future__ import annotations

import asyncio

from tests.rig.damage import KINDS, read_all_damaged
from voice_assistant.concurrency import ProcessWorker, WorkerCrashed

from ..report import Row, at_most

EACH = 60
PATIENCE_S = 180.0


async def damaged() -> list[Row]:
    """`read_all_damaged` itself raises where something else than a text or one clear line comes of a file."""
    worker = ProcessWorker("damaged documents")
    failed: list[str] = []
    read = 0
    try:
        for kind in KINDS:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    read += len(await worker.call(read_all_damaged, kind, EACH))
            except TimeoutError:
                failed.append(f"{kind}: hangs")
                worker.close()
            except (WorkerCrashed, AssertionError) as error:
                failed.append(f"{kind}: {error}")
            except Exception as error:
                failed.append(f"{kind}: {type(error).__name__}")
    finally:
        worker.close()
    how = f"{read} of {EACH * len(KINDS)} files of {', '.join(KINDS)} read or refused"
    how += f"; {'; '.join(failed)}" if failed else ""
    return [at_most("malformed files: crashes, hangs, odd ends", len(failed), "", 0.0, how)]
