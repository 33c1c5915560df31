"""What can be said to an English dictation."""

from __future__ import annotations

from .spoken import Command, Kind, Need, Speech, words

_TALKING_OF_PERIODS = words(
    "time trial grace this that each every long short same whole cooling-off notice reference waiting study class "
    "lunch free rest first second third fourth last next early late later mid transition transitional accounting "
    "reporting billing payment probation probationary incubation test testing sample growth war post-war interwar "
    "pre-war medieval roman victorian jurassic cretaceous colonial classical baroque modern historical difficult "
    "brief limited fixed given certain specific critical honeymoon gestation retention blackout half orbital day "
    "days week weeks month months year years hour hours minute minutes decade century her my your their missed "
    "what which no latency"
)

COMMANDS = (
    Command(
        Kind.AFTER,
        ",",
        ("comma",),
        not_after=words("oxford serial trailing extra missing inverted decimal another leading stray"),
        not_before=words(
            "is was are were be means key keys separated delimited splice splices goes belongs character button"
        ),
    ),
    Command(
        Kind.AFTER,
        ".",
        ("full stop", "fullstop"),
        not_after=words("to come came comes coming complete sudden"),
        not_before=words("sign is was"),
    ),
    Command(
        Kind.AFTER,
        ".",
        ("period",),
        need=Need.EDGE,
        not_after=_TALKING_OF_PERIODS,
        not_before=words(
            "of drama dramas pain pains piece pieces instrument instruments property style furniture cramps costume is "
            "was in when where during from between after before for to with and or at between here that tracker"
        ),
    ),
    Command(Kind.AFTER, "?", ("question mark",), not_before=words("over hangs hanging key")),
    Command(
        Kind.AFTER,
        "!",
        ("exclamation mark", "exclamation point", "exclamation"),
        not_before=words("of key marks"),
    ),
    Command(
        Kind.AFTER,
        ":",
        ("colon",),
        not_after=words("semi spastic transverse sigmoid ascending descending healthy irritable human"),
        not_before=words("cancer is was polyp polyps cleanse key character of tumor tumour has health"),
    ),
    Command(
        Kind.AFTER,
        ";",
        ("semicolon", "semi-colon", "semi colon"),
        not_before=words("is was key character separated"),
    ),
    Command(Kind.AFTER, "…", ("ellipsis", "dot dot dot"), not_before=words("is was")),
    Command(Kind.OPEN, '"', ("open quote", "open quotes", "open quotation marks"), not_before=words("is was from")),
    Command(
        Kind.CLOSE, '"', ("close quote", "close quotes", "end quote", "close quotation marks", "unquote"), Need.NOTHING
    ),
    Command(
        Kind.OPEN,
        "(",
        ("open parenthesis", "open parentheses", "open paren", "left parenthesis", "open round bracket"),
    ),
    Command(
        Kind.CLOSE,
        ")",
        ("close parenthesis", "close parentheses", "close paren", "right parenthesis", "close round bracket"),
    ),
    Command(Kind.OPEN, "[", ("open bracket", "open square bracket", "left bracket")),
    Command(Kind.CLOSE, "]", ("close bracket", "close square bracket", "right bracket")),
    Command(
        Kind.BETWEEN,
        "–",
        ("dash",),
        not_after=words("to will would must gotta mad em en yard meter metre then door dot and quick should can let's"),
        not_before=words("to for of off out through into across around between is was away home and cam board down up"),
    ),
    Command(Kind.TIGHT, "-", ("hyphen",), not_before=words("is was in and key character between")),
    Command(Kind.BREAK, "\n\n", ("new paragraph",), not_before=words("of which starts begins")),
    Command(Kind.BREAK, "\n\n", ("next paragraph",), need=Need.EDGE, not_before=words("is was of which describes")),
    Command(
        Kind.BREAK,
        "\n",
        ("new line", "newline"),
        not_before=words("of is was will has mode support format character characters"),
    ),
    Command(Kind.BREAK, "\n", ("next line",), need=Need.EDGE, not_before=words("of is was will has")),
    Command(Kind.CAPS, "", ("all caps",), not_before=words("is was and because lock are in if")),
    Command(Kind.CAPS_ON, "", ("caps on", "all caps on"), not_before=words("the your his her their our my top a")),
    Command(Kind.CAPS_OFF, "", ("caps off", "all caps off"), not_before=words("the your his her their our my a")),
    Command(
        Kind.JOIN,
        "",
        ("no space",),
        not_after=words("is there's was has have had got get see with there find found are leave leaves need"),
        not_before=words(
            "for bar left in to between on at available here there and is was program station after before"
        ),
    ),
    Command(Kind.LITERAL, "", ("literal", "literally the word")),
    Command(
        Kind.DROP,
        "",
        ("scratch that", "undo that", "delete that"),
        not_after=words(
            "to can could will would might may shall should i you we they he she it cats and don't didn't doesn't "
            "won't can't cannot let's please not just who never or"
        ),
        not_before=words(
            "itch comma period colon semicolon line word sentence paragraph surface off down "
            "change changes one line file part was is i we you would has had by in"
        ),
    ),
    Command(
        Kind.KEY,
        "Enter",
        ("press enter", "press return", "hit enter", "press ender"),
        need=Need.END,
        not_after=words("then and to you can must or i we they please don't just not should will when"),
    ),
    Command(
        Kind.KEY,
        "Tab",
        ("press tab", "hit tab"),
        need=Need.END,
        not_after=words("then and to you can must or i we they please don't just not should will when"),
    ),
    # Heard where "comma" was said; a real "common" is never alone between two pauses.
    Command(Kind.AFTER, ",", ("common",), need=Need.ALONE),
)

SPEECH = Speech(
    COMMANDS,
    not_after=words(
        "a an the his its my our your their any each every another some called word whole new character symbol"
    ),
    mentions=words(
        "in into of by with without on from for use using used write writes wrote type typed types put puts add adds "
        "added insert inserts remove removed delete say says said saying"
    ),
    adjectives=words(
        "first second third last final next previous only single double extra additional undesired unwanted universal "
        "terminating separating beginning ending closing opening upside-down half full interim missing wrong right "
        "correct small big little large simple normal regular common proper nice good bad great bold red this that "
        "these those her"
    ),
    not_before=words("means meant isn't wasn't"),
    openers=words(
        "a an the this that these those he she it we you they my your his her its our their and but or so because if "
        "when where who what which how why while then there here is are was were do does did have has had can could "
        "will would shall should may might must not no yes well also please thank thanks hello hi let let's to in on "
        "at by for from with without about after before as of into over under like just maybe perhaps some any all "
        "every each many much more most one two three see send put go get make it's that's there's don't doesn't "
        "he's she's we're they're you're what's who's bring buy best regards kind sincerely very really quite too now "
        "today tomorrow yesterday only even still again never always however therefore although until since though "
        "both either neither such than through between during against around"
    ),
    salutations=words("dear hi hello hey best kind kindest warm regards sincerely yours cheers love thanks sir madam"),
)
