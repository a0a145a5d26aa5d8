"""onggi dedup --workspace: versions of a rule come up as one cluster; what is hidden is out of searches, reversible, and survives kills."""

import json
import os
import random
import signal
import subprocess
import time

import pytest
from conftest import BINARY, run, told

KILLS = int(os.environ.get("ONGGI_KILLS", "3"))
TOPICS = ["출장 여비", "연차 휴가", "재택 근무", "보안 서약", "경조금 지급", "법인카드 사용", "시간외 근무", "교육 훈련", "건강 검진", "퇴직금 정산"]
CLAUSES = [f"제{i}조 ({topic}) 회사는 {topic}에 관하여 필요한 사항을 정하고 직원은 이를 성실히 지켜야 한다. 부서장은 {topic} 기록을 {i}년 동안 보관한다." for i, topic in enumerate(TOPICS, 1)]
OLD = "복무 규정\n\n" + "\n\n".join(CLAUSES)
NEW = OLD.replace("3년 동안", "오 년 동안") + "\n\n부칙 이 규정은 2024년 3월 1일부터 시행한다."
MOVED = "복무 규정\n\n" + "\n\n".join(CLAUSES[5:] + CLAUSES[:5])
SPACED = OLD.replace(" ", "  ").replace("회사는", "회사 는") + "\n\n사본"  # by spaces alone it would be an exact duplicate
OTHER = "식당 안내\n\n월요일에는 김치찌개와 계란말이를 드립니다. 점심은 열한 시 반부터 한 시까지이며 저녁은 운영하지 않습니다."
FILES = {"규정_2023.txt": OLD, "규정_2024.txt": NEW, "재배열.txt": MOVED, "띄어쓰기.txt": SPACED, "식당.txt": OTHER}


def clusters(home, *arguments):
    return [[one["name"] for one in cluster["documents"]] for cluster in told(home, "dedup", "--workspace", *arguments)["clusters"]]


def found(home, *arguments):
    return {hit["document"] for hit in told(home, "search", "재택 근무 기록 보관", "--limit", "50", *arguments)["hits"]} - {"식당.txt"}


@pytest.fixture
def place(place):
    home, folder, _ = place
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return home, folder


def test_versions_of_a_rule_are_one_cluster_and_one_stays_in_searches(place):
    home, folder = place
    run(home, "ingest", folder, "--quiet")
    (cluster,) = told(home, "dedup", "--workspace")["clusters"]
    names = {one["name"]: one for one in cluster["documents"]}
    assert "식당.txt" not in names and {"규정_2023.txt", "규정_2024.txt", "재배열.txt"} <= set(names)
    assert cluster["rule"] == "date" and cluster["documents"][0]["name"] == "규정_2024.txt"
    assert 0.8 < names["규정_2023.txt"]["similarity"] < 1
    assert clusters(home, "--threshold", "0.99") == [] or "규정_2024.txt" not in clusters(home, "--threshold", "0.99")[0]
    assert {"규정_2023.txt", "규정_2024.txt", "재배열.txt"} <= found(home)

    done = told(home, "dedup", "keep", "규정_2024.txt")
    assert len(done["hidden"]) >= 2 and done["left"] == []
    assert found(home) == {"규정_2024.txt"}
    assert clusters(home) == []
    assert run(home, "doctor") == ""
    (decision,) = told(home, "dedup", "decisions")["decisions"]
    assert decision["decision"] == done["decision"] and decision["what"] == "hide" and decision["by"] == "owner"

    # The same files again change nothing; another text of a hidden one brings it back.
    run(home, "ingest", folder, "--quiet")
    assert found(home) == {"규정_2024.txt"}
    (folder / "재배열.txt").write_text(MOVED + "\n\n별표는 따로 정한다.")
    run(home, "ingest", folder, "--quiet")
    assert found(home) == {"규정_2024.txt", "재배열.txt"}

    run(home, "dedup", "undo", done["decision"])
    assert {"규정_2023.txt", "규정_2024.txt", "재배열.txt"} <= found(home)
    run(home, "dedup", "undo", done["decision"], code=(5,))

    dismissed = told(home, "dedup", "dismiss", "규정_2023.txt")["decision"]
    assert clusters(home) == []
    run(home, "dedup", "undo", dismissed)
    assert len(clusters(home)) == 1


def test_the_newest_date_represents_and_what_is_not_near_is_left(place):
    home, folder = place
    run(home, "ingest", folder, "--quiet")
    documents = {one["name"]: one["document_id"] for one in told(home, "dedup", "--workspace")["clusters"][0]["documents"]}
    run(home, "label", "edit", documents["규정_2023.txt"], "--set", "effective_date=2025-01-01")
    cluster = told(home, "dedup", "--workspace")["clusters"][0]
    assert cluster["rule"] == "date" and cluster["documents"][0]["name"] == "규정_2023.txt"
    run(home, "dedup", "keep", "식당.txt", code=(5,))
    run(home, "dedup", "keep", "식당.txt", "--hide", "규정_2023.txt", code=(2,))
    assert "규정_2023.txt" in found(home)


def test_nobody_loses_what_only_they_may_see(place):
    home, folder = place
    (folder / "규정_2024.txt").rename(folder.parent / "규정_2024.txt")
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    run(home, "ingest", folder.parent / "규정_2024.txt", "--quiet")
    run(home, "user", "add", "kim", "--role", "reader", "--password-stdin", text="비밀번호 열 글자 넘게\n")
    assert "규정_2023.txt" in found(home, "--as", "kim") and "규정_2024.txt" not in found(home, "--as", "kim")
    assert "fewer_may_see" in run(home, "dedup", "keep", "규정_2024.txt", code=(2,))
    assert "규정_2023.txt" in found(home, "--as", "kim")
    done = told(home, "dedup", "keep", "규정_2023.txt", code=(0, 1))
    assert done["hidden"] and "규정_2023.txt" in found(home) and "규정_2024.txt" not in found(home)


def test_a_kill_between_leaves_the_same_clusters(place):
    home, folder = place
    for number in range(60):
        (folder / f"지침_{number:02}.txt").write_text(NEW.replace("회사", f"회사{number % 12}").replace("직원", f"직원{number % 12}") + f"\n\n{number}번째 본")
    rng = random.Random(7)
    for _ in range(KILLS):
        process = subprocess.Popen([BINARY, "--home", str(home), "ingest", str(folder), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.1 + rng.random() * 1.5)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run(home, "ingest", folder, "--quiet")
    survived = sorted(sorted(names) for names in clusters(home))
    assert survived
    clean = home.parent / "clean"
    clean.mkdir(mode=0o700)
    run(clean, "ingest", folder, "--quiet")
    assert survived == sorted(sorted(names) for names in clusters(clean))
    decision = subprocess.Popen([BINARY, "--home", str(home), "dedup", "keep", "지침_00.txt", "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.15)
    decision.send_signal(signal.SIGKILL)
    decision.wait()
    hidden = [id for one in told(home, "dedup", "decisions")["decisions"] for id in one["documents"]]
    states = {json.loads(line)["document_id"]: json.loads(line)["state"] for line in run(home, "ingest", folder, "--json", code=(0, 1)).splitlines()}
    assert all(states[id] == "duplicate" for id in hidden)
    assert run(home, "doctor") == ""
