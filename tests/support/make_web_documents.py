#!/usr/bin/env python3
"""Writes the documents of the browser tests: tests/support/make_web_documents.py tests/web/documents

An HWP with merged cells and a footnote, made record by record (make_hwp.py); a PDF of two columns and a scan, printed and
photographed by headless Chromium (fonts-nanum). What a test asks for is printed in blue, so that the test finds in the page's
picture, without the program's help, where it stands. The scan lies askew, as scans do.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

from make_hwp import cell, hwp, listed, number, p, para, section, table

STYLE = """
body { font: 10.5pt/1.7 "NanumGothic"; color: #111; margin: 0; word-break: keep-all; }
h1 { font-size: 17pt; text-align: center; margin: 0 0 7mm; } h2 { font-size: 12.5pt; margin: 5mm 0 2mm; } p { margin: 0 0 3mm; }
.asked { color: #0000ff; }
.faint { color: #222; filter: blur(0.6px); }
"""
COLUMNS = """<style>@page { size: A4; margin: 22mm 20mm; } main { columns: 2; column-gap: 9mm; }</style>
<h1>사내 식당과 휴게실 운영 안내</h1><main>
<h2>1. 식당 이용</h2>
<p>사내 식당은 본관 지하 1층에 있으며 임직원과 방문객이 함께 이용한다. 출입 카드를 단말기에 대면 식대가 급여에서 공제된다.</p>
<p>점심 식사는 열한 시 삼십 분에 시작한다. 혼잡을 줄이기 위해 부서별로 시간을 나누며, 순서는 매달 총무팀이 정하여 알린다. 외부 손님과 함께
식사하려면 하루 전까지 인원을 알려야 한다. 남은 음식은 포장하여 가져갈 수 없다.</p>
<p>식단은 매주 금요일에 다음 주의 것을 게시한다. 알레르기를 일으키는 재료는 굵은 글씨로 표시한다. 식단에 관한 의견은 식당 입구의 함에 넣는다.</p>
<h2>2. 식당 위생</h2>
<p>조리 종사자는 해마다 건강 진단을 받는다. 조리 기구는 날마다 끓는 물로 소독하고 그 결과를 장부에 적는다. 보존식은 영하 십팔 도에서 보관한다.</p>
<p>물품을 들일 때에는 검수 담당자가 유통 기한과 포장 상태를 확인한다. 상한 물품은 그 자리에서 돌려보내고 납품 업체에 서면으로 알린다.</p>
<p>냉장고의 온도는 하루에 두 번 재어 적는다. 고장이 나면 곧바로 시설팀에 알리고 음식을 다른 냉장고로 옮긴다. 바닥과 배수구는 영업이 끝난 뒤
물로 씻어 낸다. 정기 방역은 넉 달에 한 번 전문 업체가 맡는다.</p>
<h2>3. 휴게실 이용</h2>
<p>휴게실은 각 층의 동쪽 끝에 있다. <span class="asked">휴게실 안마 의자는 한 사람이 20분까지 쓸 수 있다.</span> 기다리는 사람이 있으면 바로 양보하고,
쓰고 난 뒤에는 소독 휴지로 닦는다. 고장은 시설팀에 알린다.</p>
<p>휴게실에서는 큰 소리로 통화하지 않는다. 음료는 뚜껑이 있는 잔에 담아 마신다. 개인 물품을 두고 가면 총무팀이 모아 한 달 동안 보관한 뒤 버린다.</p>
<h2>4. 문의</h2>
<p>식당과 휴게실에 관한 문의는 총무팀 복지 담당이 받는다. 운영 시간이 바뀌면 사내 게시판에 먼저 알린다.</p>
<p>이 안내는 해마다 한 번 고쳐 쓴다. 고친 내용은 담당 부서장의 확인을 거쳐 시행하며, 앞선 안내는 그날로 효력을 잃는다.</p>
</main>"""
SCAN = """<style>html { background: #f3f1ea; } body { padding: 24mm 22mm; width: 166mm; transform: rotate(1.1deg); font-size: 12pt; }</style>
<h1>창고 열쇠 관리 대장 안내</h1>
<p>창고 열쇠는 경비실의 열쇠함에 보관한다. 열쇠를 빌리려는 사람은 대장에 이름과 시각을 적는다. 대장은 경비원이 날마다 살핀다.
<span class="asked">빌린 열쇠는 당일 오후 여섯 시까지 경비실에 돌려준다.</span> 늦게 돌려주는 사람은 다음 달에 열쇠를 빌릴 수 없다.</p>
<p>열쇠를 잃어버리면 곧바로 총무팀에 알린다. 자물쇠를 바꾸는 비용은 빌린 사람이 낸다.</p>
<p>여벌 열쇠의 번호는 <span class="faint">Wq8-lO0</span> 이며 총무팀 금고에 둔다. 문의는 <span class="faint">뷁퉯쀍</span> 담당에게 한다.</p>"""


def chromium(page: str, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{page}', encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", f"--user-data-dir={folder}/profile", *options,
                        source.as_uri()], check=True, capture_output=True, timeout=120)


def lodging() -> bytes:
    note = listed(17, "fn  ", [p(number(1, 1, after=")"), " 숙박비 영수증은 귀임한 날부터 7일 안에 회계팀에 낸다.")])
    rows = [["부장", "120,000원", "90,000원"], ["사원", "100,000원", "70,000원"]]
    cells = [cell(0, 0, [p("구분")], rows=2, title=True), cell(1, 0, [p("직급")], rows=2, title=True),
             cell(2, 0, [p("1박 숙박비")], columns=2, title=True),
             cell(2, 1, [p("서울")], title=True), cell(3, 1, [p("지방")], title=True),
             cell(0, 2, [p("국내 출장")], rows=2)]
    cells += [cell(1 + x, 2 + y, [p(text)]) for y, row in enumerate(rows) for x, text in enumerate(row)]
    cells += [cell(x, 4, [p(text)]) for x, text in enumerate(["교육 출장", "전 직원", "60,000원", "50,000원"])]
    return hwp(para(*section(), "출장 숙박비 지급 기준") +
               para("출장 중 숙박비는 다음 표의 금액까지 실제로 쓴 만큼 지급한다.", note) + para(table(5, 4, cells)) +
               para("표에 없는 지역은 지방의 금액을 따른다."))


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "출장_숙박비_기준.hwp").write_bytes(lodging())
    chromium(COLUMNS, f"--print-to-pdf={folder}/식당_휴게실_안내.pdf", "--no-pdf-header-footer")
    chromium(SCAN, f"--screenshot={folder}/열쇠_관리_안내.png", "--window-size=794,560", "--force-device-scale-factor=2",
             "--hide-scrollbars")


if __name__ == "__main__":
    main()
