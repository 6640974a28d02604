"""The office's mailbox over IMAP: unread mails one by one, each marked as read only after it was kept."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.domains.foi.mail.reading import LARGEST

SECONDS = 60
"""A server that says nothing for so long is given up; the job comes back later."""
FAULTS = (imaplib.IMAP4.error, OSError)
"""What a mailbox that cannot be used raises: no connection, a refused password, a broken answer."""
imaplib.Commands.setdefault("ID", ("NONAUTH", "AUTH", "SELECTED"))


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is a file that holds it alone; `encrypted` False only for a server on the same machine."""

    host: str
    port: int
    user: str = field(repr=False)
    password: Path = field(repr=False)
    folder: str = "INBOX"
    encrypted: bool = True


def fetch_unread(account: Account, keep: Callable[[bytes, bool], None], *, most: int) -> int:
    """Call `keep(bytes, cut)` for each unread mail, oldest first, at most `most`; how many. Raises FAULTS.

    A mail is marked as read after `keep` returned, so that one whose keeping fails is there the next time.
    """
    with _opened(account) as box:
        _expect(box.select(_quoted(account.folder)))
        numbers = _expect(box.uid("SEARCH", "UNSEEN"))[0].split()[:most]
        for number in numbers:
            uid = number.decode("ascii")
            keep(*_fetched(box, uid))
            _expect(box.uid("STORE", uid, "+FLAGS", "(\\Seen)"))
        return len(numbers)


@contextmanager
def _opened(account: Account) -> Iterator[imaplib.IMAP4]:
    if account.encrypted:
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            account.host, account.port, ssl_context=context, timeout=SECONDS
        )
    else:
        box = imaplib.IMAP4(account.host, account.port, timeout=SECONDS)
    try:
        box.login(account.user, account.password.read_text("utf-8").strip())
        with suppress(imaplib.IMAP4.error):  # some large Chinese providers let in only who says a name
            box.xatom("ID", '("name" "gongkai")')
        yield box
    finally:
        with suppress(*FAULTS):
            box.logout()
        with suppress(OSError):  # logout leaves the socket open when the connection is gone
            box.shutdown()


def _fetched(box: imaplib.IMAP4, uid: str) -> tuple[bytes, bool]:
    """The mail without marking it; of one that is too large only its head."""
    size = _expect(box.uid("FETCH", uid, "(RFC822.SIZE)"))[0]
    head = size[0] if isinstance(size, tuple) else size
    digits = (head or b"").rpartition(b"RFC822.SIZE ")[2].rstrip(b")").split()
    cut = bool(digits) and digits[0].isdigit() and int(digits[0]) > LARGEST
    answer = _expect(box.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if cut else "(BODY.PEEK[])"))
    found = next((part[1] for part in answer if isinstance(part, tuple)), None)
    if found is None:
        raise imaplib.IMAP4.error(f"mail {uid} cannot be fetched")
    return found, cut


def _expect(answer: tuple) -> list:
    state, found = answer
    if state != "OK":
        raise imaplib.IMAP4.error(str(found[:1]))
    return found


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
