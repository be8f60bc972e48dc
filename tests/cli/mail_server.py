"""A mail server of a few lines: keeps what it is given, and keeps a sender waiting while it is told to."""

import socketserver
import threading
from typing import cast


class MailServer(socketserver.ThreadingTCPServer):
    """On a free port of this machine. `reached`: a letter was offered; `takes`: it takes them now."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[str] = []
        self.reached, self.takes = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as one letter needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 \r\n")
        while word := self.rfile.readline().strip().upper():
            if word == b"DATA" and not self._take():
                return
            self.wfile.write(b"221 \r\n" if word == b"QUIT" else b"250 \r\n")

    def _take(self) -> bool:
        server = cast(MailServer, self.server)
        server.reached.set()
        server.takes.wait(9)
        lines = []
        try:
            self.wfile.write(b"354 \r\n")
            while (line := self.rfile.readline()) and line != b".\r\n":
                lines.append(line)
        except OSError:
            return False
        if line:
            server.letters.append(b"".join(lines).decode())
        return bool(line)
