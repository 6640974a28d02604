"""Files of keys: made once, whole or not at all, readable by their owner only."""

import os
import secrets
import stat
from pathlib import Path


def keep_once(path: Path, content: bytes) -> bytes:
    """Write a secret unless there is one; gives what the file holds. The first of two processes wins."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def is_private(path: Path) -> bool:
    """Whether nobody but the owner may read or write the file. FileNotFoundError when it is not there."""
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
