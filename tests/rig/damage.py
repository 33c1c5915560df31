"""Files as they come out of bad disks, bad mails and bad programs: damaged by chance, the same for the same number."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

from tests.rig.documents import Words, archive, docx, epub, footnote, lines, paragraph, pdf, table
from voice_assistant.documents.base import Block
from voice_assistant.documents.opening import open_document
from voice_assistant.errors import DocumentError

KINDS = ("pdf", "epub", "docx", "html", "md", "txt")
_TEXT = "It was a bright day — “cold”, said Zoë — and the clocks were strik-\ning thirteen [12].\n\n" * 5
_HTML = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title></head><body><article><h1>One</h1>"
    "<p>A paragraph with <a href='#n'>a note</a><sup>1</sup> and <b>bold <i>text</b></i>.</p><table><tr><th>A<th>B"
    "<tr><td colspan=2>1</table><ul><li>x<ul><li>y</ul></ul><pre>code</pre><math><mi>x</mi></math></article>"
)
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "utf-32", "koi8-r", "shift_jis", "utf-7")


def read_damaged(kind: str, number: int) -> str:
    """Reads a damaged file of `kind` to its end: its text, or the message that it cannot be read."""
    chance = random.Random(f"{kind} {number}")
    try:
        document = open_document(_damaged(kind, chance), name=f"file.{kind}")
        blocks = list(document.blocks())
        document.outline()
        assert all(isinstance(block, Block) and block.text for block in blocks)
        assert [block.place for block in blocks] == sorted({block.place for block in blocks})
        with suppress(DocumentError):  # it may be gone
            document.place_of("one")
        document.close()
    except DocumentError as error:
        assert "\n" not in str(error) and str(error).endswith((".", "'")), str(error)
        return str(error)
    return " ".join(block.text for block in blocks)


def read_all_damaged(kind: str, count: int) -> list[str]:
    return [read_damaged(kind, number) for number in range(count)]


def whole(kind: str, chance: random.Random) -> bytes:
    """A file of `kind` that is as it should be."""
    match kind:
        case "pdf":
            page = [Words(72, 60, "A heading", 18, 2), *lines(_TEXT.replace("“", '"').replace("”", '"'), 72, 100)]
            return pdf([page, page, page], title="T", bookmarks=[("One", 0), ("Two", 1)])
        case "epub":
            chapters = {
                "one.xhtml": "<h1>One</h1><p>It begins.</p>",
                "two.xhtml": "<p>It ends.</p><aside id='n'>x</aside>",
            }
            return epub(chapters, contents=[("One", "one.xhtml"), ("Two", "two.xhtml#n")], ncx=chance.random() < 0.5)
        case "docx":
            body = paragraph("One", "heading 1") + paragraph("Text", note=1) + table([["A", "B"], ["1", "2"]])
            return docx(body, footnotes=footnote(1, "A note."))
        case "html":
            return _HTML.encode()
        case "md":
            return (
                "---\ntitle: x\n---\n# One\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n```\nx\n```\n[^1]: n\n$$x$$\n" + _TEXT
            ).encode()
    return _TEXT.encode(chance.choice(_ENCODINGS), errors="replace")


def _damaged(kind: str, chance: random.Random) -> bytes:
    data = whole(kind, chance)
    if kind in ("epub", "docx") and chance.random() < 0.7:
        return _damaged_inside(data, chance)
    return _mangled(data, chance)


def _damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """An archive that is whole, with files in it that are not."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    for name in chance.sample(sorted(files), chance.randint(1, 2)):
        content = files[name]
        if name != "mimetype" and isinstance(content, bytes):
            files[name] = _mangled(content, chance)
    return archive(files)


def _mangled(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(data) + 1)
        length = chance.randrange(1, 60)
        match chance.randrange(7):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[at + length :]
            case 2:
                data = data[:at] + chance.randbytes(length) + data[at:]
            case 3:
                data = (
                    data[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 8]) + data[at + 8 :]
                )
            case 4:
                data = data[:at] + data[at : at + length] * 30 + data[at:]
            case 5:
                digits = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
                if digits:
                    place = chance.choice(digits)
                    data = data[:place] + chance.choice((b"0", b"-1", b"99999999", b"4294967296")) + data[place + 1 :]
            case 6:
                data = data.replace(b">", chance.choice((b"", b">>", b"><x>", b"]]>")), chance.randrange(1, 5))
    return data
