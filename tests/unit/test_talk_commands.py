"""Commands to the assistant in a talk: each wording that is one, and the questions that only look like one."""

from __future__ import annotations

import pytest

from voice_assistant.text.talk_commands import TalkCommand, talk_command, wordings

COMMANDS = {
    (
        "en",
        TalkCommand.STOP,
    ): "Stop. / stop! / Stop, stop, stop. / Please stop talking. / Shut up! / Okay, that's enough."
    " / Wait a second. / Hold on. / Be quiet, please. / No, stop. / Jarvis, stop.",
    ("en", TalkCommand.CANCEL): "Never mind. / Nevermind! / Cancel that. / Oh, forget it. / Scratch that, please.",
    ("en", TalkCommand.REPEAT): "What did you say? / Repeat that. / Could you say that again, please? / Pardon? / What?"
    " / Sorry, what was that? / Can you repeat that one more time? / I didn’t catch that. / Say that again.",
    ("en", TalkCommand.SLOWER): "Slower, please. / A bit slower. / Can you speak a little slower? / Slow down."
    " / You're talking too fast. / More slowly, please. / Speak more slowly.",
    ("en", TalkCommand.FASTER): "Faster. / Speak faster, please. / Speed up a bit. / You're talking too slowly.",
    ("en", TalkCommand.LOUDER): "Louder! / A little louder, please. / Speak up. / I can't hear you. / Turn it up.",
    (
        "en",
        TalkCommand.QUIETER,
    ): "Quieter. / Not so loud, please! / Could you speak a bit quieter? / Turn the volume down.",
    ("en", TalkCommand.SLEEP): "Go to sleep. / Goodbye! / Bye bye. / Thank you, that's all. / That’s it for now."
    " / OK, we're done. / Good night. / That will be all, thank you very much. / Stop listening.",
    ("en", TalkCommand.FORGET): "Start over. / Forget that. / Let's start over, please. / New conversation."
    " / Forget everything. / Clear our conversation.",
    ("en", TalkCommand.CUT_OFF): "You cut me off. / You just cut me off! / I wasn't done. / But I was not finished yet."
    " / Let me finish, please. / You interrupted me. / No, I'm not done yet.",
    ("de", TalkCommand.STOP): "Stopp! / Hör auf zu reden. / Sei bitte still / Das reicht. / Moment mal. / Stop.",
    ("de", TalkCommand.CANCEL): "Schon gut. / Vergiss es. / Abbrechen.",
    (
        "de",
        TalkCommand.REPEAT,
    ): "Wie bitte? / Was hast du gesagt? / Kannst du das noch mal wiederholen, bitte? / Noch einmal.",
    ("de", TalkCommand.SLOWER): "Bitte langsamer. / Sprich etwas langsamer. / Nicht so schnell!",
    ("de", TalkCommand.FASTER): "Schneller, bitte. / Kannst du etwas schneller sprechen?",
    ("de", TalkCommand.LOUDER): "Lauter. / Sprich lauter, bitte.",
    ("de", TalkCommand.QUIETER): "Leiser, bitte. / Nicht so laut.",
    ("de", TalkCommand.SLEEP): "Gute Nacht. / Tschüss! / Das war's, danke. / Das war alles.",
    ("de", TalkCommand.FORGET): "Fang von vorne an. / Neues Gespräch. / Vergiss das alles.",
    ("de", TalkCommand.CUT_OFF): "Du hast mich unterbrochen. / Lass mich ausreden! / Ich war noch nicht fertig.",
    ("fr", TalkCommand.STOP): "Arrête ! / Tais-toi. / Stop, s'il te plaît. / Attends une seconde.",
    ("fr", TalkCommand.CANCEL): "Laisse tomber. / Annule ça.",
    ("fr", TalkCommand.REPEAT): "Répète, s'il te plaît. / Qu'est-ce que tu as dit ? / Tu peux répéter ? / Pardon ?",
    ("fr", TalkCommand.SLOWER): "Moins vite. / Parle plus lentement, s'il te plaît. / Un peu plus lentement.",
    ("fr", TalkCommand.FASTER): "Plus vite. / Parle un peu plus vite.",
    ("fr", TalkCommand.LOUDER): "Plus fort ! / Parle plus fort, s’il te plaît.",
    ("fr", TalkCommand.QUIETER): "Moins fort. / Baisse le son.",
    ("fr", TalkCommand.SLEEP): "Bonne nuit. / Au revoir ! / C'est tout, merci.",
    ("fr", TalkCommand.FORGET): "Recommence à zéro. / Oublie ça. / Nouvelle conversation.",
    ("fr", TalkCommand.CUT_OFF): "Tu m'as coupé la parole. / Laisse-moi finir. / Je n'avais pas fini.",
    ("es", TalkCommand.STOP): "¡Para! / Cállate. / ¡Basta ya! / Espera un momento.",
    ("es", TalkCommand.CANCEL): "No importa. / Olvídalo. / Cancela eso.",
    ("es", TalkCommand.REPEAT): "¿Puedes repetir, por favor? / ¿Qué has dicho? / Repite eso. / ¿Qué?",
    ("es", TalkCommand.SLOWER): "Más despacio, por favor. / Habla más lento.",
    ("es", TalkCommand.FASTER): "Más rápido. / Habla un poco más rápido.",
    ("es", TalkCommand.LOUDER): "Más alto. / Sube el volumen.",
    ("es", TalkCommand.QUIETER): "Más bajo, por favor. / Baja la voz.",
    ("es", TalkCommand.SLEEP): "Buenas noches. / Adiós. / Eso es todo, gracias.",
    ("es", TalkCommand.FORGET): "Empecemos de nuevo. / Olvida todo. / Nueva conversación.",
    ("es", TalkCommand.CUT_OFF): "Me has interrumpido. / Déjame terminar. / No había terminado.",
    ("ko", TalkCommand.STOP): "그만. / 그만해 줘. / 멈춰 / 조용히 해 / 잠깐만요. / stop",
    ("ko", TalkCommand.CANCEL): "취소해 줘. / 취소",
    ("ko", TalkCommand.REPEAT): "다시 말해 줘. / 뭐라고 했어? / 다시 한번 말씀해 주세요. / 한 번 더.",
    ("ko", TalkCommand.SLOWER): "천천히 말해 줘. / 좀 더 천천히. / 너무 빨라요.",
    ("ko", TalkCommand.FASTER): "더 빨리 말해 줘.",
    ("ko", TalkCommand.LOUDER): "크게 말해 주세요. / 안 들려요.",
    ("ko", TalkCommand.QUIETER): "작게 말해 줘. / 소리 좀 줄여 줘.",
    ("ko", TalkCommand.SLEEP): "잘 자. / 안녕히 주무세요.",
    ("ko", TalkCommand.FORGET): "처음부터 다시 시작해. / 다 잊어버려.",
    ("ko", TalkCommand.CUT_OFF): "내 말 아직 안 끝났어. / 말 끊지 마.",
    ("zh", TalkCommand.STOP): "停! / 停下来。 / 别说了。 / 等一下。 / 別說了",
    ("zh", TalkCommand.CANCEL): "算了。 / 取消。 / 没事了。",
    ("zh", TalkCommand.REPEAT): "再说一遍。 / 请再说一遍好吗? / 你说什么? / 再說一次",
    ("zh", TalkCommand.SLOWER): "说慢一点。 / 太快了。 / 请慢一点说。",
    ("zh", TalkCommand.FASTER): "快一点。 / 说快点。",
    ("zh", TalkCommand.LOUDER): "大声一点。 / 声音大一点。",
    ("zh", TalkCommand.QUIETER): "小声一点。 / 太大声了。",
    ("zh", TalkCommand.SLEEP): "晚安。 / 再见! / 就这样吧,谢谢。",
    ("zh", TalkCommand.FORGET): "重新开始吧。 / 忘掉这些。",
    ("zh", TalkCommand.CUT_OFF): "你打断我了。 / 我还没说完。",
}

NONE = {
    "en": """
        stop signs are red
        How do I stop it?
        Stop the timer.
        When does the bus stop?
        Why did they stop?
        Cancel that meeting.
        Can you cancel my subscription?
        Repeat that word in French.
        What did you say about Paris?
        What did you say to him?
        Never mind the gap.
        I never mind waiting.
        Louder than bombs is an album.
        Which is faster, a horse or a dog?
        Faster Whisper is a library.
        What is slower than a snail?
        How do I make it louder?
        Forget that I said the sky is green.
        Forget about the milk, what else do I need?
        I can't sleep.
        Go to sleep earlier, is that good advice?
        How do I say goodbye in Korean?
        That's all I know about it, what about you?
        Start over the list from three.
        They cut me off at the crossing.
        You cut me off a slice of bread.
        What is a wait state?
        Wait, what is the capital of Peru?
        Thanks.
        Please.
        Okay.
        No.
        yes
        sleep
    """,
    "de": "Wann hält der Bus? / Stopp die Uhr. / Was hast du über Paris gesagt? / Ist Licht schneller als Schall?"
    " / Vergiss nicht die Milch. / Danke. / Wie laut ist ein Flugzeug? / Nein.",
    "fr": "Qui va plus vite que la lumière ? / Arrête le minuteur. / Merci. / Salut. / Comment dit-on au revoir ?",
    "es": "¿Para qué sirve? / Gracias. / ¿Qué es más rápido que el sonido? / Para el temporizador.",
    "ko": "그만둔 사람이 누구야? / 고마워. / 천천히 걷는 동물은 뭐야? / 다시마가 뭐야? / 안녕",
    "zh": "停车场在哪里? / 谢谢。 / 什么是黑洞? / 再见用法语怎么说? / 好的。 / 你好。",
}


@pytest.mark.parametrize(
    ("language", "command", "text"),
    [(lang, command, text) for (lang, command), texts in COMMANDS.items() for text in texts.split(" / ")],
)
def test_it_is_understood(language: str, command: TalkCommand, text: str) -> None:
    assert talk_command(text, language) is command


@pytest.mark.parametrize(
    ("language", "text"),
    [(lang, t.strip()) for lang, texts in NONE.items() for t in texts.replace("\n", " / ").split(" / ") if t.strip()],
)
def test_what_only_begins_or_ends_like_one_is_a_question_for_the_model(language: str, text: str) -> None:
    assert talk_command(text, language) is None


@pytest.mark.parametrize("text", ["", "...", " ", "?!"])
@pytest.mark.parametrize("language", ["", *wordings(), "xx"])
def test_nothing_is_no_command(text: str, language: str) -> None:
    assert talk_command(text, language) is None


@pytest.mark.parametrize("language", ["", "nl", "ja"])
def test_english_is_understood_everywhere(language: str) -> None:
    assert talk_command("Stop!", language) is TalkCommand.STOP


@pytest.mark.parametrize("language", wordings())
def test_every_language_has_every_command(language: str) -> None:
    assert set(wordings()[language]) == {"before", "after", *TalkCommand}
