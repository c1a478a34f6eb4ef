"""A web server on this machine that answers as it is told to."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the server says to one request."""

    body: bytes = b""
    status: int = 200
    announced: int | None = None  # another Content-Length than the body's; -1 for none
    pause: float = 0.0  # seconds between the halves of the body
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """Answers each path with its answers in turn; the last one repeats."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self._closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                answers = outer.answers.get(self.path, [Answer(status=404)])
                outer.send(self, answers.pop(0) if len(answers) > 1 else answers[0])

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def serve(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path and return its whole address."""
        self.answers[path] = list(answers)
        return self.address + path

    def send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        announced = len(answer.body) if answer.announced is None else answer.announced
        try:
            handler.send_response(answer.status)
            if announced >= 0:
                handler.send_header("Content-Length", str(announced))
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            half = len(answer.body) // 2
            handler.wfile.write(answer.body[:half])
            handler.wfile.flush()
            self._closing.wait(answer.pause)
            handler.wfile.write(answer.body[half:])
        except ConnectionError:
            pass  # the client had heard enough

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
