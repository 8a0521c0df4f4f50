"""Those who are told what happens: servers of mail and of HTTP(S) in a host's namespace, which remember what they got."""
import contextlib
import email
import email.policy
import http.server
import json
import pathlib
import socket
import ssl
import subprocess
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from lab.lan import Host
from lab.waiting import wait_for

ADDRESS = "127.0.0.1"


def certificate(folder: pathlib.Path) -> tuple[str, str]:
    """Of 127.0.0.1, which is its own authority: the files of the certificate and its key."""
    certificate, key = folder / "server.pem", folder / "server.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=receiver", "-addext", f"subjectAltName=IP:{ADDRESS}", "-out", certificate,
                    "-keyout", key], check=True, capture_output=True)
    certificate.chmod(0o644)
    return str(certificate), str(key)


def tls_of(folder: pathlib.Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    return context


class WebReceiver:
    """Answers each POST with the next of `statuses`, the last one for ever."""

    def __init__(self, host: Host, port: int, tls: ssl.SSLContext | None = None, statuses: tuple[int, ...] = (200,)):
        self.posts: list[tuple[str, dict, object]] = []  # path, headers, JSON
        statuses = list(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(handler):
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
                if status < 300:
                    self.posts.append((handler.path, dict(handler.headers), json.loads(body)))
                handler.send_response(status)
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(handler, *_):
                pass

        with host.entered():
            self._server = http.server.ThreadingHTTPServer((ADDRESS, port), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def bodies(self) -> list:
        return [body for _, _, body in list(self.posts)]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class MailReceiver:
    """An SMTP server; with `tls` only after STARTTLS, and with `login` only for who knows the password."""

    def __init__(self, host: Host, port: int, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None):
        self.mails: list[email.message.EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []

        class Handler:
            async def handle_DATA(handler, server, session, envelope):
                self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
                self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
                return "250 taken"

        def authenticate(server, session, envelope, mechanism, data):
            known = login and (data.login.decode(), data.password.decode()) == login
            return AuthResult(success=bool(known))

        self._controller = Controller(Handler(), hostname=ADDRESS, port=port, tls_context=tls, require_starttls=tls is not None,
                                      auth_required=login is not None, authenticator=authenticate)
        with host.entered():
            self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


@contextlib.contextmanager
def babbler(host: Host, port: int, answer: bytes | None):
    """Accepts every connection and says this, or nothing at all, for ever."""
    with host.entered():
        listening = socket.create_server((ADDRESS, port))
    open_ones = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                open_ones.append(connection)
                if answer:
                    connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield open_ones
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for connection in open_ones:
            connection.close()


class StreamReader:
    """Reads lines of JSON from a Unix socket."""

    def __init__(self, path: pathlib.Path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(5)
        wait_for(lambda: self._socket.connect_ex(str(path)) == 0, 5, f"{path} is listened at")
        self._lines = self._socket.makefile("r", encoding="utf-8")

    def next(self) -> dict:
        return json.loads(self._lines.readline())

    def until(self, **wanted) -> dict:
        """The next line that says all this."""
        while True:
            line = self.next()
            if wanted.items() <= line.items():
                return line

    def close(self) -> None:
        self._lines.close()
        self._socket.close()
