"""What the server tells every visitor before anything is drawn: nothing of where it runs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from dashboard.asgi.page import without_path
from dashboard.server import APP

ROOT = Path(__file__).parents[2]
#: Folders that only the server knows: of the program, of Python, of whoever runs it, of what is served.
PLACES = (ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable), Path.home(), Path(tempfile.gettempdir()))
TOLD = tuple(f"{place}/".encode() for place in PLACES if len(place.parts) > 1)


def frames(address: str, page: str) -> list[bytes]:
    """Ask for a screen as the page does, and return all frames of its first run."""
    host = urlsplit(address).netloc
    asked = BackMsg()
    asked.rerun_script.page_name = page
    received: list[bytes] = []
    with connect(f"ws://{host}/_stcore/stream", origin=address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[arg-type,list-item]
        socket.send(asked.SerializeToString())
        while not received or not ForwardMsg.FromString(received[-1]).HasField("script_finished"):
            frame = socket.recv(timeout=60)
            assert isinstance(frame, bytes)
            received.append(frame)
    return received


@pytest.mark.parametrize("page", ["", "explore", "public", "method"])
def test_no_frame_says_where_on_the_server_the_app_lies(server: str, page: str) -> None:
    received = frames(server, page)
    first = [message for message in map(ForwardMsg.FromString, received) if message.HasField("new_session")]
    assert [message.new_session.main_script_path for message in first] == [APP.name]
    assert any(message.HasField("delta") for message in map(ForwardMsg.FromString, received))
    assert not [place for place in TOLD if any(place in frame for frame in received)]


def test_only_the_path_is_taken_out_of_a_frame() -> None:
    message = ForwardMsg()
    message.new_session.main_script_path = str(APP)
    message.new_session.name = "app"
    kept = ForwardMsg.FromString(without_path(message.SerializeToString()))
    message.new_session.main_script_path = APP.name
    assert kept == message
    other = ForwardMsg()
    other.delta.new_element.text.body = str(APP)
    assert without_path(other.SerializeToString()) == other.SerializeToString()
