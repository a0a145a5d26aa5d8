"""Models behind servers: slow and dead ones hold up nobody else, of several that hold the same model the good ones answer."""

import concurrent.futures
import json
import socket
import threading

import openai
import pytest
from conftest import Server, run
from upstream import ModelServer, Upstream

SLOW = 24  # more than the server has workers


class Held(ModelServer):
    """Begins a stream and goes on when told to."""

    def __init__(self):
        super().__init__()
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()

    def answer(self, path, request):
        yield {"choices": [{"delta": {"content": "하나"}, "index": 0}]}
        self.begun.release()
        assert self.go_on.wait(120)
        yield {"choices": [{"delta": {"content": " 둘"}, "index": 0}]}
        yield {"choices": [{"delta": {}, "index": 0, "finish_reason": "stop"}]}


@pytest.fixture
def held():
    with Held() as running:
        yield running
        running.go_on.set()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_slow_and_a_dead_server_hold_up_nobody(tmp_path, held):
    home, gone = tmp_path / "home", free_port()
    with Upstream("네.") as good:
        run(home, "user", "add", "app", "--role", "editor")
        (home / "onggi.toml").write_text("[network]\nallow = " + json.dumps([f"127.0.0.1:{port}" for port in (held.port, good.port, gone)]) + "\n")
        for name, url in {"slow": held.url, "good": good.url, "gone": f"http://127.0.0.1:{gone}/v1"}.items():
            run(home, "model", "add", name, "--url", url, "--name", name)
        key = run(home, "key", "add", "app", "--name", "app", "--quiet").strip()
        server = Server(home)
        app = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0, timeout=60)

        def chat(model, **more):
            return app.chat.completions.create(model=model, messages=[{"role": "user", "content": "있나요?"}], **more)

        def whole_stream(_):
            return "".join(piece.choices[0].delta.content or "" for piece in chat("slow", stream=True) if piece.choices)

        def dead(_):
            with pytest.raises(openai.InternalServerError) as refused:
                chat("gone")
            return refused.value.code

        with concurrent.futures.ThreadPoolExecutor(2 * SLOW) as pool:
            streams = [pool.submit(whole_stream, one) for one in range(SLOW)]
            for _ in range(SLOW):
                assert held.begun.acquire(timeout=60), "all streams are open at once"
            assert chat("good").choices[0].message.content == "네."
            codes = list(pool.map(dead, range(SLOW)))
            assert chat("good").choices[0].message.content == "네."
            assert server.call("POST", "/api/search", key, {"query": "휴가"}).status == 200
            assert not any(stream.done() for stream in streams)
            held.go_on.set()
            assert [stream.result(60) for stream in streams] == ["하나 둘"] * SLOW
        assert "circuit_open" in codes or dead(0) == "circuit_open", "what failed again and again is left alone"
        server.stop()


def test_of_several_servers_the_good_one_answers(tmp_path):
    home, gone = tmp_path / "home", free_port()
    with Upstream("네.") as good:
        run(home, "user", "add", "app", "--role", "reader")
        (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{gone}", "127.0.0.1:{good.port}"]\n')
        run(home, "model", "add", "both", "--url", f"http://127.0.0.1:{gone}/v1", "--url", good.url, "--name", "both")
        key = run(home, "key", "add", "app", "--name", "app", "--quiet").strip()
        server = Server(home)
        app = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
        for _ in range(8):
            assert app.chat.completions.create(model="both", messages=[{"role": "user", "content": "있나요?"}]).choices[0].message.content == "네."
        assert len(good.seen) == 8
        server.stop()
