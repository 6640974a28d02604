"""A mailbox on a socket that speaks the few IMAP verbs that are used, and can break off in the middle."""

import re
import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Box:
    """`mails` by uid; `seen` uids; `breaks_at`: the connection ends when that uid is fetched."""

    mails: dict[int, bytes]
    password: str = "code-123"
    seen: set[int] = field(default_factory=set)
    breaks_at: int = 0
    claims: dict[int, int] = field(default_factory=dict)  # uid -> size the server claims


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _blank, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if not self._answer(tag, rest):
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, rest: str) -> bool:
        box: Box = self.server.box
        verb = rest.split()[0].upper() if rest else ""
        if verb == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1 ID")
        elif verb == "LOGIN" and box.password not in rest:
            self._say(f"{tag} NO wrong password")
            return True
        elif verb == "SELECT":
            self._say(f"* {len(box.mails)} EXISTS")
        elif verb == "LOGOUT":
            self._say("* BYE")
            self._say(f"{tag} OK")
            return False
        elif verb == "UID" and not self._uid(box, rest):
            return False
        self._say(f"{tag} OK done")
        return True

    def _uid(self, box: Box, rest: str) -> bool:
        if "SEARCH" in rest:
            self._say("* SEARCH " + " ".join(str(n) for n in box.mails if n not in box.seen))
            return True
        uid = int(re.search(r"(?:FETCH|STORE) (\d+)", rest)[1])
        if "STORE" in rest:
            box.seen.add(uid)
        elif "RFC822.SIZE" in rest:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {box.claims.get(uid, len(box.mails[uid]))})")
        elif uid == box.breaks_at:
            return False
        else:
            data = box.mails[uid].partition(b"\r\n\r\n")[0] if "HEADER" in rest else box.mails[uid]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        return True


class Server(socketserver.ThreadingTCPServer):
    """Use as a context manager; `address` is (host, port)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, box: Box):
        super().__init__(("127.0.0.1", 0), _Session)
        self.box = box

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()
