"""Small documents made on the spot: PDF written by hand, EPUB and DOCX as the archives they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PAGE = (612, 792)


@dataclass(frozen=True)
class Words:
    """A line on a page; `y` is its baseline from the top. Font 1 is plain, 2 bold, both Helvetica, 3 is Courier."""

    x: float
    y: float
    text: str
    size: float = 10
    font: int = 1


def lines(text: Sequence[str] | str, x: float, y: float, *, size: float = 10, font: int = 1) -> list[Words]:
    """Lines one under another."""
    rows = text.split("\n") if isinstance(text, str) else text
    return [Words(x, y + number * size * 1.2, row, size, font) for number, row in enumerate(rows)]


def pdf(
    pages: Iterable[Sequence[Words]],
    *,
    title: str = "",
    author: str = "",
    bookmarks: Sequence[tuple[str, int]] = (),
    locked: bool = False,
    turned: bool = False,
) -> bytes:
    """A PDF of `pages`; bookmarks are a title and a page from 0. `turned` as a landscape page often is."""
    objects: dict[int, bytes] = {}
    contents = [_content(page, turned) for page in pages]
    first = 10
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R" + (b" /Outlines 6 0 R" if bookmarks else b"") + b" >>"
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode()
    for number, font in ((3, "Helvetica"), (4, "Helvetica-Bold"), (8, "Courier")):
        objects[number] = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode()
        )  # fmt: skip
    objects[5] = f"<< /Title ({_escaped(title)}) /Author ({_escaped(author)}) >>".encode("cp1252")
    for number, content in enumerate(contents):
        page = first + 2 * number
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Rotate {90 * turned}"
            f" /Contents {page + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 8 0 R >> >> >>"
        ).encode()
        objects[page + 1] = f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
    if bookmarks:
        start = first + 2 * len(contents)
        last = start + len(bookmarks) - 1
        objects[6] = f"<< /Type /Outlines /First {start} 0 R /Last {last} 0 R /Count {len(bookmarks)} >>".encode()
        for number, (name, target) in enumerate(bookmarks):
            beside = f"/Next {start + number + 1} 0 R" if number + 1 < len(bookmarks) else ""
            before = f"/Prev {start + number - 1} 0 R" if number else ""
            objects[start + number] = (
                f"<< /Title ({_escaped(name)}) /Parent 6 0 R {beside} {before} /Dest [{first + 2 * target} 0 R /Fit] >>"
            ).encode("cp1252")
    trailer = "/Info 5 0 R /Root 1 0 R"
    if locked:
        key = "00" * 32
        objects[7] = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>".encode()
        trailer += f" /Encrypt 7 0 R /ID [<{key}> <{key}>]"
    return _file(objects, trailer)


def epub(
    chapters: Mapping[str, str],
    *,
    title: str = "A Book",
    contents: Sequence[tuple[str, str]] = (),
    locked: bool = False,
    ncx: bool = False,
    cover: bytes = b"",
) -> bytes:
    """`chapters` maps a file's name to what is in its body; `contents` are titles and "file#fragment"."""
    files = {"META-INF/container.xml": _CONTAINER}
    manifest = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(chapters)))
    if contents and ncx:
        manifest += '<item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        points = "".join(
            f'<navPoint><navLabel><text>{name}</text></navLabel><content src="{target}"/></navPoint>'
            for name, target in contents
        )
        files["book/toc.ncx"] = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    elif contents:
        manifest += '<item id="toc" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
        points = "".join(f'<li><a href="{target}">{name}</a></li>' for name, target in contents)
        files["book/nav.xhtml"] = _page(f'<nav epub:type="toc"><ol>{points}</ol></nav>')
    if cover:
        manifest += '<item id="front" href="front.jpg" media-type="image/jpeg" properties="cover-image"/>'
    files["book/package.opf"] = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:creator>Ann Author</dc:creator><dc:language>en-GB</dc:language></metadata>"
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    if locked:
        files["META-INF/encryption.xml"] = (
            '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></enc:EncryptedData></encryption>'
        )
    files |= {f"book/{name}": _page(body) for name, body in chapters.items()}
    pictures = {"book/front.jpg": cover} if cover else {}
    return archive({"mimetype": "application/epub+zip", **files, **pictures})


def docx(body: str, *, title: str = "", footnotes: str = "") -> bytes:
    """`body` is what stands in `w:body`: see `paragraph` and `table`."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/relationships/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(("styles", "footnotes", "numbering"))
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "heading 1", "heading 2", "Quote", "caption")
    )
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="d" '
        f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="c" xmlns:dc="d">'
        f"<dc:title>{title}</dc:title><dc:creator>Ann Author</dc:creator></cp:coreProperties>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {_WORD}>{footnotes}</w:footnotes>",
        "word/numbering.xml": f'<w:numbering {_WORD}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }
    return archive(files)


def paragraph(text: str, style: str = "", *, item: bool = False, note: int = 0) -> str:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if item else ""
    reference = f'<w:r><w:footnoteReference w:id="{note}"/></w:r>' if note else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>{numbered}</w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r>{reference}</w:p>"
    )


def footnote(number: int, text: str) -> str:
    return f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def archive(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, kind)
    return out.getvalue()


_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf"/></rootfiles></container>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _page(body: str) -> str:
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title/></head><body>{body}</body></html>"
    )


def _placed(words: Words, turned: bool) -> str:
    return f"0 1 -1 0 {words.y} {words.x}" if turned else f"1 0 0 1 {words.x} {PAGE[1] - words.y}"


def _content(page: Sequence[Words], turned: bool) -> bytes:
    shown = [
        f"BT /F{words.font} {words.size} Tf {_placed(words, turned)} Tm ({_escaped(words.text)}) Tj ET"
        for words in page
    ]
    return "\n".join(shown).encode("cp1252")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Mapping[int, bytes], trailer: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n")
    start = out.tell()
    size = max(objects) + 1
    rows = [
        f"{places[number]:010} 00000 n \n" if number in places else "0000000000 65535 f \n" for number in range(size)
    ]
    out.write(f"xref\n0 {size}\n{''.join(rows)}trailer\n<< /Size {size} {trailer} >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
