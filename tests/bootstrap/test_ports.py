import os
import socket

import pytest

from bootstrap.console import Trouble
from bootstrap.ports import is_loopback, need_free


def test_a_taken_port_names_its_owner_and_another_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Trouble) as caught:
            need_free("127.0.0.1", port, patience=0)
    assert f"进程 {os.getpid()}" in str(caught.value)
    assert f"--port {port + 1}" in str(caught.value)
    need_free("127.0.0.1", port, patience=0)


def test_an_address_of_another_machine_is_explained() -> None:
    with pytest.raises(Trouble, match="--host"):
        need_free("192.0.2.1", 8000, patience=0)


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False)]
)
def test_loopback(host: str, local: bool) -> None:
    assert is_loopback(host) is local
