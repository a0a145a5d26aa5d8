"""/v1/files and /v1/vector_stores with OpenAI's own Python client: uploads, stores, batches, searches, pages, and that nobody meets another's."""

import asyncio
import io
import os
import re
import shutil
import subprocess
import sys

import openai
import pytest
from conftest import ROOT, Server, cli, run
from openai.types import FileDeleted, FileObject, VectorStore, VectorStoreDeleted, VectorStoreSearchResponse
from openai.types.responses import Response
from openai.types.vector_stores import VectorStoreFile, VectorStoreFileBatch, VectorStoreFileDeleted

SAMPLES = ROOT / "samples/shared"
RULES, MENU = SAMPLES / "취업규칙.docx", SAMPLES / "복리후생_안내.docx"
QUESTION = "연차휴가는 며칠 전까지 신청합니까?"


@pytest.fixture(scope="module")
def client(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["editor"], max_retries=0)


@pytest.fixture(scope="module")
def other(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["admin"], max_retries=0)


def strictly(thing):
    """Every field as OpenAI's own types have it; the client itself does not look."""
    type(thing).model_validate(thing.to_dict(exclude_unset=True), strict=False)
    return thing


def is_of(kind, thing):
    assert type(thing) is kind
    return strictly(thing)


def upload(client, content, name="메모.txt", purpose="assistants"):
    return client.files.create(file=(name, content if isinstance(content, bytes) else content.encode()), purpose=purpose)


@pytest.fixture(scope="module")
def note(client):
    """A text of the editor's own, which is read."""
    file = upload(client, "사물함 안내\n\n사물함은 지하 일층에 있고, 열쇠는 총무팀 한별에게 받는다.\n", "사물함 안내.txt")
    return client.files.wait_for_processing(file.id, poll_interval=0.1)


def test_a_file_is_a_document(client, server, keys):
    made = is_of(FileObject, client.files.create(file=RULES, purpose="user_data"))
    assert made.filename == "취업규칙.docx" and made.bytes == RULES.stat().st_size and made.purpose == "user_data"
    done = strictly(client.files.wait_for_processing(made.id, poll_interval=0.1))
    assert done.status == "processed" and done.status_details is None
    assert client.files.content(made.id).content == RULES.read_bytes()
    document = server.call("GET", f"/api/documents/{made.id}", keys["editor"]).json()
    assert document["name"] == "취업규칙.docx" and document["allow"] == ["person:editor"]
    assert is_of(FileDeleted, client.files.delete(made.id)).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(made.id)
    assert server.call("GET", f"/api/documents/{made.id}", keys["editor"]).status == 404


def test_what_an_answer_cites_can_be_fetched(client):
    response = client.responses.create(model="onggi", input=QUESTION)
    cited = response.output[0].content[0].annotations[0]
    assert strictly(client.files.retrieve(cited.file_id)).filename == cited.filename == "취업규칙.docx"
    assert client.files.content(cited.file_id).content == RULES.read_bytes()


def test_files_are_listed_page_by_page(client, other):
    made = [upload(client, f"쪽 넘기기 {number}번", f"쪽 {number}.txt", "user_data").id for number in range(5)]
    listed = [file.id for file in client.files.list(purpose="user_data", limit=2)]  # the client turns the pages by itself
    assert [id for id in listed if id in made] == made[::-1]
    assert [file.id for file in client.files.list(order="asc", after=made[1], limit=2).data] == made[2:4]
    assert made[0] not in [file.id for file in client.files.list(purpose="assistants")]
    assert list(client.files.list(purpose="batch")) == []
    assert not {file.id for file in other.files.list()} & set(made)
    for file in client.files.list(purpose="user_data", limit=2):  # also while what was seen goes
        if file.id in made:
            client.files.delete(file.id)
    assert not {file.id for file in client.files.list()} & set(made)


def test_files_of_one_name_are_two(client):
    first, second = (upload(client, text, "보고서.txt") for text in ("첫째 보고", "둘째 보고"))
    assert first.id != second.id and client.files.content(first.id).text == "첫째 보고" and client.files.content(second.id).text == "둘째 보고"


def test_what_is_not_taken_is_refused_with_its_field(client, server, keys):
    for purpose in ("batch", "fine-tune", "vision"):
        with pytest.raises(openai.BadRequestError) as refused:
            upload(client, "{}", "rows.jsonl", purpose)
        assert refused.value.param == "purpose" and refused.value.code == "unsupported_purpose"
    for name, wish in (("expires_after", {"expires_after": {"anchor": "created_at", "seconds": 3600}}), ("file", {})):
        with pytest.raises(openai.BadRequestError) as refused:
            client.files.create(file=("빈 파일.txt", b"" if name == "file" else b"a"), purpose="assistants", **wish)
        assert refused.value.param == name
    reader = openai.OpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0)
    with pytest.raises(openai.PermissionDeniedError):
        upload(reader, "a")
    broken = client.files.wait_for_processing(upload(client, b"%PDF-1.7\nno page at all", "깨진.pdf").id, poll_interval=0.1)
    assert broken.status == "error" and strictly(broken).status_details
    store = client.vector_stores.create(file_ids=[broken.id])
    file = strictly(client.vector_stores.files.poll(broken.id, vector_store_id=store.id))
    assert file.status == "failed" and file.last_error.code in ("invalid_file", "unsupported_file") and file.last_error.message


def test_a_store_from_upload_to_search(client):
    store = is_of(VectorStore, client.vector_stores.create(name="인사 규정", metadata={"팀": "인사"}, expires_after={"anchor": "last_active_at", "days": 7}))
    assert store.status == "completed" and store.expires_at and store.metadata == {"팀": "인사"}
    file = is_of(VectorStoreFile, client.vector_stores.files.upload_and_poll(vector_store_id=store.id, file=RULES, attributes={"year": 2026, "final": True}))
    assert file.status == "completed" and file.attributes == {"year": 2026, "final": True} and file.usage_bytes == RULES.stat().st_size
    batch = is_of(VectorStoreFileBatch, client.vector_stores.file_batches.upload_and_poll(store.id, files=[MENU, ("전달 사항.txt", "전달 사항\n\n구내식당은 금요일에 쉰다.\n".encode())]))
    assert batch.status == "completed" and batch.file_counts.completed == batch.file_counts.total == 2
    store = strictly(client.vector_stores.retrieve(store.id))
    assert store.file_counts.completed == 3 and store.usage_bytes > RULES.stat().st_size
    found = client.vector_stores.search(store.id, query=QUESTION, max_num_results=3)
    assert found.object == "vector_store.search_results.page"
    best = is_of(VectorStoreSearchResponse, found.data[0])
    assert best.file_id == file.id and best.filename == "취업규칙.docx" and "3일 전" in best.content[0].text
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores) and len(scores) <= 3
    read = client.vector_stores.files.content(file.id, vector_store_id=store.id)
    assert "연차" in read.data[0].text and read.data[0].type == "text"
    assert is_of(VectorStoreFileDeleted, client.vector_stores.files.delete(file.id, vector_store_id=store.id)).deleted
    assert file.id not in [one.file_id for one in client.vector_stores.search(store.id, query=QUESTION)]
    assert client.files.retrieve(file.id).status == "processed"
    assert is_of(VectorStoreDeleted, client.vector_stores.delete(store.id)).deleted
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.retrieve(store.id)


def test_searches_are_narrowed(client):
    texts = {"북문": ("주차장 북문은 여덟 시에 연다.", {"gate": "north", "year": 2025}), "남문": ("주차장 남문은 아홉 시에 연다.", {"gate": "south", "year": 2026}), "서문": ("주차장 서문은 열 시에 연다.", {"gate": "west", "year": 2026, "closed": True})}
    store = client.vector_stores.create(name="주차장")
    files = [{"file_id": upload(client, text, f"{name}.txt").id, "attributes": attributes} for name, (text, attributes) in texts.items()]
    assert client.vector_stores.file_batches.create_and_poll(store.id, files=files).file_counts.completed == 3

    def found(query="주차장은 몇 시에 엽니까?", **wish):
        return {one.filename.removesuffix(".txt") for one in client.vector_stores.search(store.id, query=query, **wish)}

    assert found() == {"북문", "남문", "서문"}
    assert found(filters={"type": "eq", "key": "gate", "value": "south"}) == {"남문"}
    assert found(filters={"type": "gte", "key": "year", "value": 2026}) == {"남문", "서문"}
    assert found(filters={"type": "and", "filters": [{"type": "gt", "key": "year", "value": 2025}, {"type": "ne", "key": "closed", "value": True}]}) == {"남문"}
    assert found(filters={"type": "or", "filters": [{"type": "in", "key": "gate", "value": ["north", "east"]}, {"type": "eq", "key": "closed", "value": True}]}) == {"북문", "서문"}
    assert found(filters={"type": "nin", "key": "gate", "value": ["north"]}) == {"남문", "서문"}
    assert found(filters={"type": "eq", "key": "gate", "value": "east"}) == set()
    asked = {"query": "주차장 남문은 몇 시에 엽니까?", "vector_store_id": store.id}
    ranked = client.vector_stores.search(**asked).data
    assert ranked[0].filename == "남문.txt" and ranked[0].score > ranked[-1].score
    strict = client.vector_stores.search(**asked, ranking_options={"score_threshold": ranked[0].score, "ranker": "auto"}).data
    assert [one.file_id for one in strict] == [one.file_id for one in ranked if one.score >= ranked[0].score]
    assert found(ranking_options={"ranker": "none"}) == {"북문", "남문", "서문"}
    assert len(found(query=["북문", "남문"], max_num_results=1)) == 1
    client.vector_stores.files.update(files[0]["file_id"], vector_store_id=store.id, attributes={"gate": "south"})
    assert found(filters={"type": "eq", "key": "gate", "value": "south"}) == {"북문", "남문"}
    for field, wish in (("filters", {"filters": {"type": "like", "key": "a", "value": "b"}}), ("max_num_results", {"max_num_results": 51}), ("rewrite_query", {"rewrite_query": True})):
        with pytest.raises(openai.BadRequestError) as refused:
            found(**wish)
        assert refused.value.param == field
    with pytest.raises(openai.BadRequestError) as refused:
        client.vector_stores.files.create(store.id, file_id=files[0]["file_id"], chunking_strategy={"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}})
    assert refused.value.param == "chunking_strategy"


def test_a_question_is_asked_of_a_store(client, note):
    store, empty = client.vector_stores.create(name="안내", file_ids=[note.id]), client.vector_stores.create(name="빈 것")

    def answer(question, of):
        response = client.responses.create(model="onggi", input=question, tools=[{"type": "file_search", "vector_store_ids": [of.id], "max_num_results": 5}])
        Response.model_validate(response.to_dict(exclude_unset=True), strict=False)
        return response

    asked = answer("사물함 열쇠는 누구에게 받습니까?", store)
    assert "한별" in asked.output_text and {one.file_id for one in asked.output[0].content[0].annotations} == {note.id}
    assert asked.tools[0].vector_store_ids == [store.id]
    for question, of in ((QUESTION, store), ("사물함 열쇠는 누구에게 받습니까?", empty)):
        nothing = answer(question, of)
        assert nothing.output[0].model_extra["onggi"]["abstained"] and not nothing.output[0].content[0].annotations


def test_lists_turn_their_pages(client, note):
    stores = [client.vector_stores.create(name=f"목록 {number}", file_ids=[note.id]).id for number in range(5)]
    assert [one.id for one in client.vector_stores.list(limit=2) if one.id in stores] == stores[::-1]
    assert [one.id for one in client.vector_stores.list(order="asc", after=stores[0], before=stores[3]).data] == stores[1:3]
    many = [upload(client, f"낱장 {number}", f"낱장 {number}.txt").id for number in range(4)]
    batch = client.vector_stores.file_batches.create_and_poll(stores[0], file_ids=many)
    assert [one.id for one in client.vector_stores.file_batches.list_files(batch.id, vector_store_id=stores[0], limit=1, order="asc")] == many
    assert {one.id for one in client.vector_stores.files.list(stores[0], limit=2, filter="completed")} == {*many, note.id}
    assert list(client.vector_stores.files.list(stores[0], filter="failed")) == []
    done = client.vector_stores.file_batches.cancel(batch.id, vector_store_id=stores[0])
    assert strictly(done).status == "completed"
    for one in client.vector_stores.list(limit=2):
        client.vector_stores.delete(one.id)
    assert list(client.vector_stores.list()) == []


def test_nobody_meets_what_is_anothers(client, other, note):
    store = client.vector_stores.create(name="내 것", file_ids=[note.id])
    batch = client.vector_stores.file_batches.create_and_poll(store.id, file_ids=[note.id])
    own = other.vector_stores.create(name="남의 것")
    of_store = {"vector_store_id": store.id}
    for refused in (
        lambda: other.files.retrieve(note.id),
        lambda: other.files.content(note.id),
        lambda: other.files.delete(note.id),
        lambda: other.vector_stores.retrieve(store.id),
        lambda: other.vector_stores.update(store.id, name="x"),
        lambda: other.vector_stores.delete(store.id),
        lambda: other.vector_stores.search(store.id, query="사물함"),
        lambda: other.vector_stores.files.list(store.id),
        lambda: other.vector_stores.files.create(store.id, file_id=note.id),
        lambda: other.vector_stores.files.retrieve(note.id, **of_store),
        lambda: other.vector_stores.files.update(note.id, attributes={"a": 1}, **of_store),
        lambda: other.vector_stores.files.content(note.id, **of_store),
        lambda: other.vector_stores.files.delete(note.id, **of_store),
        lambda: other.vector_stores.file_batches.create(store.id, file_ids=[note.id]),
        lambda: other.vector_stores.file_batches.retrieve(batch.id, **of_store),
        lambda: other.vector_stores.file_batches.cancel(batch.id, **of_store),
        lambda: other.vector_stores.file_batches.list_files(batch.id, **of_store),
        lambda: other.vector_stores.file_batches.retrieve(batch.id, vector_store_id=own.id),
        lambda: other.vector_stores.files.create(own.id, file_id=note.id),
        lambda: other.vector_stores.create(file_ids=[note.id]),
    ):
        with pytest.raises(openai.NotFoundError) as missing:
            refused()
        assert "사물함" not in str(missing.value) and "내 것" not in str(missing.value)
    assert not [one for one in other.vector_stores.list() if one.id == store.id]
    assert client.vector_stores.retrieve(store.id).file_counts.completed == 1


def test_async_client(server, keys):
    async def run_all():
        async with openai.AsyncOpenAI(base_url=server.url + "/v1", api_key=keys["editor"], max_retries=0) as client:
            store = await client.vector_stores.create(name="비동기")
            files = [(f"층별 안내 {number}.txt", io.BytesIO(f"{number}층에는 회의실이 있다.".encode())) for number in range(1, 4)]
            batch = await client.vector_stores.file_batches.upload_and_poll(store.id, files=files)
            listed = [one async for one in client.vector_stores.files.list(store.id, limit=1)]
            found = [one async for one in client.vector_stores.search(store.id, query="2층에는 무엇이 있습니까?")]
            content = (await client.files.content(listed[0].id)).content.decode()
            await client.vector_stores.delete(store.id)
            return batch, listed, found, content

    batch, listed, found, content = asyncio.run(run_all())
    assert batch.file_counts.completed == 3 and len(listed) == 3 and "회의실" in content
    assert found[0].filename == "층별 안내 2.txt"


def test_errors_are_openais(client, server, keys):
    for missing in (lambda: client.files.retrieve("doc_none"), lambda: client.vector_stores.retrieve("vs_none")):
        with pytest.raises(openai.NotFoundError) as error:
            missing()
        assert error.value.type == "invalid_request_error" and error.value.code
    with pytest.raises(openai.NotFoundError) as error:
        client.vector_stores.create(file_ids=["doc_none"])
    assert error.value.param == "file_ids" and error.value.code == "no_such_file"
    reply = server.call("POST", "/v1/files", keys["editor"], b"no form", {"Content-Type": "multipart/form-data; boundary=x"})
    assert reply.status == 400 and reply.json()["error"]["code"] == "bad_form"


def test_a_large_file_comes_whole(client):
    lines = "".join(f"{number}번째 줄에는 번호가 적혀 있다.\n" for number in range(60_000)).encode()
    file = client.files.wait_for_processing(upload(client, lines, "긴 글.txt").id, poll_interval=0.2)
    assert file.status == "processed" and file.bytes == len(lines) > 2 << 20
    assert client.files.content(file.id).content == lines
    client.files.delete(file.id)


def test_groups_erasure_and_restarts_are_followed(place):
    home, folder = place.home, place.folder
    (folder / "팀.txt").write_text("팀 안내\n\n팀 회의는 월요일에 한다.\n")
    (folder / "사람.txt").write_text("비상 연락망\n\n홍길동 010-1234-5678\n")
    cli(home, "user", "add", "kim", "--role", "editor")
    cli(home, "group", "add", "재무팀")
    cli(home, "group", "join", "재무팀", "person:kim")
    run(home, "ingest", folder, "--allow", "group:재무팀", "--quiet")
    key = cli(home, "key", "add", "kim", "--name", "test").strip()
    server = Server(home)
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
    listed = server.call("GET", "/api/documents", key).json()["documents"]
    store = client.vector_stores.create(name="홍길동의 것", metadata={"담당": "홍길동"}, file_ids=[one["id"] for one in listed])
    assert store.file_counts.completed == 2 and list(client.files.list()) == []
    assert client.vector_stores.search(store.id, query="팀 회의").data[0].filename == "팀.txt"
    server.cli("group", "leave", "재무팀", "person:kim")
    assert client.vector_stores.retrieve(store.id).file_counts.total == 0 and client.vector_stores.search(store.id, query="팀 회의").data == []
    server.cli("group", "join", "재무팀", "person:kim")
    server.stop()
    run(home, "erase", "--subject", "홍길동", "--subject", "010-1234-5678", "--yes", "--remove-documents")
    server = Server(home)
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
    kept = client.vector_stores.retrieve(store.id)
    assert kept.file_counts.total == 1 and "홍길동" not in kept.name + str(kept.metadata)
    assert client.vector_stores.search(store.id, query="팀 회의").data[0].filename == "팀.txt"
    server.stop()


def test_the_example_of_the_manual_runs_as_it_stands(server, keys, tmp_path):
    (example,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/files.md").read_text(), re.S | re.M)
    for name in re.findall(r'"([^"]+\.docx)"', example):
        shutil.copy(SAMPLES / name, tmp_path)
    env = {**os.environ, "OPENAI_BASE_URL": server.url + "/v1", "OPENAI_API_KEY": keys["editor"]}
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, timeout=120, env=env)
    assert done.returncode == 0, done.stderr
    assert "취업규칙.docx" in done.stdout and "3일 전" in done.stdout
