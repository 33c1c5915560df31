"""Is it a yes or a no? Only a whole utterance counts; whatever is neither is no yes. Pure."""

from __future__ import annotations

import re
from functools import cache

from .wordings import WRITTEN_TOGETHER, any_of, plain

_YES = {
    "en": """yes / yeah / yep / yup / ya / yes please / please do / sure / sure thing / ok / okay / of course / go ahead
        do it / do that / allow it / allow / i do / you may / you can / please / absolutely / definitely / fine
        that's fine / that is fine / go for it / sounds good / confirm / confirmed / correct / right / exactly""",
    "de": """ja / ja bitte / jawohl / jo / klar / gerne / gern / bitte / mach das / mach es / mach / tu es / in ordnung
        okay / ok / sicher / natürlich / erlaubt / genau / richtig / los / nur zu""",
    "fr": "oui / ouais / oui merci / d'accord / vas y / allez y / bien sûr / fais le / ok / s'il te plaît / volontiers",
    "es": "sí / si / claro / vale / por favor / adelante / hazlo / de acuerdo / por supuesto / okay / ok",
    "it": "sì / si / certo / va bene / fallo / d'accordo / procedi / vai / ok",
    "pt": "sim / claro / pode / faça isso / está bem / tudo bem / por favor / ok",
    "nl": "ja / ja graag / graag / doe maar / natuurlijk / prima / oké / ok / is goed",
    "zh": "是 / 是的 / 好 / 好的 / 可以 / 行 / 当然 / 同意",
    "ja": "はい / うん / ええ / お願いします / いいよ / いいです / どうぞ",
    "ko": "네 / 예 / 응 / 그래 / 좋아 / 좋아요 / 해 줘 / 그렇게 해",
}
_NO = {
    "en": """no / nope / nah / no thanks / no thank you / don't / do not / please don't / don't do it / don't do that
        never / never mind / nevermind / stop / cancel / cancel that / cancel it / not now / leave it / forget it
        rather not / i'd rather not / better not / absolutely not / of course not / wait""",
    "de": "nein / nee / nö / nein danke / nicht / lass es / lass das / lieber nicht / auf keinen fall / stopp",
    "fr": "non / non merci / surtout pas / pas maintenant / arrête / annule / laisse tomber",
    "es": "no / no gracias / mejor no / ahora no / cancela / déjalo / para",
    "it": "no / no grazie / meglio di no / annulla / lascia stare / non ora",
    "pt": "não / não obrigado / melhor não / cancela / deixa / agora não",
    "nl": "nee / nee dank je / liever niet / niet doen / laat maar / annuleer",
    "zh": "不 / 不要 / 不用 / 不行 / 别 / 取消 / 不是",
    "ja": "いいえ / いや / やめて / だめ / 結構です / キャンセル",
    "ko": "아니 / 아니요 / 아니오 / 안 돼 / 하지 마 / 취소 / 됐어",
}
_AROUND = "please / thanks / thank you / oh / well / um / uh / then / now / bitte / danke / merci / gracias"


def yes_or_no(text: str, language: str = "") -> bool | None:
    """True for yes, False for no, None for anything else. English is understood in every language, and any language
    where it is not known which is spoken.
    """
    for spoken in dict.fromkeys((language[:2], "en") if language else ("en", *_YES)):
        said = plain(text, spoken)
        if _pattern("no", spoken).fullmatch(said):
            return False
        if _pattern("yes", spoken).fullmatch(said):
            return True
    return None


@cache
def _pattern(which: str, language: str) -> re.Pattern[str]:
    words = any_of((_NO if which == "no" else _YES).get(language, ""), language)
    gap = "" if language in WRITTEN_TOGETHER else " "
    around = any_of(_AROUND, language)
    return re.compile(rf"(?:{around}{gap})*{words}(?:{gap}{words})*(?:{gap}{around})*")
