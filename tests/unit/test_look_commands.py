"""What is a wish to look, what it is at, and what is none."""

from __future__ import annotations

import pytest

from voice_assistant.text.look_commands import Look, look_wish

WISHES = {
    "camera": """
        Look at this. / Look. / Look at this, please. / Can you look at this? / Have a look at this. / Take a look.
        Take a look at this book. / Hey Jarvis, look at this. / Okay, look here. / Look at these. / Look at me.
        What do you see? / What can you see? / What do you see now? / What are you looking at? / Tell me what you see.
        Do you see this? / Can you see me? / Can you see what I'm holding? / What am I holding? / What's in my hand?
        What is this in my hand? / What am I holding up? / What is this thing I'm holding? / How do I look?
        What do you see through the camera? / Use the camera. / Use your camera and tell me what this is.
        Look at this and tell me what it is. / Look at this book and tell me who wrote it. / Look what I've got here.
        Could you please take a closer look at this? / Look at this one. / What's that in front of you?
    """,
    "read": """
        Read me the label. / Read the label, please. / What does the label say? / What does this say?
        What does the sign say? / Can you read me the ingredients on the box? / What's written here?
        What is written on this bottle? / What does the display show? / Read me what's written on the box.
        What does it say here? / Read this label to me. / What does it say on the box? / Read the serial number.
        What is the price on the label? / How much is the sugar on this label?
    """,
    "screen": """
        What is on my screen? / What's on the screen? / What do you see on my screen? / Look at my screen.
        Please take a look at my screen. / What am I looking at on my screen? / Can you see my screen?
        Explain the error on my screen.
        What does the error on my screen mean? / How do I fix the error on my screen?
        Read me what's on my screen. / Translate the text on my screen. / Summarize what's on my screen.
        Help me with the form on my screen. / What's this on my screen? / Describe my screen. / Read my screen.
        Who is that on my screen? / Which of the options on my screen is right? / What's on my other monitor?
        Look at my screen and tell me what's wrong. / Why is there a red light on my screen?
    """,
    "window": """
        Look at this window. / What's in this window? / What does this window say? / Read this window.
        Can you look at this window? / What do you see in this window? / Explain this dialog.
        What does this dialog box want from me? / Summarize this window, please. / Read me this window.
        What is the number in the current window?
    """,
    "region": """
        Look at this part of my screen. / Look at this area.
        Let me draw a region. / What is in this part of the screen?
        Let me show you a part of my screen. / Read this region. / Take a look at this corner of my screen.
    """,
    "picture": """
        What's in the picture I copied?
        What is in the image I just copied? / Describe the picture in my clipboard.
        Look at the picture I copied. / Who is on the photo I copied? / Read the screenshot I copied.
        What does the image in my clipboard show?
        Explain the diagram I copied. / What do you see in the picture I copied?
        Translate the picture on the clipboard.
    """,
    "away": """
        Stop looking. / Close your eyes.
        You can close your eyes. / Turn off the camera. / Turn the camera off, please.
        Camera off. / Don't look. / You can stop looking now. / Stop watching me. / Look away. / Stop the camera.
    """,
    "begin": """
        Open your eyes. / Turn on the camera.
        Switch the camera on, please. / Camera on. / Let me show you something.
        I want to show you something. / Start looking.
    """,
}
NONE = """
    Look at it this way. / Look, I don't care. / Looks good to me. / I look forward to it. / Look up the weather.
    Look for my keys. / Look at the bright side. / What do you see in him? / You see? / I see. / See you later.
    I was on my screen all day. / I spend too much time on my screen. / How do I clean my screen?
    How do I get dust off my screen? / There's a crack on my screen. / My screen is broken. / Turn off the screen.
    What is the resolution of my screen? / What's the best screen for coding? / Who invented the touch screen?
    How can I record my screen? / Lock my screen.
    What's on TV tonight? / What's on your mind? / What's on the menu?
    Close the window. / Open the window.
    Look out of the window. / How do I clean the window? / What is a window manager?
    Who broke the window? / The window is open. / Is the window of the kitchen closed? / What's a picture window?
    What's in the picture of Dorian Gray? / I copied the picture.
    Save the picture I copied. / Who painted that picture?
    Take a picture. / How do I copy a picture? / What does the picture of the economy look like? / Picture this.
    Close your account. / Stop. / Stop talking.
    Keep your eyes open for deals. / My eyes hurt. / Why do eyes close?
    What's wrong with my camera? / I filmed it with my camera. / What's the best camera under 500 euros?
    How does a camera work? / I bought a new camera. / Who invented the camera?
    Where did I leave my camera? / Is my camera broken? / What does camera obscura mean?
    What does this mean for us? / What does it mean? / What does the bible say? / What does the law say about that?
    What does he say? / What does the fox say? / Read me a story.
    Read me the news. / Read my mail. / Read it again.
    Read the next chapter. / Read page five. / Who reads labels anyway? / What are good ingredients for a cake?
    What are the ingredients of a pizza? / Write a label for my jam.
    Sign here. / Is that a good sign? / What's the time?
    What is this song called? / What is this about? / What is that? / What is this? / Who is this? / What's new?
    What is the capital of France? / How are you?
    Tell me about Paris. / How does it look? / How do I look for a job?
    How do I look up a word? / What would it look like? / What does success look like? / I'm looking for a gift.
    Can you see the future? / Do you see what I mean? / Can you see why? / Do you see a problem with that?
    Let me see. / Let's see. / Let me show you how it's done.
    Show me the way. / Show me a recipe. / I'll show him.
    What am I holding against you? / Hold on. / In my hands the dough gets warm, why? / What is in your hands?
    Watch out. / Watch your language. / What should I watch tonight? / This part of the story is good.
    Which part of the screenplay is best? / What is this area of mathematics called? / What area of law is this?
    Remember that my screen is 27 inches. / Remind me to clean the camera. / Use the oven. / Turn on the light.
    Set a timer for five minutes. / Describe a sunset.
    Explain quantum physics. / Translate good morning into French.
    Summarize the plot of Hamlet. / What does the display of a peacock mean? / Why is the sky blue?
"""


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in text.replace("\n", " / ").split(" / ") if sentence.strip()]


@pytest.mark.parametrize(("what", "said"), [(what, said) for what in WISHES for said in sentences(WISHES[what])])
def test_a_wish_is_understood(what: str, said: str) -> None:
    wish = look_wish(said, "en")
    assert wish is not None
    match what:
        case "away":
            assert wish.look is Look.AWAY
        case "begin":
            assert wish.look is Look.BEGIN
        case "read":
            assert (wish.look, wish.targets, wish.reads) == (Look.AT, ("camera",), True)
        case _:
            assert (wish.look, wish.targets) == (Look.AT, (what,))


@pytest.mark.parametrize("said", sentences(NONE))
def test_an_ordinary_sentence_is_none(said: str) -> None:
    assert look_wish(said, "en") is None


def test_there_are_enough_ordinary_sentences() -> None:
    assert len(sentences(NONE)) >= 100


@pytest.mark.parametrize(
    ("said", "language", "target"),
    [
        ("Schau mal her.", "de", "camera"),
        ("Was siehst du?", "de", "camera"),
        ("Was ist auf meinem Bildschirm?", "de", "screen"),
        ("Was steht auf dem Etikett?", "de", "camera"),
        ("Regarde ça.", "fr", "camera"),
        ("¿Qué ves?", "es", "camera"),
        ("¿Qué hay en mi pantalla?", "es", "screen"),
        ("이거 봐.", "ko", "camera"),
        ("Look at this.", "de", "camera"),
    ],
)
def test_other_languages_and_english_everywhere(said: str, language: str, target: str) -> None:
    wish = look_wish(said, language)
    assert wish is not None
    assert wish.targets == (target,)


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ("Look at this.", True),
        ("What do you see?", True),
        ("Tell me what you see.", True),
        ("What's on my screen?", True),
        ("Look at this window.", True),
        ("What's in the picture I copied?", True),
        ("Describe my screen.", True),
        ("What am I holding?", True),
        ("How do I fix the error on my screen?", False),
        ("Look at this and tell me what it is.", False),
        ("What does the error on my screen mean?", False),
        ("Summarize this window.", False),
        ("Who is on the photo I copied?", False),
    ],
)
def test_who_only_wants_to_know_what_is_there(said: str, bare: bool) -> None:
    wish = look_wish(said)
    assert wish is not None
    assert wish.bare is bare


@pytest.mark.parametrize(("said", "reads"), [("What's on my screen?", False), ("Read me what's on my screen.", True)])
def test_to_be_read_to_is_another_wish(said: str, reads: bool) -> None:
    wish = look_wish(said)
    assert wish is not None
    assert wish.reads is reads
