"""약관 by rule: each different, each with a 시행일 and a number that only it and its version have."""

import os
import random

PRODUCTS = "정기예금 자유적금 신용대출 주택담보대출 체크카드 외화예금 퇴직연금 자동차보험 여행자보험 인터넷뱅킹 모바일뱅킹 전자지갑 포인트 통신요금 임대차 정수기대여 택배 온라인교육 회원제 항공권".split()
SUBJECTS = "수수료 중도해지 이자계산 한도 본인확인 통지 손해배상 관할법원 개인정보 이용제한 환불 자동연장 할부 연체 양도제한".split()


def terms(number, version=1):
    """The text of one 약관; another version has another 수수료 and 시행일 and is the same otherwise."""
    rng = random.Random(number)
    product = PRODUCTS[number % len(PRODUCTS)]
    lines = [f"{product} 이용약관 제{number:05d}호", "", f"시행일: {effective(version)}", ""]
    lines += [f"제1조 (목적) 이 약관은 관리번호 {token(number)} {product} 서비스의 이용 조건을 정한다.", ""]
    lines += [f"제2조 (수수료) 관리번호 {token(number)} 상품의 해지 수수료는 {fee(number, version):,}원으로 한다.", ""]
    for article in range(3, rng.randint(6, 12)):
        subject = rng.choice(SUBJECTS)
        lines += [f"제{article}조 ({subject}) 회사는 {product}의 {subject}에 관하여 {rng.randint(2, 60)}일 전에 회원에게 알리고, {rng.randint(1, 20)}영업일 안에 처리한다.", ""]
    return "\n".join(lines)


def token(number):
    return f"TA{number:05d}KX"


def fee(number, version):
    return 10_000 + number * 10 + version


def effective(version):
    return f"202{version + 2}-03-01"


def write_folder(folder, count):
    """`count` files in sub-folders by product."""
    for number in range(count):
        write_one(folder, number, 1)


def write_one(folder, number, version):
    path = folder / PRODUCTS[number % len(PRODUCTS)] / f"약관_{number:05d}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name("." + path.name)
    beside.write_text(terms(number, version), encoding="utf-8")
    os.replace(beside, path)
    return path
