"""A mail server that keeps what it takes, and can refuse, hesitate or hang up."""

import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """`mails` are those it took, in order. It refuses the addresses in `refused` ("550"), hangs up on those in `lost`
    once it has the whole mail, and takes `pause` seconds for each."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.lost: set[str] = set()
        self.pause, self.connections = 0.0, 0
        self.at_work = threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def recipients(self) -> list[str]:
        return [mail["To"] for mail in list(self.mails)]

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_request: object) -> None:
        """Who hangs up on it, hangs up."""


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with self.server.at_work:
            self.server.connections += 1
        self.say("220 here")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say(self.server.refused.get(recipient, "250 yes"))
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return None
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 yes")
        return None

    def take(self, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # the sender died in the middle: this is no mail
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        time.sleep(self.server.pause)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        with self.server.at_work:
            self.server.mails.append(mail)  # type: ignore[arg-type]
        if recipient in self.server.lost:
            return False
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
