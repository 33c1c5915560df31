"""Text that nobody said: what recognisers write under silence, breath, keys and music."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..engines.base import Transcript

LITTLE_SPEECH_S = 0.35
UNSURE = -0.8
NO_SPEECH = 0.6
GUESSED, PERHAPS_NO_SPEECH = -1.0, 0.4
"""Both together: murmur in a far corner, say."""

_FAVOURITES = """
    thank you; thank you very much; thank you so much; thanks; thanks for watching; thank you for watching;
    thank you so much for watching; thank you for watching and see you next time; please subscribe;
    please subscribe to my channel; subscribe; like and subscribe; see you next time; see you in the next video;
    see you; bye; bye bye; goodbye; you; so; oh; okay; the end; the; i'm sorry; yeah; hmm; mm; uh; ah;
    i'll see you next time; we'll be right back; silence; music; applause; subtitles by the amara org community;
    untertitel der amara org community; untertitelung des zdf 2020; vielen dank; vielen dank fürs zuschauen;
    sous titres réalisés par la communauté d'amara org; merci d'avoir regardé; gracias por ver el video;
    subtítulos realizados por la comunidad de amara org; ご視聴ありがとうございました; 谢谢观看;
    请不吝点赞 订阅 转发 打赏支持明镜与点点栏目; 시청해주셔서 감사합니다; 구독과 좋아요 부탁드립니다
"""
FAVOURITES = frozenset(" ".join(phrase.split()) for phrase in _FAVOURITES.split(";"))
"""Whisper's, learnt from subtitles. People say most of them too: they only count where hardly anything was heard."""

_SOUND = re.compile(r"\s*([\[(*♪【（][^\])*♪】）]*[\])*♪】）]?[\s.♪]*)+")
"""A caption such as [Music] or (keyboard clicking)."""

_LOOP = re.compile(r"\b(\S.{0,40}?)(?: \1){4}")


def made_up(transcript: Transcript, speech_s: float) -> bool:
    """Whether nobody said this. `speech_s` is how much speech the detector heard in it."""
    text = transcript.text
    plain = _plain(text)
    if not plain or _SOUND.fullmatch(text):
        return True
    unsure = transcript.log_probability < UNSURE
    if transcript.no_speech > NO_SPEECH and (unsure or _LOOP.search(plain)):
        return True
    if transcript.no_speech > PERHAPS_NO_SPEECH and transcript.log_probability < GUESSED:
        return True
    return plain in FAVOURITES and (speech_s < LITTLE_SPEECH_S or unsure or transcript.no_speech > NO_SPEECH)


def echoes(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether `text` may be the list a recogniser was given rather than what it heard.

    That is: two neighbours of the list stand side by side in the list's order, or one term is all there is. Who
    does say that is heard once more without the list.
    """
    plain = f" {_plain(text)} "
    terms = [_plain(term) for term in vocabulary]
    pairs = (f" {first} {second} " in plain for first, second in pairwise(terms))
    return plain.strip() in terms or any(pairs)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", text.lower()).split())
