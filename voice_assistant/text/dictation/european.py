"""What can be said to a German, French or Spanish dictation: the marks and line breaks."""

from __future__ import annotations

from .spoken import Command, Kind, Need, Speech, words

GERMAN = Speech(
    (
        Command(
            Kind.AFTER,
            ",",
            ("komma",),
            not_after=words("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert"),
            not_before=words("ist war wird steht gehört setzen null eins zwei drei vier fünf sechs sieben acht neun"),
        ),
        Command(
            Kind.AFTER,
            ".",
            ("punkt",),
            need=Need.EDGE,
            not_after=words(
                "wunder g wichtiger springende springender toter höchster tiefster letzter erster zweiter dritter "
                "nächster guter schwacher auf zum am vom nächste erste zweite dritte letzte wichtige wichtigste diesem "
                "jedem einem keinen dem beim zu gutem"
            ),
            not_before=words("für um ist war der die das auf eins zwei drei vier fünf sechs sieben acht neun zehn uhr"),
        ),
        Command(Kind.AFTER, "?", ("fragezeichen",)),
        Command(Kind.AFTER, "!", ("ausrufezeichen", "ausrufungszeichen")),
        Command(Kind.AFTER, ":", ("doppelpunkt",)),
        Command(Kind.AFTER, ";", ("semikolon", "strichpunkt")),
        Command(Kind.OPEN, "„", ("anführungszeichen auf", "anführungszeichen unten", "anführungsstriche unten")),
        Command(Kind.CLOSE, "“", ("anführungszeichen zu", "anführungszeichen oben", "anführungsstriche oben")),
        Command(Kind.OPEN, "(", ("klammer auf", "klammern auf")),
        Command(Kind.CLOSE, ")", ("klammer zu", "klammern zu")),
        Command(Kind.BETWEEN, "–", ("gedankenstrich",)),
        Command(Kind.TIGHT, "-", ("bindestrich",)),
        Command(Kind.BREAK, "\n\n", ("neuer absatz", "nächster absatz", "absatz"), need=Need.EDGE),
        Command(Kind.BREAK, "\n", ("neue zeile", "nächste zeile", "zeilenumbruch"), need=Need.NOTHING),
        Command(Kind.LITERAL, "", ("wörtlich", "das wort")),
        Command(Kind.DROP, "", ("streich das", "streiche das", "lösch das", "rückgängig"), need=Need.ALONE),
        Command(Kind.KEY, "Enter", ("drücke enter", "enter drücken", "eingabetaste drücken"), need=Need.END),
    ),
    not_after=words(
        "ein eine einen einem einer eines der die das den dem des dieser diese dieses diesen diesem kein keine keinen "
        "jeder jedes jede mein dein sein ihr unser jeden wort zeichen mit ohne ans vor nach pro und oder"
    ),
    not_before=words("ist war wird heißt bedeutet setzen steht fehlt"),
    salutations=words("liebe lieber hallo sehr guten viele mit herzliche beste"),
    openers=words(
        "der die das ein eine und oder aber wenn weil dass wie was wer wo warum ich wir du er es ist sind war hat "
        "haben kann können bitte danke nicht auch noch dann so zu in im an am auf für mit von vor nach"
    ),
)

FRENCH = Speech(
    (
        Command(
            Kind.AFTER,
            ",",
            ("virgule",),
            not_after=words("zéro un deux trois quatre cinq six sept huit neuf dix vingt cent"),
            not_before=words("est était zéro un deux trois quatre cinq six sept huit neuf"),
        ),
        Command(Kind.AFTER, ".", ("point final",), not_before=words("est à")),
        Command(
            Kind.AFTER,
            ".",
            ("point",),
            need=Need.EDGE,
            not_after=words("mi quel premier deuxième dernier bon tel certain ne à au rond ce"),
            not_before=words("de d'exclamation d'interrogation virgule final com fr org à par sur où est qui"),
        ),
        Command(Kind.AFTER, "\u202f?", ("point d'interrogation", "point d interrogation")),
        Command(Kind.AFTER, "\u202f!", ("point d'exclamation", "point d exclamation")),
        Command(Kind.AFTER, "\u00a0:", ("deux points", "deux-points"), need=Need.EDGE, not_before=words("de d'avance")),
        Command(Kind.AFTER, "\u202f;", ("point-virgule", "point virgule")),
        Command(Kind.OPEN, "«\u00a0", ("ouvrez les guillemets", "ouvrir les guillemets", "ouvrez guillemets")),
        Command(Kind.CLOSE, "\u00a0»", ("fermez les guillemets", "fermer les guillemets", "fermez guillemets")),
        Command(Kind.OPEN, "(", ("ouvrez la parenthèse", "ouvrir la parenthèse", "parenthèse ouvrante")),
        Command(Kind.CLOSE, ")", ("fermez la parenthèse", "fermer la parenthèse", "parenthèse fermante")),
        Command(Kind.BETWEEN, "–", ("tiret",), not_before=words("du de est")),
        Command(Kind.TIGHT, "-", ("trait d'union",), not_before=words("entre est")),
        Command(Kind.BREAK, "\n\n", ("nouveau paragraphe",)),
        Command(Kind.BREAK, "\n", ("à la ligne", "nouvelle ligne", "retour à la ligne"), need=Need.EDGE),
        Command(Kind.LITERAL, "", ("littéralement", "le mot")),
        Command(Kind.DROP, "", ("efface ça", "effacez ça", "annule ça", "annuler ça"), need=Need.ALONE),
        Command(Kind.KEY, "Enter", ("appuie sur entrée", "appuyez sur entrée"), need=Need.END),
    ),
    not_after=words(
        "un une le la l' les des ce cette ces mon ma son sa notre votre chaque quel quelle sans du aucun mot"
    ),
    not_before=words("est était signifie"),
    salutations=words("cher chère bonjour bonsoir cordialement bien madame monsieur"),
    openers=words(
        "le la les un une des et ou mais si comme que qui quoi où quand pourquoi je tu il elle nous vous ils elles ce "
        "c'est j'ai est sont a ont peut merci pas aussi alors puis à de en dans sur pour avec sans comment"
    ),
)

SPANISH = Speech(
    (
        Command(
            Kind.AFTER,
            ",",
            ("coma",),
            need=Need.EDGE,
            not_after=words("que en no se cero uno dos tres cuatro cinco seis siete ocho nueve diez"),
            not_before=words("es está inducido profundo algo más bien y"),
        ),
        Command(Kind.AFTER, ".", ("punto final",)),
        Command(
            Kind.AFTER,
            ".",
            ("punto y seguido", "punto"),
            need=Need.EDGE,
            not_after=words("qué primer segundo último mejor cierto tal a en ese este al del"),
            not_before=words("de com es org en para"),
        ),
        Command(Kind.OPEN, "¿", ("abrir interrogación", "abre interrogación", "abrir signo de interrogación")),
        Command(Kind.AFTER, "?", ("cerrar interrogación", "cierra interrogación", "signo de interrogación")),
        Command(Kind.OPEN, "¡", ("abrir exclamación", "abre exclamación")),
        Command(Kind.AFTER, "!", ("cerrar exclamación", "cierra exclamación", "signo de exclamación")),
        Command(Kind.AFTER, ":", ("dos puntos",), need=Need.EDGE, not_before=words("de más")),
        Command(Kind.AFTER, ";", ("punto y coma",)),
        Command(Kind.OPEN, '"', ("abrir comillas", "abre comillas")),
        Command(Kind.CLOSE, '"', ("cerrar comillas", "cierra comillas")),
        Command(Kind.OPEN, "(", ("abrir paréntesis", "abre paréntesis")),
        Command(Kind.CLOSE, ")", ("cerrar paréntesis", "cierra paréntesis")),
        Command(Kind.TIGHT, "-", ("guion", "guión"), need=Need.EDGE, not_before=words("de del")),
        Command(Kind.BREAK, "\n\n", ("nuevo párrafo", "punto y aparte")),
        Command(Kind.BREAK, "\n", ("nueva línea",), not_before=words("de")),
        Command(Kind.LITERAL, "", ("literalmente", "la palabra")),
        Command(Kind.DROP, "", ("borra eso", "deshacer eso", "deshaz eso"), need=Need.ALONE),
        Command(Kind.KEY, "Enter", ("pulsa intro", "pulsa enter", "presiona enter"), need=Need.END),
    ),
    not_after=words("un una el la los las este esta ese esa mi tu su cada qué otro otra sin ningún palabra"),
    not_before=words("es era significa"),
    salutations=words("querido querida estimado estimada hola saludos atentamente buenos"),
    openers=words(
        "el la los las un una y o pero si como que quien qué quién dónde cuándo cómo por porque yo tú él ella nosotros "
        "es son está están hay muy no sí también gracias de en con para sin ha he"
    ),
)
