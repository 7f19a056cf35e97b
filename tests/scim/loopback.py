"""A real SCIM server on the loopback: scim2-server, as its makers serve it.

Not by their pytest plugin: it is loaded for every run of every test, and pydantic takes longer than most of them.
"""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator


class Answered(NamedTuple):
    """What the server said: the status, and the keyword and text of an error."""

    status: int
    scim_type: str | None
    detail: str | None


class Server:
    """A running server. Each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def create(self, body: object, endpoint: str = "Users") -> Answered:
        """POST a resource. What is created is deleted again, so that no name is taken."""
        status, answer = self._send("POST", f"/v2/{endpoint}", body)
        if status == 201:
            self._send("DELETE", f"/v2/{endpoint}/{answer['id']}", None)
        return Answered(status, answer.get("scimType"), answer.get("detail"))

    def _send(self, method: str, path: str, body: object) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=30)
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, path, text, {"Content-Type": "application/scim+json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        return response.status, json.loads(content) if content else {}


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing is printed."""


@contextmanager
def scim_server() -> Iterator[Server]:
    """Serve the schemas of RFC 7643 until the block is left."""
    from scim2_server.applications.wsgi import WSGIApplication
    from scim2_server.memory import InMemoryStorage
    from scim2_server.service import ScimService
    from scim2_server.utils import load_default_provider

    service = ScimService(load_default_provider())
    application = WSGIApplication(InMemoryStorage(), service.provider, service)
    with make_server("localhost", 0, application, handler_class=_Quiet) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield Server(httpd.server_port)
        finally:
            httpd.shutdown()
            thread.join()
