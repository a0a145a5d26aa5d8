"""A zip package that is the same, byte for byte, wherever zlib is the same: fixed order, times and attributes."""

import io
import zipfile
from xml.sax.saxutils import escape as _escape

XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def escape(text: str) -> str:
    """XML text or attribute value."""
    return _escape(text, {'"': "&quot;"})


def zip_bytes(parts: list[tuple[str, str]], stored: frozenset[str] = frozenset()) -> bytes:
    """Packs (name, text) parts in the given order; names in `stored` are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in parts:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            info.external_attr = 0
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(info, text.encode("utf-8"), compresslevel=9)
    return buffer.getvalue()
