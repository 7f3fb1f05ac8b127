"""A printed paper as a person has it in hand: what a phone reads from the QR codes on it."""

from __future__ import annotations

import pypdfium2
import zxingcpp

DOTS = 2.0  # per point: 144 dpi, what a cheap printer and a phone's camera leave of it


def codes_on(pdf: bytes) -> list[str]:
    """The text of every QR code, page by page."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return [text for number in range(len(paper)) for text in _codes(paper[number].render(scale=DOTS, grayscale=True))]
    finally:
        paper.close()


def _codes(picture: pypdfium2.PdfBitmap) -> list[str]:
    seen = memoryview(bytes(picture.buffer)).cast("B", (picture.height, picture.stride))  # pdfium takes its own back when the paper is closed
    return [code.text for code in zxingcpp.read_barcodes(seen) if code.format == zxingcpp.BarcodeFormat.QRCode]
