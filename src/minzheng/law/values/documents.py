"""The file of a published document: told by its bytes, kept once."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from minzheng.core.actions import Refused

LIMIT = 10 * 1024 * 1024
NAMES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "application/ofd": "ofd"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: cleaned name, media type by its content, digest."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def checked(name: str, content: bytes) -> Checked:
    """Raises Refused (field `file`) when it is too large or not PDF, JPEG, PNG or OFD."""
    if len(content) > LIMIT:
        raise Refused("文件超过 10 MB，请压缩或降低扫描分辨率后再上传。", field="file")
    kind = _kind(content)
    if not kind:
        raise Refused("只能上传 PDF、JPEG、PNG 或 OFD 文件；这个文件的内容不是其中任何一种（与文件名无关）。", field="file")
    return Checked(_tidy(name, NAMES[kind]), kind, content, hashlib.sha256(content).hexdigest())


def _kind(content: bytes) -> str:
    if content[:5] == b"%PDF-":
        return "application/pdf"
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    return "application/ofd" if content[:4] == b"PK\x03\x04" and _is_ofd(content) else ""


def _is_ofd(content: bytes) -> bool:
    try:
        return "OFD.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        return False


def _tidy(name: str, ending: str) -> str:
    """Letters, digits and a few signs of the last part of the path; the ending that the content has."""
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    return (re.sub(r"[^\w\-（）〔〕]+", "_", stem).strip("_") or "文件")[:80] + "." + ending
