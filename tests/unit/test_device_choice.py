from __future__ import annotations

import pytest

from voice_assistant.audio.device import Device, Kind, choose
from voice_assistant.errors import DeviceError

BUILT_IN = Device(Kind.INPUT, "alsa_input.pci-0000_00_1f.3", "Built-in Audio Analog Stereo", 48_000)
HEADSET = Device(Kind.INPUT, "alsa_input.usb-Jabra_Link", "Jabra Link 380 Mono", 16_000, default=True)
WEBCAM = Device(Kind.INPUT, "alsa_input.usb-Webcam", "Webcam C920 Analog Stereo", 32_000)
MONITOR = Device(Kind.INPUT, "speaker.monitor", "Monitor of Speaker", 48_000, placeholder=True)
SPEAKER = Device(Kind.OUTPUT, "speaker", "Speaker", 48_000, default=True)
ALL = [MONITOR, BUILT_IN, HEADSET, WEBCAM, SPEAKER]


@pytest.mark.parametrize(
    ("wish", "device"),
    [
        ("default", HEADSET),
        ("", HEADSET),
        ("DEFAULT", HEADSET),
        ("jabra", HEADSET),
        ("built-in", BUILT_IN),
        ("Webcam C920 Analog Stereo", WEBCAM),
        ("alsa_input.usb-Webcam", WEBCAM),
        ("speaker.monitor", MONITOR),
    ],
)
def test_a_name_or_part_of_it_will_do(wish: str, device: Device) -> None:
    assert choose(ALL, wish, Kind.INPUT) is device


def test_a_placeholder_is_never_taken_by_default() -> None:
    with pytest.raises(DeviceError, match="no microphone found: plug one in"):
        choose([MONITOR, SPEAKER], "default", Kind.INPUT)
    with pytest.raises(DeviceError, match='no microphone called "monitor"'):
        choose(ALL, "monitor", Kind.INPUT)


def test_the_first_real_one_stands_in_for_a_missing_default() -> None:
    assert choose([MONITOR, BUILT_IN, WEBCAM], "default", Kind.INPUT) is BUILT_IN


def test_what_fits_several_is_refused_by_name() -> None:
    with pytest.raises(DeviceError, match=r'more than one microphone .*"Built-in Audio.*", "Webcam'):
        choose(ALL, "analog stereo", Kind.INPUT)


def test_what_fits_none_says_what_there_is() -> None:
    with pytest.raises(DeviceError, match='no speaker called "jabra": there is "Speaker"'):
        choose(ALL, "jabra", Kind.OUTPUT)
    with pytest.raises(DeviceError, match="there is none at all"):
        choose([], "jabra", Kind.OUTPUT)
