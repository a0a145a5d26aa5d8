"""Sentences that a language model wrote, held against their sources: over HTTP, streamed, on the command line."""

import json
import re

import openai
import pytest

from conftest import Server, cli, onggi
from upstream import ModelServer, Upstream

RULES = "연차 휴가\n\n연차 유급휴가는 15일을 준다. 병가는 1년에 60일까지 쓸 수 있다.\n"
SAID = "연차 유급휴가는 15일입니다 [1]. 병가는 1년에 90일까지 쓸 수 있습니다 [1]. 병가는 쓸 수 없습니다 [1]."
QUESTION = "연차 유급휴가와 병가는 며칠인가요?"


class Streaming(ModelServer):
    """Says SAID, some characters at a time."""

    def answer(self, path, request):
        return ({"choices": [{"index": 0, "delta": {"content": SAID[at : at + 7]}}]} for at in range(0, len(SAID), 7))


@pytest.fixture
def asked(tmp_path):
    """A home with one document and a model at `upstream`; gives what asks it."""

    def make(upstream, settings=""):
        home = tmp_path / "home"
        (tmp_path / "규정.txt").write_text(RULES)
        cli(home, "user", "add", "kim", "--role", "editor")
        (home / "onggi.toml").write_text(f'[network]\nallow = ["{upstream.host}"]\n{settings}')
        cli(home, "model", "add", "far", "--url", upstream.url, "--name", "m")
        cli(home, "ingest", str(tmp_path / "규정.txt"), "--allow", "everyone")
        key = cli(home, "key", "add", "kim", "--name", "test").strip()
        return home, key

    return make


def supports(answer):
    return [(re.sub(r" \[\d\]", "", answer["answer"][one["begin"] : one["end"]]), one["support"], one.get("what", "")) for one in answer["sentences"]]


def test_what_is_not_borne_out_is_marked(asked):
    with Upstream(SAID) as upstream:
        home, key = asked(upstream)
        server = Server(home)
        client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
        said = client.chat.completions.create(model="onggi/far", messages=[{"role": "user", "content": QUESTION}])
        told = said.choices[0].message.model_extra["onggi"]
        assert supports({**told, "answer": said.choices[0].message.content}) == [
            ("연차 유급휴가는 15일입니다.", "borne_out", ""),
            ("병가는 1년에 90일까지 쓸 수 있습니다.", "other_number", "90일"),
            ("병가는 쓸 수 없습니다.", "denial", "쓸 수 없"),
        ]
        assert server.call("GET", f"/api/traces/{told['trace_id']}", key).json()["sentences"] == told["sentences"]
        server.stop()
        shown = onggi(home, "ask", QUESTION, "--model", "onggi/far").stdout
        assert "(출처에 없는 수: 90일)" in shown and "(출처와 반대되는 말: 쓸 수 없)" in shown


def test_what_is_not_borne_out_is_left_out_of_what_is_streamed(asked):
    with Streaming() as upstream:
        home, key = asked(upstream, "[answer]\nremove_unsupported = true\n")
        server = Server(home)
        client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
        chunks = list(client.chat.completions.create(model="onggi/far", messages=[{"role": "user", "content": QUESTION}], stream=True))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert text.strip() == "연차 유급휴가는 15일입니다 [1]."
        server.stop()


def test_where_nothing_is_borne_out_it_abstains(asked):
    with Upstream("병가는 1년에 90일까지 쓸 수 있습니다 [1].") as upstream:
        home, _ = asked(upstream, "[answer]\nremove_unsupported = true\n")
        answer = json.loads(onggi(home, "ask", QUESTION, "--model", "onggi/far", "--json").stdout)
        assert answer["abstained"] and "90일" not in answer["answer"] and answer["sentences"] == []
