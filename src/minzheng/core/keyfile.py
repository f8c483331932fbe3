"""The site's own secrets: made once, kept in files that only the service can read, never in the repository."""

import os
import secrets
from pathlib import Path


def secret_file(path: Path, *, size: int = 32) -> bytes:
    """The bytes kept in `path`, made at first use. Two processes starting at once agree on one value.

    Raises OSError with the path when the folder cannot be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(size))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)  # fails when another process was first: its value stands
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh)
    return path.read_bytes()


def django_secret(home: Path) -> str:
    """The key that signs sessions and forms."""
    return secret_file(home / "keys" / "django").hex()
