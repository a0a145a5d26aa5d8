"""A model server for tests: /v1/chat/completions with one answer to everything; it keeps what it is asked."""

import http.server
import json
import threading


class Upstream:
    """`seen`: the messages of each request, in order."""

    def __init__(self, answer):
        self.seen, self.answer = [], answer

    def __enter__(self):
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                upstream.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"])
                body = json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": upstream.answer}, "finish_reason": "stop"}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
