"""Ports for servers that tests start as processes of their own."""

from __future__ import annotations

import random
import socket

# Below what systems hand out by themselves (Linux from 32768, others from 49152): whoever asks for any port, a browser say, does not
# get this one while its server is still starting.
PORTS = range(20_000, 32_000)
_chance = random.SystemRandom()


def free_port() -> int:
    while True:
        port = _chance.choice(PORTS)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
