"""How it stops: it says how many requests there are to finish, and finishes them."""

from __future__ import annotations

import threading
from http.client import HTTPConnection
from pathlib import Path

from dropslot.serving import Bodies, Server, Spools
from flask import Flask


def test_it_tells_how_many_requests_it_finishes_before_it_stops(tmp_path: Path) -> None:
    app, entered, told_to_go_on = Flask("slow"), threading.Event(), threading.Event()

    @app.get("/")
    def slow() -> str:
        entered.set()
        told_to_go_on.wait(20)
        return "finished"

    told: list[int] = []

    def stopping(requests: int) -> None:
        told.append(requests)
        told_to_go_on.set()

    bodies = Bodies(1024, Spools(tmp_path, None), lambda *_: 1024)
    server = Server(app, "127.0.0.1", 0, bodies, 48)
    running = threading.Thread(target=lambda: server.run(stopping))
    running.start()
    visitor = HTTPConnection("127.0.0.1", int(server.urls[0].rpartition(":")[2]))
    visitor.request("GET", "/")
    entered.wait(20)
    server.stop()

    assert visitor.getresponse().read() == b"finished"
    running.join()
    visitor.close()
    assert told == [1]
