"""What belongs to one person is not there for another: every route of the contract with an id in its path, asked with an id of somebody else's."""

import json
import re
import time

import pytest
import yaml
from conftest import ROOT, Server, cli

METHODS = ("get", "post", "put", "patch", "delete")
EVERYBODYS_RIGHTS = ("person", "ask", "write_documents")  # of an editor
WORD = "가온누리"  # stands in everything of kim's and nowhere else
TEXT = f"""{WORD} 사업 지침

{WORD} 사업의 담당자는 홍길동이고 전화는 010-2345-6789이다. 예산은 삼 년 동안 사십억 원이며 이사회가 해마다 승인한다.

계약은 부서장이 검토하고 보안팀이 보관한다. 외부에 맡긴 일은 한 달에 한 번 살펴보고, 어긋난 것이 있으면 사흘 안에 바로잡는다. 자료는 사업이 끝난 뒤에도 다섯 해 동안 지우지 않는다.

끝에 붙이는 글.
"""
MEMO = f"{WORD} 회의록\n\n회의에서는 새 건물의 자리를 정하고 이사하는 날을 봄으로 옮기기로 했다. 의자와 책상은 새로 사지 않고 고쳐 쓰며, 남는 돈은 직원 식당을 넓히는 데 쓴다. 다음 회의는 셋째 주 화요일 오후 두 시에 사층 회의실에서 연다.\n"
RECIPE = f"name: {WORD}\noperations:\n  - pii\n"


def contract():
    """(method, path) → the route as docs/api/openapi.yaml has it; the tests of room serve hold that against the program's own table."""
    paths = yaml.safe_load((ROOT / "docs/api/openapi.yaml").read_text())["paths"]
    return {f"{method.upper()} {path}": routes[method] for path, routes in paths.items() for method in METHODS if method in routes}


ROUTES = contract()
WITH_ID = {route for route in ROUTES if "{" in route}
MANAGED = {route for route in WITH_ID if ROUTES[route]["x-permission"] not in EVERYBODYS_RIGHTS}

# Nobody's: what the path names comes with the program.
SHIPPED = {"POST /api/functions/{function}"}

# The workspace's: every writer works with it, and sees of it what stands in documents that they may see.
SHARED = {
    "GET /api/question-sets/{set_id}": None,
    "GET /api/question-sets/{set_id}/runs": None,
    "GET /api/question-sets/{set_id}/cuttings": None,
    "GET /api/question-runs/{run_id}": None,
    "POST /api/question-sets/{set_id}/questions": lambda of: {"questions": [{"question": "예산은?", "document_id": of["document_id"]}]},
    "POST /api/question-sets/{set_id}/proposals": lambda of: {"limit": 100},
    "POST /api/question-sets/{set_id}/decisions": lambda of: {"questions": of["questions"], "decision": "discard"},
    "POST /api/question-sets/{set_id}/runs": lambda of: {"name": "남의 눈으로"},
    "DELETE /api/question-runs/{run_id}": None,
    "DELETE /api/question-sets/{set_id}": None,
}

# One person's. Body of the request, and the status that its owner gets: whoever it belongs to can do all of this, in this order.
OWN = {
    "GET /api/documents/{document_id}": (None, 200),
    "GET /api/documents/{document_id}/content": (None, 200),
    "GET /api/documents/{document_id}/original": (None, 200),
    "GET /api/documents/{document_id}/pages/{page_index}/image": (None, 403),  # it is masked, and nobody knows where
    "GET /api/documents/{document_id}/pages/{page_index}/words": (None, 403),
    "GET /api/documents/{document_id}/corrections": (None, 200),
    "GET /api/documents/{document_id}/corrections/export": (None, 200),
    "GET /api/duplicates/{document_id}": (None, 200),
    "GET /api/recipes/runs/{recipe_id}": (None, 200),
    "GET /api/jobs/{job_id}": (None, 200),
    "GET /api/conversations/{conversation_id}": (None, 200),
    "GET /api/conversations/{conversation_id}/export": (None, 200),
    "GET /api/applications/{application_id}": (None, 200),
    "GET /api/applications/{application_id}/versions": (None, 200),
    "GET /api/traces/{trace_id}": (None, 200),
    "GET /v1/files/{file_id}": (None, 200),
    "GET /v1/files/{file_id}/content": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}/files": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}/files/{file_id}": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}/files/{file_id}/content": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}": (None, 200),
    "GET /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files": (None, 200),
    "GET /v1/responses/{response_id}": (None, 200),
    "GET /v1/responses/{response_id}/input_items": (None, 200),
    "POST /v1/responses/{response_id}/cancel": (None, 400),  # it had an end
    "POST /api/traces/{trace_id}/replay": (None, 200),
    "POST /v1/vector_stores/{vector_store_id}": (lambda of: {"name": "다른 이름"}, 200),
    "POST /v1/vector_stores/{vector_store_id}/search": (lambda of: {"query": "식당"}, 200),
    "POST /v1/vector_stores/{vector_store_id}/files": (lambda of: {"file_id": of["copy"]}, 200),
    "POST /v1/vector_stores/{vector_store_id}/files/{file_id}": (lambda of: {"attributes": {"year": 2024}}, 200),
    "POST /v1/vector_stores/{vector_store_id}/file_batches": (lambda of: {"file_ids": [of["copy"]]}, 200),
    "POST /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel": (None, 200),
    "PUT /api/conversations/{conversation_id}/exchanges/{number}/rating": (lambda of: {"rating": 1}, 204),
    "PATCH /api/conversations/{conversation_id}": (lambda of: {"title": "다른 제목"}, 200),
    "POST /api/applications/{application_id}/key": (lambda of: {"name": "열쇠"}, 201),
    "PUT /api/applications/{application_id}": (lambda of: {"settings": {"title": "다른 제목", "model": "onggi/extractive"}, "version": 1}, 200),
    "POST /api/applications/{application_id}/versions/{number}/restore": (None, 200),
    "PATCH /api/documents/{document_id}": (lambda of: {"allow": []}, 200),
    "POST /api/duplicates/{document_id}/decision": (lambda of: {"decision": "dismiss", "documents": [of["document_id"], of["copy"]]}, 200),
    "POST /api/documents/{document_id}/corrections": (lambda of: {"operation": "set_text", "element": of["element"], "after": {"text": "다른 글"}}, 201),
    "PATCH /api/documents/{document_id}/corrections/{correction_id}": (lambda of: {"after": {"text": "또 다른 글"}}, 200),
    "DELETE /api/documents/{document_id}/corrections/{correction_id}": (None, 204),
    "DELETE /api/duplicate-decisions/{decision_id}": (None, 204),
    "DELETE /api/personal/decisions/{decision_id}": (None, 200),
    "DELETE /api/jobs/{job_id}": (None, 204),
    "PUT /api/people/{login}/password": (lambda of: {"password": "다른 비밀번호 열 글자", "present_password": of["password"]}, 204),
    "DELETE /v1/responses/{response_id}": (None, 200),
    "DELETE /v1/vector_stores/{vector_store_id}/files/{file_id}": (None, 200),
    "DELETE /v1/vector_stores/{vector_store_id}": (None, 200),
    "DELETE /v1/files/{file_id}": (None, 200),
    "DELETE /api/applications/{application_id}": (None, 204),
    "DELETE /api/conversations/{conversation_id}": (None, 204),
    "DELETE /api/documents/{document_id}": (None, 204),
    "DELETE /api/keys/{key_id}": (None, 204),
}

# One's own name is no secret id, so a wrong one of others need not look like one that nobody has.
NOT_HIDDEN = {"PUT /api/people/{login}/password"}


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


class Builder:
    """Makes one person's things through the API; `of` names them by the parameters of the routes."""

    def __init__(self, server, key, login, password):
        self.server, self.key = server, key
        self.of = {"login": login, "password": password, "page_index": "0", "number": "1", "function": "summarize"}

    def call(self, method, path, body=None, **more):
        reply = self.server.call(method, path, self.key, body, **more)
        assert reply.status < 300, (method, path, reply.status, reply.body)
        return reply.json() if reply.body else None

    def ready(self, document):
        return wait_for(lambda: (found := self.call("GET", f"/api/documents/{document}"))["state"] == "ready" and found)

    def upload(self, name, text):
        added = self.call("POST", f"/api/documents?name={name}", text.encode(), headers={"Content-Type": "application/octet-stream"})
        self.ready(added["document_id"])
        return added

    def documents(self):
        added = self.upload("plan.txt", TEXT)
        self.of |= {"document_id": added["document_id"], "job_id": added["job_id"]}
        self.of["copy"] = self.upload("copy.txt", TEXT.replace("한 달에", "두 달에"))["document_id"]
        memos = [self.upload(name, MEMO.replace("사층", floor))["document_id"] for name, floor in (("memo.txt", "사층"), ("memo2.txt", "오층"))]
        self.of["recipe_id"] = self.call("POST", "/api/recipes/runs", {"recipe": RECIPE})["recipe_id"]
        wait_for(lambda: self.call("GET", f"/api/recipes/runs/{self.of['recipe_id']}")["waiting"] == 0)
        for one in (memos[0], added["document_id"]):  # found to be near others by a job
            wait_for(lambda one=one: self.server.call("GET", f"/api/duplicates/{one}", self.key).status == 200)
        self.of["duplicates"] = self.call("POST", f"/api/duplicates/{memos[0]}/decision", {"decision": "dismiss", "documents": memos})["decision"]
        document = self.of["document_id"]
        self.of["element"] = self.call("GET", f"/api/documents/{document}/content")["elements"][-1]["id"]

    def decisions(self):
        """About personal data and what was misread; each has work to wait for."""
        document = self.of["document_id"]
        findings = wait_for(lambda: self.call("GET", f"/api/personal/findings?document_id={document}")["findings"])
        self.of["personal"] = self.call("POST", "/api/personal/decisions", {"decision": "personal", "scope": "document", "findings": [findings[0]["id"]]})["decision_id"]
        self.ready(document)
        wish = {"operation": "set_text", "element": self.of["element"], "after": {"text": f"{WORD} 고친 글"}}
        self.of["correction_id"] = self.call("POST", f"/api/documents/{document}/corrections", wish)["id"]
        self.ready(document)

    def asked(self):
        self.of["conversation_id"] = self.call("POST", "/api/conversations", {"title": f"{WORD} 이야기"})["id"]
        answer = self.call("POST", "/api/ask", {"question": f"{WORD} 사업의 예산은 얼마입니까?", "conversation_id": self.of["conversation_id"]})
        self.of["trace_id"] = answer["trace_id"]
        wait_for(lambda: self.server.call("GET", f"/api/traces/{answer['trace_id']}", self.key).status == 200)  # written in the background
        self.of["response_id"] = self.call("POST", "/v1/responses", {"model": "onggi", "input": f"{WORD} 사업의 예산은 얼마입니까?"})["id"]

    def built(self):
        settings = {"title": f"{WORD} 도우미", "model": "onggi/extractive", "instructions": f"{WORD} 말투로 답합니다."}
        self.of["application_id"] = self.call("POST", "/api/applications", {"name": "gaon", "settings": settings})["id"]
        self.of["key_id"] = self.call("POST", "/api/keys", {"name": f"{WORD} 열쇠"})["key"]["id"]

    def stores(self):
        self.of["file_id"] = self.upload("canteen.txt", f"{WORD} 식당\n\n{WORD} 식당은 평일 열한 시 반에 열고 두 시에 닫는다.\n")["document_id"]
        self.of["vector_store_id"] = self.call("POST", "/v1/vector_stores", {"name": f"{WORD} 서가"})["id"]
        at = f"/v1/vector_stores/{self.of['vector_store_id']}"
        self.of["batch_id"] = self.call("POST", at + "/file_batches", {"file_ids": [self.of["file_id"]]})["id"]
        wait_for(lambda: self.call("GET", at)["status"] == "completed")

    def questions(self):
        self.of["set_id"] = self.call("POST", "/api/question-sets", {"name": "지침 질문"})["id"]
        at = f"/api/question-sets/{self.of['set_id']}"
        self.call("POST", at + "/questions", {"questions": [{"question": f"{WORD} 사업의 예산은?", "answer": "사십억", "document_id": self.of["document_id"]}]})
        self.of["questions"] = [one["id"] for one in self.call("GET", at)["questions"]]
        self.of["run_id"] = self.call("POST", at + "/runs", {"name": "처음"})["id"]
        wait_for(lambda: self.call("GET", f"/api/question-runs/{self.of['run_id']}")["state"] == "done")

    def all(self):
        self.documents(), self.decisions(), self.asked(), self.built(), self.stores(), self.questions()
        return self.of


class Place:
    """kim, who has something of everything; lee, an editor like kim; park, who reads; all of one workspace."""

    def __init__(self, home):
        password = "kim's own password"
        cli(home, "user", "add", "kim", "--role", "editor", "--password-stdin", text=password + "\n")
        cli(home, "user", "add", "lee", "--role", "editor")
        cli(home, "user", "add", "park", "--role", "reader")
        self.keys = {login: cli(home, "key", "add", login, "--name", "test").strip() for login in ("kim", "lee", "park")}
        self.server = Server(home)
        self.of = Builder(self.server, self.keys["kim"], "kim", password).all()
        # Of the same shape, and nobody's.
        self.nobodys = {name: re.sub(r"[0-9a-z]{4}$", "zzzz", value) if name.endswith("_id") else value for name, value in self.of.items() if isinstance(value, str)}

    def ask(self, login, route, wish, of):
        method, path = route.split(" ")
        names = dict(of)
        names["decision_id"] = of["duplicates" if "duplicate" in path else "personal"]
        query = "?reason=" + login if path.endswith(("/original", "/v1/files/{file_id}/content")) else ""  # where it is masked
        return self.server.call(method, path.format_map(names) + query, self.keys[login], wish(self.of) if wish else None)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = Place(tmp_path_factory.mktemp("isolation") / "home")
    yield made
    made.server.stop()


def without_ids(reply):
    """What an answer says, but for what names the request itself."""
    text = reply.body.decode()
    return re.sub(r"\b(req|[a-z]+)_[0-9a-zA-Z]{10,}|[0-9a-f]{16,}|[0-9a-z]{20,}", "ID", text)


def test_every_route_with_an_id_has_its_case():
    cases = [SHIPPED, set(SHARED), set(OWN), MANAGED]
    assert set().union(*cases) == WITH_ID, "a new route: whose is what its path names?"
    assert sum(map(len, cases)) == len(WITH_ID)


def test_nothing_is_open_to_strangers(place):
    for route in ROUTES:
        if ROUTES[route]["x-permission"] == "anybody":
            continue
        method, path = route.split(" ")
        for key in (None, "onggi-" + "0" * 40):
            reply = place.server.call(method, re.sub(r"\{\w+\}", "1", path), key, {} if method in ("POST", "PUT", "PATCH") else None)
            assert reply.status == 401 and reply.headers["www-authenticate"] == "Bearer", route


@pytest.mark.parametrize("route", sorted(MANAGED))
def test_what_is_managed_is_closed_as_a_whole(place, route):
    method, path = route.split(" ")
    for login in ("lee", "park"):
        reply = place.server.call(method, re.sub(r"\{\w+\}", "1", path), place.keys[login], {} if method in ("POST", "PUT", "PATCH") else None)
        assert reply.status == 403 and reply.json()["error"]["reason"] == "right_missing", reply.body


def seen(place):
    """All that kim reads."""
    bodies = [place.ask("kim", route, None, place.of).body for route in [*OWN, *SHARED] if route.startswith("GET ")]
    return [re.sub(rb'"request_id":"[^"]*"|"last_active_at":\d+', b"", body) for body in bodies]


def test_nothing_of_another_is_there(place):
    before, wrong = seen(place), []
    for route, (wish, _) in OWN.items():
        for login in ("lee", "park"):
            reply = place.ask(login, route, wish, place.of)
            closed = route in NOT_HIDDEN or (login == "park" and ROUTES[route]["x-permission"] == "write_documents")
            if reply.status != (403 if closed else 404) or WORD in reply.body.decode() or b"no_such_address" in reply.body:
                wrong.append((route, login, reply.status, reply.body))
            if route in NOT_HIDDEN:
                continue
            nobodys = place.ask(login, route, wish, place.nobodys)
            if (reply.status, without_ids(reply)) != (nobodys.status, without_ids(nobodys)):
                wrong.append((route, login, "is told from what is nowhere", reply.body, nobodys.body))
    assert not wrong, "\n".join(map(str, wrong))
    assert seen(place) == before, "nothing of it was changed"


def test_nor_by_its_name(place):
    """Ids that stand in bodies and queries."""
    document, key = place.of["document_id"], place.keys["lee"]
    for method, path, body, status in (
        ("PATCH", "/api/documents", {"documents": [document], "label": "O"}, 404),
        ("POST", "/api/search/why", {"query": "예산", "document_id": document}, 404),
        ("POST", "/api/ask", {"question": "예산은?", "conversation_id": place.of["conversation_id"]}, 404),
        ("POST", "/api/ask", {"question": "예산은?", "model": "onggi/gaon"}, 404),
        ("POST", "/v1/responses", {"model": "onggi", "input": "예산은?", "previous_response_id": place.of["response_id"]}, 400),
        ("POST", "/v1/chat/completions", {"model": "onggi/gaon", "messages": [{"role": "user", "content": "예산은?"}]}, 404),
        ("GET", "/v1/models/onggi/gaon", None, 404),
        ("GET", f"/api/personal/findings?document_id={document}&reason=x", None, 200),
        ("POST", "/v1/vector_stores", {"name": "남의 것", "file_ids": [document]}, 404),
        ("POST", "/v1/responses", {"model": "onggi", "input": "예산은?", "tools": [{"type": "file_search", "vector_store_ids": [place.of["vector_store_id"]]}]}, 404),
        ("GET", f"/api/traces?belongs_to={place.of['conversation_id']}", None, 200),
        ("GET", "/api/traces?limit=200", None, 200),
        ("GET", "/v1/files", None, 200),
        ("GET", "/v1/vector_stores", None, 200),
        ("GET", "/api/documents", None, 200),
        ("GET", "/api/applications", None, 200),
        ("GET", "/api/conversations", None, 200),
        ("GET", "/api/keys", None, 200),
        ("GET", "/api/keys?all=true", None, 403),
        ("GET", "/api/jobs?limit=500", None, 200),
        ("GET", "/api/recipes/runs", None, 200),
        ("GET", "/api/duplicates", None, 200),
        ("GET", "/api/duplicate-decisions", None, 200),
        ("GET", "/api/label-report", None, 200),
        ("GET", "/v1/models", None, 200),
        ("POST", "/api/search", {"query": f"{WORD} 사업의 예산"}, 200),
        ("POST", "/api/search", {"query": "사업의 예산", "documents": [document]}, None),
    ):
        reply = place.server.call(method, path, key, body)
        assert status is None or reply.status == status, (method, path, reply.status, reply.body)
        text = reply.body.decode().replace(f"{WORD} 사업의 예산", "")  # the question may come back
        assert not any(word in text for word in (WORD, "사십억", "plan.txt")), (method, path, text)
        assert status != 200 or document not in text, (method, path, text)


def test_what_is_shared_shows_no_word_of_a_closed_document(place):
    for route, wish in SHARED.items():
        removes = route.startswith("DELETE")
        for login in ("park",) if removes else ("park", "lee"):
            reply = place.ask(login, route, wish, place.of)
            assert reply.status < 500 and (login == "lee" or reply.status == 403), (route, login, reply.status, reply.body)
            for word in (WORD, "사십억", "plan.txt"):
                assert word not in reply.body.decode(), (route, login, reply.body)
    assert json.loads(place.ask("kim", "GET /api/question-sets/{set_id}", None, place.of).body)["questions"], "what lee may not see lee cannot discard"


def test_its_owner_can_do_all_of_it(place):
    """Else the answers above would mean nothing."""
    for route, (wish, status) in OWN.items():
        reply = place.ask("kim", route, wish, place.of)
        assert reply.status == status, (route, reply.status, reply.body)
