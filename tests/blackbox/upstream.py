"""Model servers for tests: one that speaks HTTP, and what each test lets it say."""

import contextlib
import http.server
import json
import threading


class ModelServer(http.server.ThreadingHTTPServer):
    """Answers each POST with what `answer` gives for its path and body: an object, a status and an object, an iterator over events of a stream, or None for no answer at all. Stops at the end of `with`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.keys = []  # what came as Authorization, in order
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.port = self.server_port
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}/v1"

    def answer(self, path, request):
        raise NotImplementedError

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.keys.append(self.headers.get("Authorization"))
        said = self.server.answer(self.path, request)
        with contextlib.suppress(ConnectionError):  # who asked may be gone
            if hasattr(said, "__next__"):
                self.stream(said)
            elif said is not None:
                self.whole(*said if isinstance(said, tuple) else (200, said))

    def whole(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, events):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for event in events:
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_):
        pass


def spoken(text):
    """The body of a chat's answer."""
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}


class Upstream(ModelServer):
    """Gives one answer to everything. `seen`: the messages of each request, in order."""

    def __init__(self, text):
        super().__init__()
        self.seen, self.text = [], text

    def answer(self, path, request):
        self.seen.append(request["messages"])
        return spoken(self.text)


class Judge(ModelServer):
    """Prefers passages that hold a word; speaks /v1/rerank, and /rerank as Text Embeddings Inference does."""

    def __init__(self, word="숙박비"):
        super().__init__()
        self.word, self.asked, self.broken = word, [], None

    def texts(self):
        return [text for request in self.asked for text in request.get("documents", request.get("texts", []))]

    def answer(self, path, request):
        self.asked.append(request)
        if self.broken:
            return self.broken
        texts, name = (request["documents"], "relevance_score") if path == "/v1/rerank" else (request["texts"], "score")
        scored = [{"index": index, name: 8.25 if self.word in text else -2.0} for index, text in enumerate(texts)]
        scored.sort(key=lambda one: -one[name])
        return {"results": scored} if path == "/v1/rerank" else scored
