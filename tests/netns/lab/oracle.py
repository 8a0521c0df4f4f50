"""A network that answers ARP for everything, as clouds and some fabrics do: for hosts that are there with their own MACs,
for all other addresses with the MAC of its router.
"""
import contextlib
import socket
import struct
import threading

ETH_P_ARP = 0x0806


@contextlib.contextmanager
def answering_everything(host, present: list[str]):
    """Each ARP request that reaches the host is answered with its MAC, unless it asks for one who is present."""
    there = {socket.inet_aton(address) for address in present}
    ended = threading.Event()
    own = bytes.fromhex(host.mac.replace(":", ""))

    def answer() -> None:
        while not ended.is_set():
            try:
                frame, sender = raw.recvfrom(2048)
            except TimeoutError:
                continue
            outgoing = sender[2] == socket.PACKET_OUTGOING
            asked = frame[38:42]
            if not outgoing and frame[20:22] == b"\x00\x01" and asked != frame[28:32] and asked not in there:
                raw.send(_reply(frame, own))

    with host.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ARP)) as raw:
        raw.bind(("eth0", ETH_P_ARP))
        raw.settimeout(0.1)
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _reply(request: bytes, own: bytes) -> bytes:
    asker, sender, target = request[22:28], request[28:32], request[38:42]
    return asker + own + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + own + target + asker + sender
