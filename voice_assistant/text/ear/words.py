"""What is said for signs in the languages other than English; a language without a row keeps what its voice does."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    point: str  # said where the fraction begins
    comma: bool  # a fraction begins with a comma, and thousands are parted by points
    percent: str
    minus: str
    to: str
    at: str  # in an address
    dot: str
    equals: str
    plus: str
    also: str  # &
    one: str = ""  # before a noun, where it differs from counting
    months: tuple[str, ...] = ()
    money: dict[str, tuple[str, str]] = field(default_factory=dict)  # one, many
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    spaced: bool = True
    phrases: dict[str, str] = field(default_factory=dict)


def _pairs(text: str) -> dict[str, tuple[str, str]]:
    """ "km=kilomètre/kilomètres; ..."."""
    found = {}
    for row in text.split(";"):
        sign, _, names = row.strip().partition("=")
        one, _, many = names.partition("/")
        found[sign] = (one, many or one)
    return found


WORDS = {
    "de": Words(
        "Komma", True, "Prozent", "minus", "bis", "ät", "Punkt", "gleich", "plus", "und", "ein",
        tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
        _pairs("€=Euro; $=Dollar; £=Pfund; ¥=Yen; ₩=Won; CHF=Franken; EUR=Euro; USD=Dollar"),
        _pairs(
            "km/h=Kilometer pro Stunde; m/s=Meter pro Sekunde; km²=Quadratkilometer; m²=Quadratmeter; m³=Kubikmeter;"
            "km=Kilometer; cm=Zentimeter; mm=Millimeter; m=Meter; kg=Kilogramm; g=Gramm; mg=Milligramm; l=Liter;"
            "ml=Milliliter; °C=Grad Celsius; °=Grad; kB=Kilobyte; MB=Megabyte; GB=Gigabyte; TB=Terabyte;"
            " kWh=Kilowattstunde/Kilowattstunden;"
            "W=Watt; kW=Kilowatt; Hz=Hertz; min=Minute/Minuten; h=Stunde/Stunden; s=Sekunde/Sekunden;"
            " ms=Millisekunde/Millisekunden"
        ),
        phrases={
            "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt",
            "usw.": "und so weiter", "bzw.": "beziehungsweise", "ca.": "circa", "Nr.": "Nummer",
            "u. a.": "unter anderem",
            "u.a.": "unter anderem", "ggf.": "gegebenenfalls", "evtl.": "eventuell", "inkl.": "inklusive",
            "Dr.": "Doktor",
            "Prof.": "Professor", "St.": "Sankt", "vgl.": "vergleiche", "S.": "Seite", "Abb.": "Abbildung",
            "Kap.": "Kapitel",
        },
    ),
    "fr": Words(
        "virgule", True, "pour cent", "moins", "à", "arobase", "point", "égale", "plus", "et", "un",
        tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
        _pairs("€=euro/euros; $=dollar/dollars; £=livre/livres; ¥=yen/yens; CHF=franc/francs; EUR=euro/euros;"
        " USD=dollar/dollars"),
        _pairs(
            "km/h=kilomètre par heure/kilomètres par heure; km²=kilomètre carré/kilomètres carrés;"
            " m²=mètre carré/mètres carrés;"
            "m³=mètre cube/mètres cubes; km=kilomètre/kilomètres; cm=centimètre/centimètres; mm=millimètre/millimètres;"
            "m=mètre/mètres; kg=kilogramme/kilogrammes; g=gramme/grammes; l=litre/litres;"
            " °C=degré Celsius/degrés Celsius;"
            "°=degré/degrés; Go=gigaoctet/gigaoctets; Mo=mégaoctet/mégaoctets; GB=gigaoctet/gigaoctets;"
            " MB=mégaoctet/mégaoctets;"
            "min=minute/minutes; ms=milliseconde/millisecondes"
        ),
        phrases={
            "p. ex.": "par exemple", "p.ex.": "par exemple", "etc.": "et cetera", "M.": "Monsieur", "Mme": "Madame",
            "Mlle": "Mademoiselle", "n°": "numéro ", "c.-à-d.": "c'est-à-dire", "env.": "environ",
        },
    ),
    "es": Words(
        "coma", True, "por ciento", "menos", "a", "arroba", "punto", "igual a", "más", "y", "un",
        tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
        _pairs("€=euro/euros; $=dólar/dólares; £=libra/libras; ¥=yen/yenes; EUR=euro/euros; USD=dólar/dólares"),
        _pairs(
            "km/h=kilómetro por hora/kilómetros por hora; km²=kilómetro cuadrado/kilómetros cuadrados;"
            "m²=metro cuadrado/metros cuadrados; m³=metro cúbico/metros cúbicos; km=kilómetro/kilómetros;"
            "cm=centímetro/centímetros; mm=milímetro/milímetros; m=metro/metros; kg=kilogramo/kilogramos;"
            " g=gramo/gramos;"
            "l=litro/litros; °C=grado Celsius/grados Celsius; °=grado/grados; GB=gigabyte/gigabytes;"
            " MB=megabyte/megabytes;"
            "min=minuto/minutos; ms=milisegundo/milisegundos"
        ),
        phrases={
            "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "etc.": "etcétera", "Sr.": "Señor", "Sra.": "Señora",
            "Dr.": "Doctor", "Dra.": "Doctora", "EE. UU.": "Estados Unidos", "Ud.": "usted", "núm.": "número",
        },
    ),
    "zh": Words(
        "点", False, "百分之", "负", "到", "艾特", "点", "等于", "加", "和",
        money=_pairs("¥=元; ￥=元; $=美元; €=欧元; £=英镑; ₩=韩元"),
        units=_pairs("km/h=公里每小时; km²=平方公里; m²=平方米; km=公里; cm=厘米; mm=毫米; m=米; kg=公斤; g=克;"
        " °C=摄氏度; ℃=摄氏度; °=度; GB=G B; MB=M B; ml=毫升; L=升"),
        spaced=False,
    ),
    "ko": Words(
        "점", False, "퍼센트", "마이너스 ", "에서 ", "골뱅이", "점", " 는 ", " 더하기 ", " 그리고 ",
        money=_pairs("₩=원; $=달러; €=유로; £=파운드; ¥=엔"),
        units=_pairs("km/h=킬로미터 퍼 아워; km²=제곱킬로미터; m²=제곱미터; km=킬로미터; cm=센티미터; mm=밀리미터;"
        " m=미터; kg=킬로그램; g=그램; °C=도; ℃=도; °=도; GB=기가바이트; MB=메가바이트; ml=밀리리터; L=리터"),
        spaced=False,
    ),
}  # fmt: skip
