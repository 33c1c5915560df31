"""The session on a virtual clock: what a person does with one key, and what must come of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.fakes import Studio
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import BindingConfig, Config
from voice_assistant.engines.base import Message
from voice_assistant.errors import Code, DeviceError, EngineError, Stage, UsageError
from voice_assistant.events import PersonaChanged, Problem, State, TextDelivered, Transcribed, TurnEnded, UtteranceEnded
from voice_assistant.inbox import Ask, Cancel, Command, Converse, Forget, Press, Release, SetPersona
from voice_assistant.persona import Persona

pytestmark = pytest.mark.looptime

PERSONAS = {
    "tidy": Persona(name="tidy", description="tidies dictations", instructions="Tidy up.", history=False),
    "assistant": Persona(name="assistant", description="helps", instructions="Be brief."),
    "pirate": Persona(
        name="pirate", description="arr", instructions="Be a pirate.", voice="salty", greeting="Arr, here I be."
    ),
    "translator": Persona(name="translator", description="Korean", instructions="Translate.", history=False),
}


class Person:
    """Sits at the keyboard of a running assistant."""

    def __init__(self, studio: Studio, assistant: Assistant) -> None:
        self.studio = studio
        self.assistant = assistant

    def send(self, command: Command) -> None:
        self.assistant.send(command)

    async def press(self, binding: str = "ask") -> None:
        self.send(Press(binding, _now()))
        await asyncio.sleep(0)

    async def release(self, binding: str = "ask") -> None:
        self.send(Release(binding, _now()))
        await asyncio.sleep(0)

    async def hold(self, seconds: float, binding: str = "ask") -> None:
        await self.press(binding)
        await asyncio.sleep(seconds)
        await self.release(binding)

    async def until(self, state: State) -> None:
        await self._until(lambda: self.assistant.state.state is state)

    async def turns(self, count: int) -> None:
        await self._until(lambda: len(self.studio.seen(TurnEnded)) >= count)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - virtual time costs nothing
                await asyncio.sleep(0.01)


@asynccontextmanager
async def at_work(studio: Studio) -> AsyncIterator[Person]:
    assistant = Assistant(studio.equipment, studio.model, PERSONAS)
    running = asyncio.create_task(assistant.run())
    try:
        yield Person(studio, assistant)
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled(), running.exception()


def _now() -> float:
    return asyncio.get_running_loop().time()


Scene = Callable[[], Awaitable[None]]


@pytest.fixture
def studio() -> Studio:
    return Studio()


async def test_a_question_is_heard_answered_and_remembered(studio: Studio) -> None:
    studio.hearing.texts = ["What is the capital of France?"]
    studio.model.replies = [("Paris. It lies on the Seine.", None)]
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        await person.until(State.IDLE)
        assert person.assistant.conversation.messages == (
            Message("user", "What is the capital of France?"),
            Message("assistant", "Paris. It lies on the Seine."),
        )
    assert studio.voice.said == ["Paris.", "It lies on the Seine."]
    [recording] = studio.journal.recordings
    assert recording.closed
    assert recording.text == "What is the capital of France?"
    assert recording.written_s == pytest.approx(studio.hearing.durations_s[0])
    assert not studio.microphone.is_open
    assert not studio.speaker.is_open


async def test_the_recording_covers_the_whole_press_and_a_little_more(studio: Studio) -> None:
    studio.hearing.texts = [""]
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.until(State.IDLE)
    tail_s = studio.equipment.config.microphone.tail_s
    assert 2.0 - 0.04 <= studio.hearing.durations_s[0] <= 2.0 + tail_s + 0.04


async def test_the_first_sentence_is_spoken_while_the_rest_is_written(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me a story"]
    studio.model.replies = [("Once upon a time. " + "And then they lived on for a very long time indeed. " * 4, None)]
    studio.model.word_s = 0.2
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.until(State.SPEAKING)
        assert studio.voice.said == ["Once upon a time."]
        await person.turns(1)
    assert len(studio.voice.said) == 5


async def test_a_tap_starts_and_the_next_tap_ends_the_question(studio: Studio) -> None:
    studio.hearing.texts = ["Hello"]
    studio.model.replies = [("Hi.", None)]
    async with at_work(studio) as person:
        await person.hold(0.1)
        await asyncio.sleep(3.0)
        assert person.assistant.state.state is State.LISTENING
        await person.hold(0.1)
        await person.turns(1)
    assert studio.hearing.durations_s[0] > 3.0


async def test_a_repeating_key_changes_nothing(studio: Studio) -> None:
    studio.hearing.texts = ["Hello"]
    studio.model.replies = [("Hi.", None)]
    async with at_work(studio) as person:
        await person.press()
        for _ in range(20):
            await asyncio.sleep(0.04)
            await person.press()
        await person.release()
        await person.turns(1)
    assert studio.microphone.opened == 1


@pytest.mark.parametrize("how", ["tap", "escape"])
async def test_silencing_keeps_what_was_heard_and_nothing_more(studio: Studio, how: str) -> None:
    studio.hearing.texts = ["Count for me"]
    studio.model.replies = [("one two three four five six seven eight nine ten eleven twelve.", None)]
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.until(State.SPEAKING)
        await asyncio.sleep(1.0)
        if how == "tap":
            await person.hold(0.1)
        else:
            person.send(Cancel())
            await asyncio.sleep(0)
        assert studio.speaker.flushed >= 1
        await person.until(State.IDLE)
        await person.turns(1)
        [asked, heard] = person.assistant.conversation.messages
        assert asked.text == "Count for me"
        assert "one two three four five".startswith(heard.text)
        assert heard.text
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert ended.interrupted


async def test_holding_the_key_while_it_speaks_silences_it_and_asks_the_next_question(studio: Studio) -> None:
    studio.hearing.texts = ["First", "Second"]
    studio.model.replies = [("A very long answer that goes on and on and on.", None), ("Short.", None)]
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.until(State.SPEAKING)
        await person.press()
        assert studio.speaker.flushed >= 1
        await asyncio.sleep(1.0)
        await person.release()
        await person.turns(2)
        roles = [message.role for message in person.assistant.conversation.messages]
        assert roles[-2:] == ["user", "assistant"]
        assert person.assistant.conversation.messages[-1].text == "Short."
    assert studio.voice.said[-1] == "Short."


async def test_silenced_before_the_first_word_the_question_is_kept_without_an_answer(studio: Studio) -> None:
    studio.hearing.texts = ["First", "Second"]
    studio.model.replies = [("Never heard.", None), ("Yes.", None)]
    studio.model.word_s = 5.0
    async with at_work(studio) as person:
        await person.hold(1.0)
        await asyncio.sleep(1.0)
        assert person.assistant.state.state is State.THINKING
        person.send(Cancel())
        await person.turns(1)
        assert person.assistant.conversation.messages == (Message("user", "First"),)
        assert studio.model.stopped_early == 1
        studio.model.word_s = 0.05
        await person.hold(1.0)
        await person.turns(2)
    assert studio.model.requests[1][-1] == Message("user", "First\nSecond")


async def test_silence_is_not_transcribed(studio: Studio) -> None:
    studio.microphone.loud = False
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.until(State.IDLE)
    assert studio.hearing.durations_s == []
    [transcribed] = studio.seen(Transcribed)
    assert isinstance(transcribed, Transcribed)
    assert transcribed.text == ""
    assert studio.journal.recordings[0].written_s > 1.9


async def test_dictation_types_what_was_said_and_asks_no_model(studio: Studio) -> None:
    studio.hearing.texts = ["Dear Anna, thank you."]
    async with at_work(studio) as person:
        await person.hold(2.0, "dictate")
        await person.turns(1)
        assert person.assistant.conversation.messages == ()
    assert studio.desk.typed == ["Dear Anna, thank you."]
    assert studio.model.requests == []
    assert studio.voice.said == []


async def test_a_selection_is_read_aloud_and_a_second_press_ends_it(studio: Studio) -> None:
    studio.desk.selected = "It was the best of times. It was the worst of times."
    async with at_work(studio) as person:
        await person.hold(0.1, "read")
        await person.until(State.SPEAKING)
        await person.hold(0.1, "read")
        await person.until(State.IDLE)
    assert studio.voice.said[0] == "It was the best of times."
    assert studio.speaker.flushed >= 1
    assert studio.microphone.opened == 0


async def test_nothing_selected_is_said_on_the_screen(studio: Studio) -> None:
    async with at_work(studio) as person:
        await person.hold(0.1, "read")
        await person.until(State.IDLE)
        await asyncio.sleep(1)
    [problem] = studio.seen(Problem)
    assert isinstance(problem, Problem)
    assert "select" in problem.message


async def test_one_idea_any_mixture_selection_plus_speech_to_clipboard(studio: Studio) -> None:
    config = Config()
    mixture = BindingConfig(
        sources=["selection", "microphone"], persona="translator", sinks=["clipboard", "stdout"], language="ko"
    )
    config = config.model_copy(update={"bindings": {**config.bindings, "mix": mixture}})
    studio = Studio(config)
    studio.desk.selected = "annyeong"
    studio.hearing.texts = ["What does this mean?"]
    studio.model.replies = [("Hello", None)]
    async with at_work(studio) as person:
        await person.hold(1.0, "mix")
        await person.turns(1)
        assert person.assistant.conversation.messages == (), "a translator remembers nothing"
    assert studio.desk.copied == "Hello"
    assert studio.desk.printed == ["Hello"]
    assert studio.hearing.languages == ["ko"]
    assert studio.model.requests[0][-1].text == "annyeong\n\nWhat does this mean?"
    assert studio.model.requests[0][0].text == "Translate."


async def test_the_persona_is_switched_by_voice_and_back(studio: Studio) -> None:
    studio.hearing.texts = ["Talk like a pirate!", "Who are you?", "Be yourself again."]
    studio.model.replies = [("Blackbeard.", None)]
    async with at_work(studio) as person:
        for turn in (1, 2, 3):
            await person.hold(1.0)
            await person.turns(turn)
        assert person.assistant.persona.name == "assistant"
        assert len(person.assistant.conversation.messages) == 2
    assert studio.seen(PersonaChanged) == [PersonaChanged("pirate"), PersonaChanged("assistant")]
    assert studio.voice.said[:2] == ["Arr, here I be.", "Blackbeard."]
    assert studio.voice.voices[:2] == ["salty", "salty"]
    assert studio.model.requests[0][0].text == "Be a pirate."


async def test_commands_that_name_what_does_not_exist_are_refused_at_once(studio: Studio) -> None:
    async with at_work(studio) as person:
        with pytest.raises(UsageError, match='did you mean "pirate"'):
            person.send(SetPersona("pirat"))
        with pytest.raises(UsageError, match='did you mean "ask"'):
            person.send(Press("aks", 0.0))
        person.send(SetPersona("pirate"))
        await asyncio.sleep(0.1)
        assert person.assistant.persona.name == "pirate"


async def test_a_written_question_is_answered_aloud_and_a_new_conversation_forgets(studio: Studio) -> None:
    studio.model.replies = [("Four.", None)]
    async with at_work(studio) as person:
        person.send(Ask("Two plus two?", "ask"))
        await person.turns(1)
        assert len(person.assistant.conversation.messages) == 2
        person.send(Forget())
        await asyncio.sleep(0.1)
        assert not person.assistant.conversation.messages
    assert studio.voice.said == ["Four."]
    assert studio.microphone.opened == 0


DEAD = EngineError(Stage.LANGUAGE_MODEL, Code.UNREACHABLE, "no language model at 127.0.0.1: start it")


async def test_a_model_that_dies_in_mid_reply_is_survived_and_told_aloud(studio: Studio) -> None:
    studio.hearing.texts = ["Question", "Again"]
    studio.model.replies = [("This much was said. And this", DEAD), ("Better now.", None)]
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.turns(1)
        await person.until(State.IDLE)
        assert person.assistant.conversation.messages[-1].text.startswith("This much was said.")
        await person.hold(1.0)
        await person.turns(2)
    assert "I can't reach the language model." in studio.voice.said
    assert studio.voice.said[-1] == "Better now."
    assert Problem(str(DEAD)) in studio.events


async def test_a_recogniser_that_fails_loses_no_sound(studio: Studio) -> None:
    studio.hearing.texts = [EngineError(Stage.SPEECH_TO_TEXT, Code.CRASHED, "the recogniser crashed")]
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.until(State.IDLE)
        await asyncio.sleep(10)
    assert studio.journal.recordings[0].written_s > 0.9
    assert studio.journal.recordings[0].text is None
    assert " ".join(studio.voice.said) == "The speech recogniser crashed. Please try again."


async def test_a_voice_that_fails_leaves_the_line_on_the_screen(studio: Studio) -> None:
    studio.hearing.texts = ["Question"]
    studio.model.replies = [("An answer.", None)]
    studio.voice.error = EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, "voice not installed: pull it")
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.until(State.IDLE)
        await asyncio.sleep(10)
    assert Problem("voice not installed: pull it") in studio.events


@pytest.mark.parametrize("device", ["microphone", "speaker"])
async def test_a_missing_device_is_a_line_on_the_screen_and_the_next_try_works(studio: Studio, device: str) -> None:
    studio.hearing.texts = ["Question", "Question"]
    studio.model.replies = [("An answer.", None), ("An answer.", None)]
    broken = studio.microphone if device == "microphone" else studio.speaker
    broken.error = DeviceError(f"no {device}: plug one in")
    async with at_work(studio) as person:
        await person.hold(1.0)
        await asyncio.sleep(20)
        assert person.assistant.state.state is State.IDLE
        assert Problem(f"no {device}: plug one in") in studio.events
        broken.error = None
        await person.hold(1.0)
        await person.until(State.SPEAKING)
        await person.until(State.IDLE)
    assert studio.voice.said[-1] == "An answer."


async def test_a_forgotten_key_ends_by_itself(studio: Studio) -> None:
    config = Config()
    config = config.model_copy(update={"microphone": config.microphone.model_copy(update={"max_s": 5.0})})
    studio = Studio(config)
    studio.hearing.texts = ["Hello"]
    studio.model.replies = [("Hi.", None)]
    async with at_work(studio) as person:
        await person.press()
        await person.turns(1)
    assert studio.hearing.durations_s[0] == pytest.approx(5.0, abs=0.05)


@pytest.mark.parametrize("held_s", [0.1, 2.0])
async def test_a_modifier_that_was_held_for_a_shortcut_asks_nothing(studio: Studio, held_s: float) -> None:
    studio.hearing.texts = ["Not meant."]
    async with at_work(studio) as person:
        await person.press()
        await asyncio.sleep(held_s)
        person.send(Release("ask", _now(), chord=True))
        await person.until(State.IDLE)
        await asyncio.sleep(5)
    assert studio.seen(Transcribed) == []


async def test_a_shortcut_does_not_undo_what_a_tap_began(studio: Studio) -> None:
    studio.hearing.texts = ["Tapped."]
    studio.model.replies = [("Yes.", None)]
    async with at_work(studio) as person:
        await person.hold(0.1)
        await asyncio.sleep(1)
        await person.press()  # ends the listening
        person.send(Release("ask", _now(), chord=True))
        await person.turns(1)
    assert [event.asked for event in studio.seen(TurnEnded) if isinstance(event, TurnEnded)] == ["Tapped."]


async def test_the_model_reads_up_to_the_question_while_it_is_still_being_asked(studio: Studio) -> None:
    studio.hearing.texts = ["Hello"]
    studio.model.replies = [("Hi.", None)]
    async with at_work(studio) as person:
        await person.press()
        await asyncio.sleep(0.5)
        assert studio.model.prepared == [[Message("system", "Be brief."), Message("user", "")]]
        await person.release()
        await person.turns(1)
        await person.hold(0.5, "dictate")
    assert len(studio.model.prepared) == 1, "a dictation asks no model"


async def test_spoken_commands_are_carried_out_where_the_dictation_goes(studio: Studio) -> None:
    studio.hearing.texts = ["Dear Anna, new line, thank you. Press enter.", "Scratch that."]
    async with at_work(studio) as person:
        await person.hold(1.0, "dictate")
        await person.turns(1)
        assert studio.desk.typed == ["Dear Anna,\nThank you."]
        assert studio.journal.recordings[0].text == "Dear Anna,\nThank you.", "the history holds what was written"
        assert studio.desk.pressed == ["Enter"]
        await person.hold(1.0, "dictate")
        await person.turns(2)
    assert studio.desk.typed == []


async def test_a_text_whose_window_lost_the_keyboard_is_held_and_delivered_on_request(studio: Studio) -> None:
    studio.hearing.texts = ["My secret thought."]
    async with at_work(studio) as person:
        await person.press("dictate")
        await asyncio.sleep(1.0)
        studio.desk.window = "chat"
        await person.release("dictate")
        await person.turns(1)
        assert studio.desk.typed == []
        [held] = studio.seen(TextDelivered)
        assert isinstance(held, TextDelivered)
        assert held.outcome == "held"
        studio.desk.window = "editor"
        await person.hold(0.1, "deliver")
        await person.turns(2)
    assert studio.desk.typed == ["My secret thought."]


async def test_delivering_when_nothing_waits_says_so(studio: Studio) -> None:
    async with at_work(studio) as person:
        await person.hold(0.1, "deliver")
        await asyncio.sleep(1)
    assert Problem("no text waits to be delivered") in studio.events
    assert studio.desk.typed == []


async def test_a_dictation_goes_on_where_the_sentence_stands(studio: Studio) -> None:
    studio.hearing.texts = ["The red one."]
    studio.desk.before = "I would like"
    async with at_work(studio) as person:
        await person.hold(1.0, "dictate")
        await person.turns(1)
    assert studio.desk.typed[0].startswith(" the red one")


@pytest.mark.parametrize(("complete", "silence_s"), [(0.999, 0.55), (0.05, 0.95)])
async def test_a_tapped_question_ends_when_the_person_has_finished(
    studio: Studio, complete: float, silence_s: float
) -> None:
    studio.judge.complete = complete
    studio.hearing.texts = ["Tell me a story."] * 9
    studio.model.replies = [("Hi.", None)]
    async with at_work(studio) as person:
        await person.hold(0.1)
        await asyncio.sleep(2.0)
        studio.microphone.loud = False
        silent_since = _now()
        await person.turns(1)
        [ended] = studio.seen(UtteranceEnded)
        assert isinstance(ended, UtteranceEnded)
        assert ended.at_s - silent_since == pytest.approx(silence_s, abs=0.15)
    assert studio.voice.said == ["Hi."]


async def test_a_tapped_dictation_waits_for_the_next_tap(studio: Studio) -> None:
    studio.hearing.texts = ["A thought."] * 9
    async with at_work(studio) as person:
        await person.hold(0.1, "dictate")
        await asyncio.sleep(1.0)
        studio.microphone.loud = False
        await asyncio.sleep(20.0)
        assert person.assistant.state.state is State.LISTENING
        await person.hold(0.1, "dictate")
        await person.turns(1)


async def test_two_taps_begin_a_talk_without_keys_and_a_farewell_ends_it(studio: Studio) -> None:
    studio.hearing.texts = ["First question.", "Second question.", "Okay, that's all."]
    studio.model.replies = [("One.", None), ("Two.", None)]
    async with at_work(studio) as person:
        await person.hold(0.1)
        await asyncio.sleep(0.1)
        await person.hold(0.1)
        for turn in (1, 2, 3):
            await person.until(State.LISTENING)
            studio.microphone.loud = True
            await asyncio.sleep(1.0)
            studio.microphone.loud = False
            await person.turns(turn)
        await person.until(State.IDLE)
        await asyncio.sleep(20)
        assert person.assistant.state.state is State.IDLE
    assert studio.voice.said == ["One.", "Two."]


async def test_a_talk_without_keys_ends_when_nothing_is_said(studio: Studio) -> None:
    studio.microphone.loud = False
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await person.until(State.LISTENING)
        began = _now()
        await person.until(State.IDLE)
        assert _now() - began == pytest.approx(8.0, abs=0.3)


async def test_only_a_binding_that_listens_and_speaks_can_talk(studio: Studio) -> None:
    async with at_work(studio) as person:
        with pytest.raises(UsageError, match="cannot talk"):
            person.send(Converse("dictate"))


@pytest.mark.parametrize(
    ("written", "typed", "problems"),
    [
        ("I think we should meet on Tuesday.", "I think we should meet on Tuesday.", 0),
        ("Sure! Tuesday works for me, what time would you like to meet?", "I think we, we should meet on Tuesday.", 1),
    ],
)
async def test_a_clean_up_tidies_and_one_that_answers_is_not_used(written: str, typed: str, problems: int) -> None:
    config = Config()
    config = config.model_copy(update={"dictation": config.dictation.model_copy(update={"clean_up": "tidy"})})
    studio = Studio(config)
    studio.hearing.texts = ["I think we, we should meet on Tuesday."]
    studio.model.replies = [(written, None)]
    async with at_work(studio) as person:
        await person.hold(1.0, "dictate")
        await person.turns(1)
    assert studio.desk.typed == [typed]
    assert len(studio.seen(Problem)) == problems


async def test_a_clean_up_that_fails_types_the_persons_own_words() -> None:
    config = Config()
    config = config.model_copy(update={"dictation": config.dictation.model_copy(update={"clean_up": "tidy"})})
    studio = Studio(config)
    studio.hearing.texts = ["My own words."]
    studio.model.replies = [("My own", DEAD)]
    async with at_work(studio) as person:
        await person.hold(1.0, "dictate")
        await person.turns(1)
    assert studio.desk.typed == ["My own words."]
    assert len(studio.seen(Problem)) == 1


async def test_a_dictation_lands_while_the_next_one_is_spoken(studio: Studio) -> None:
    studio.hearing.texts = ["First thought.", "Second thought."]
    studio.hearing.takes_s = 1.0
    async with at_work(studio) as person:
        await person.hold(0.5, "dictate")
        await person.hold(3.0, "dictate")
        await person.turns(2)
        await person.until(State.IDLE)
    assert [text.strip() for text in studio.desk.typed] == ["First thought.", "Second thought."]


async def test_a_tap_after_a_dictation_begins_the_next_one(studio: Studio) -> None:
    studio.hearing.texts = ["First thought.", "Second thought."]
    studio.hearing.takes_s = 1.0
    async with at_work(studio) as person:
        await person.hold(0.5, "dictate")
        await person.hold(0.1, "dictate")
        await asyncio.sleep(3.0)
        assert person.assistant.state.state is State.LISTENING
        await person.hold(0.1, "dictate")
        await person.turns(2)
    assert len(studio.desk.typed) == 2


async def test_what_is_said_is_for_the_ear_and_what_is_remembered_is_what_was_written(studio: Studio) -> None:
    studio.hearing.texts = ["What does it cost?"]
    studio.model.replies = [("It costs **$29.99** today. <think>hm</think>", None)]
    async with at_work(studio) as person:
        await person.hold(1.0)
        await person.turns(1)
        assert "$29.99" in person.assistant.conversation.messages[-1].text
    [said] = studio.voice.said
    assert "dollars" in said
    assert "*" not in said
