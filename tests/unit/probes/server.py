"""A web server on the loopback that answers as its path says, for the tests of checks by HTTP.

    server.py [-6 | CERTIFICATE KEY]     # prints its port, serves until its input ends
"""
import http.server
import os
import socket
import ssl
import sys
import threading
import time


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        what, _, argument = self.path.lstrip("/").partition("/")
        status, body = 200, b"all is well\n"
        if what == "status":
            status = int(argument)
        elif what == "host":
            body = self.headers["Host"].encode()
        elif what == "bytes":
            body = b"\xff\x01 text"
        elif what == "slow":
            time.sleep(30)
        elif what == "flood":
            return self.flood()
        elif what == "count":
            body = str(self.server.connections).encode()
        self.send_response(status)
        if what == "redirect":
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def flood(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    connections = 0
    daemon_threads = True

    def get_request(self):
        self.connections += 1
        return super().get_request()

    def handle_error(self, request, client_address):
        pass


class SixServer(Server):
    address_family = socket.AF_INET6


def main() -> None:
    server = SixServer(("::1", 0), Answer) if sys.argv[1:] == ["-6"] else Server(("127.0.0.1", 0), Answer)
    if len(sys.argv) == 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.write(1, f"{server.server_address[1]}\n".encode())  # whole
    sys.stdin.read()
    os._exit(0)


main()
