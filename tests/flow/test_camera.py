"""The camera's life on a virtual clock: on when asked for, with a sign, off by itself, lost and found again."""

from __future__ import annotations

import asyncio

import pytest

from tests.rig.camera import SOURCE, ClockEye
from voice_assistant.bus import Bus
from voice_assistant.errors import CameraError, UsageError
from voice_assistant.events import DeviceLost, DeviceRecovered, Event, Problem, State, StateChanged
from voice_assistant.vision.camera.camera import Camera
from voice_assistant.vision.camera.source import Source
from voice_assistant.vision.camera.switch import CameraSwitch
from voice_assistant.vision.eyes import Eyes
from voice_assistant.vision_events import CameraOff, CameraOn

OFF_AFTER_S = 60.0
pytestmark = pytest.mark.looptime


class Seat:
    """A camera, and what is told of it."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.bus = Bus()
        self.events: list[Event] = []
        self.eye = ClockEye()
        self.camera = Camera(self.bus, lambda: (source, "me:secret"), self.eye, off_after_s=OFF_AFTER_S)
        self.bus.subscribe(lambda event: None if isinstance(event, StateChanged) else self.events.append(event))

    def state(self, state: State) -> None:
        self.bus.publish(StateChanged(state, "ask"))


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def test_it_is_off_until_it_is_asked_for_and_goes_off_by_itself() -> None:
    seat = Seat()
    assert not seat.camera.is_on and not seat.eye.is_open
    await seat.camera.on()
    assert seat.camera.is_on and seat.eye.is_open and seat.events == [CameraOn("Webcam")]
    await asyncio.sleep(OFF_AFTER_S - 2)
    assert seat.camera.is_on
    await asyncio.sleep(4)
    assert not seat.camera.is_on and not seat.eye.is_open
    assert seat.events[1:] == [CameraOff("Webcam", "nobody needed it for a while")]


async def test_every_picture_keeps_it_on() -> None:
    seat = Seat()
    await seat.camera.on()
    for _ in range(4):
        await asyncio.sleep(OFF_AFTER_S - 5)
        [picture] = await seat.camera.frames(None, 1)
        assert (picture.origin, picture.name) == ("camera", "Webcam") and picture.taken_at_s == pytest.approx(now_s())
    assert seat.camera.is_on and seat.events == [CameraOn("Webcam")]
    await seat.camera.close()


async def test_it_goes_off_when_it_is_told_to_and_says_nothing_of_why() -> None:
    seat = Seat()
    await seat.camera.on()
    await seat.camera.off()
    await seat.camera.off()
    assert seat.events == [CameraOn("Webcam"), CameraOff("Webcam", "")] and not seat.eye.is_open
    await seat.camera.on()
    assert len(seat.eye.opened) == 2 and seat.eye.logins == ["me:secret"] * 2
    await seat.camera.close()


async def test_a_picture_switches_it_on_and_two_at_once_open_it_once() -> None:
    seat = Seat()
    await asyncio.gather(seat.camera.frames(None, 1), seat.camera.on(), seat.camera.frames(None, 2))
    assert len(seat.eye.opened) == 1 and seat.events == [CameraOn("Webcam")]
    await seat.camera.close()


async def test_it_looks_often_only_while_the_person_speaks() -> None:
    seat = Seat()
    seat.state(State.LISTENING)
    began_s = now_s()
    await seat.camera.on()  # in the middle of the question that wants it
    await asyncio.sleep(2)
    seat.state(State.THINKING)
    seat.state(State.SPEAKING)
    await asyncio.sleep(0.1)
    seat.state(State.IDLE)
    seat.state(State.LISTENING)
    await asyncio.sleep(0.1)
    assert seat.eye.paces == [True, False, True]
    await seat.camera.frames(began_s + 1.5, 3)
    await seat.camera.frames(now_s() + 1, 3)
    assert seat.eye.asked[0] == (began_s + 1.5, None, 3), "the beginning of another question is none of this one's"
    assert seat.eye.asked[1][1] == pytest.approx(now_s() - 0.1)
    await seat.camera.close()


async def test_it_does_not_go_off_in_the_middle_of_a_question() -> None:
    seat = Seat()
    await seat.camera.on()
    await asyncio.sleep(OFF_AFTER_S - 3)
    seat.state(State.LISTENING)
    await asyncio.sleep(10)
    assert seat.camera.is_on
    seat.state(State.THINKING)
    await asyncio.sleep(2)
    assert not seat.camera.is_on


async def test_one_that_cannot_be_opened_says_so_and_stays_off() -> None:
    seat = Seat()
    seat.eye.error = CameraError("no camera found", spoken="I find no camera.")
    with pytest.raises(CameraError, match="no camera found"):
        await seat.camera.frames(None, 1)
    assert not seat.camera.is_on and seat.events == []
    seat.eye.error = None
    await seat.camera.on()
    assert seat.events == [CameraOn("Webcam")]
    await seat.camera.close()


async def test_unplugged_it_is_told_once_and_found_again() -> None:
    seat = Seat()
    await seat.camera.on()
    seat.eye.ended, seat.eye.error = True, None
    await asyncio.sleep(1.5)
    seat.eye.error = CameraError("no camera found")
    await asyncio.sleep(10)
    assert seat.events[1:] == [DeviceLost("Webcam", "Webcam is gone: is it plugged in, or in reach?")]
    with pytest.raises(CameraError, match="is gone"):
        await seat.camera.frames(None, 1)
    assert seat.camera.is_on, "it is still wanted"
    seat.eye.ended, seat.eye.error = False, None
    await asyncio.sleep(5)
    assert seat.events[2:] == [DeviceRecovered("Webcam", "Webcam is back")]
    assert await seat.camera.frames(None, 1)
    await seat.camera.close()


async def test_one_that_delivers_nothing_any_more_is_lost_as_well() -> None:
    seat = Seat()
    await seat.camera.on()
    seat.eye.frozen_s = now_s()
    await asyncio.sleep(5)
    assert len(seat.events) == 1, "a network has pauses"
    await asyncio.sleep(3)
    assert isinstance(seat.events[1], DeviceLost)
    await seat.camera.close()
    assert seat.events[-1] == CameraOff("Webcam", "") and len(seat.events) == 3


async def test_a_child_process_that_dies_is_a_camera_that_is_lost() -> None:
    seat = Seat()
    await seat.camera.on()
    seat.eye.error = CameraError("the camera's process ended unexpectedly")
    await asyncio.sleep(2)
    seat.eye.error = None
    await asyncio.sleep(3)
    assert [type(event) for event in seat.events] == [CameraOn, DeviceLost, DeviceRecovered]
    await seat.camera.close()


async def test_a_lost_one_goes_off_when_nobody_needs_it() -> None:
    seat = Seat()
    await seat.camera.on()
    seat.eye.error = CameraError("gone")
    await asyncio.sleep(OFF_AFTER_S + 3)
    assert not seat.camera.is_on
    assert [type(event) for event in seat.events] == [CameraOn, DeviceLost, CameraOff]


async def test_a_video_that_is_over_is_a_camera_that_is_off() -> None:
    seat = Seat(Source("file", "clip.mp4", "clip.mp4", loop=False))
    await seat.camera.on()
    seat.eye.ended = True
    await asyncio.sleep(1.5)
    assert seat.events[1:] == [CameraOff("clip.mp4", "the video is over")] and not seat.camera.is_on


async def test_off_while_it_is_looked_for_again() -> None:
    seat = Seat()
    await seat.camera.on()
    seat.eye.error = CameraError("gone")
    await asyncio.sleep(1.2)
    seat.eye.error = None
    await asyncio.sleep(2.1)  # in the middle of opening it
    await seat.camera.off()
    await asyncio.sleep(5)
    assert not seat.eye.is_open and [type(event) for event in seat.events] == [CameraOn, DeviceLost, CameraOff]


async def test_the_tray_turns_it_on_and_off() -> None:
    seat = Seat()
    switch = CameraSwitch(seat.bus, Eyes(camera=seat.camera))
    assert switch.turn({"on": True}) == {"on": True}
    await asyncio.sleep(1)
    assert (switch.name, seat.camera.is_on) == ("Webcam", True)
    assert switch.turn({}) == {"on": False}
    await asyncio.sleep(1)
    assert (switch.name, seat.camera.is_on) == ("", False)
    seat.eye.error = CameraError("no camera found")
    switch.turn({})
    await asyncio.sleep(1)
    assert seat.events[-1] == Problem("no camera found") and not switch.name
    with pytest.raises(UsageError, match="no camera here"):
        CameraSwitch(seat.bus, None).turn({})
