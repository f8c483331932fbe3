"""Whether bytes are a photo a phone would send. Told by content: a name or a declared type proves nothing."""

from __future__ import annotations

LIMIT = 5 * 1024 * 1024


class NotAPhoto(ValueError):
    """The message says in Chinese what is wrong and what to do."""


def kind_of(data: bytes) -> str:
    """`image/jpeg` or `image/png`. Raises NotAPhoto."""
    if len(data) > LIMIT:
        raise NotAPhoto(f"照片有 {len(data) / 1024 / 1024:.1f} MB，超过 5 MB，请在手机相机设置中调低分辨率后重拍")
    if data[:3] == b"\xff\xd8\xff":
        return _whole(data, "image/jpeg", data.rstrip(b"\0").endswith(b"\xff\xd9"))
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return _whole(data, "image/png", data[12:16] == b"IHDR" and data[-8:-4] == b"IEND")
    raise NotAPhoto("这不是 JPEG 或 PNG 照片，请用手机相机重新拍照")


def _whole(data: bytes, kind: str, complete: bool) -> str:
    """A transfer cut short on a weak signal must be seen now, not when somebody opens the file in a year."""
    if not complete:
        raise NotAPhoto("照片没有传完整，请重新选择照片后再提交")
    return kind
