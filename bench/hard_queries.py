"""Hard queries: what people type, made by rule from passages; recall of the passages they were made from, a kind at a time.

usage: python bench/hard_queries.py [--write] [--keep FOLDER]                                  (./dev bench hard_queries)

The corpus is the 4,354 passages of KoBEST BoolQ. Kinds, at most 250 queries each, drawn by a fixed seed:
  spacing      a question without any space
  particles    a question whose words have lost their particles
  compounds    two neighbouring words of a question written as one, without particles
  names        a Latin name that stands in at most three passages, in the other case
  initials     the initial consonants of what a passage is about, where at most ten passages name it
  typos        a question in which one letter of one word of three syllables or more is another
  keyboard     the same words typed on the Latin keyboard
  numbers      a number above 1,000 in the other notation, with the words beside it
  abbreviations  an institution's short name for the long one, with the words beside it
`onggi evaluate retrieval` answers as the product does (full), and with the words as they were typed alone (lexical leg). --write puts the table into
docs/benchmarks.md. Needs a release build and $ONGGI_DATA.
"""

import json
import pathlib
import random
import re
import sys
import tempfile
import unicodedata

import report
import retrieval

ROOT = pathlib.Path(__file__).resolve().parents[1]
KIND_MAX = 250
PARTICLES = ("에서는", "으로는", "에서", "으로", "에게", "까지", "부터", "은", "는", "이", "가", "을", "를", "에", "의", "로", "와", "과", "도")
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
KEYS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ", "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml"))
PARTS = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
SHORT = {
    "금융감독원": "금감원", "공정거래위원회": "공정위", "한국은행": "한은", "헌법재판소": "헌재", "세계보건기구": "WHO", "미국항공우주국": "NASA", "연방수사국": "FBI",
    "서울대학교": "서울대", "고려대학교": "고대", "연세대학교": "연대", "한국과학기술원": "카이스트", "대학수학능력시험": "수능", "아르바이트": "알바", "인공지능": "AI",
    "사물인터넷": "IoT", "가상현실": "VR", "국제올림픽위원회": "IOC", "자유무역협정": "FTA", "세계무역기구": "WTO", "국회의원": "의원", "노동조합": "노조",
    "텔레비전": "TV", "애니메이션": "애니", "슈퍼마켓": "슈퍼", "민주노총": "전국민주노동조합총연맹",
}


def stem(word):
    word = re.sub(r"[^\w]+$", "", word)
    end = next((one for one in PARTICLES if word.endswith(one) and len(word) - len(one) >= 2), "")
    return word.removesuffix(end)


def letters(syllable):
    code = ord(syllable) - 0xAC00
    return INITIALS[code // 588], VOWELS[code // 28 % 21], FINALS[code % 28]


def syllable(initial, vowel, final):
    return chr(0xAC00 + INITIALS.index(initial) * 588 + VOWELS.index(vowel) * 28 + FINALS.index(final))


def is_hangul(text):
    return bool(re.fullmatch("[가-힣]+", text))


def keys(word):
    return "".join(KEYS[one] for each in word for letter in letters(each) for one in PARTS.get(letter, letter) if one != " ")


def mistyped(word, draw):
    at, which = draw.randrange(len(word)), draw.randrange(2)
    parts = list(letters(word[at]))
    parts[which] = draw.choice([one for one in (INITIALS, VOWELS)[which] if one != parts[which]])
    return word[:at] + syllable(*parts) + word[at + 1 :]


def other_notation(number):
    value = int(number.replace(",", ""))
    if value % 10_000 == 0:
        return f"{value // 100_000_000}억" if value % 100_000_000 == 0 else f"{value // 10_000}만"
    return f"{value // 10_000}만{value % 10_000}" if value > 10_000 else str(value)


class Maker:
    def __init__(self, corpus, questions):
        self.corpus, self.questions, self.draw = corpus, questions, random.Random(20)
        self.holding = {}

    def passages_with(self, text):
        if text not in self.holding:
            self.holding[text] = [name for name, passage in self.corpus.items() if text in passage]
        return self.holding[text]

    def spacing(self):
        for text, passage in self.questions:
            yield text.replace(" ", ""), [passage]

    def particles(self):
        for text, passage in self.questions:
            yield " ".join(stem(word) for word in text.rstrip("?").split()), [passage]

    def compounds(self):
        for text, passage in self.questions:
            words = [stem(word) for word in text.rstrip("?").split()]
            if len(words) >= 3 and is_hangul(words[0]) and is_hangul(words[1]):
                yield " ".join([words[0] + words[1], *words[2:]]), [passage]

    def names(self):
        for name, passage in self.corpus.items():
            for latin in re.findall(r"(?<![\w-])[A-Za-z]{4,}(?![\w-])", passage)[:1]:
                holding = [one for one, text in self.corpus.items() if re.search(rf"(?<![\w-]){latin}(?![\w-])", text, re.IGNORECASE)]
                if len(holding) <= 3 and name in holding:
                    yield latin.swapcase(), holding

    def initials(self):
        for passage in self.corpus.values():
            about = re.match("([가-힣]{4,})[은는] ", passage)
            if about and len(self.passages_with(about[1])) <= 10:
                yield "".join(letters(one)[0] for one in about[1]), self.passages_with(about[1])

    def changed(self, change):
        for text, passage in self.questions:
            words = text.split()
            able = [at for at, word in enumerate(words) if is_hangul(stem(word)) and len(stem(word)) >= 3 and stem(word) in self.corpus[passage]]
            if able:
                at = self.draw.choice(able)
                word = stem(words[at])
                yield " ".join([*words[:at], words[at].replace(word, change(word)), *words[at + 1 :]]), [passage]

    def typos(self):
        return self.changed(lambda word: mistyped(word, self.draw))

    def keyboard(self):
        for text, passage in self.questions:
            words = [stem(word) for word in text.rstrip("?").split()]
            if all(is_hangul(word) for word in words):
                yield " ".join(keys(word) for word in words), [passage]

    def numbers(self):
        for name, passage in self.corpus.items():
            for before, number, after in re.findall(r"(\S+) (\d{1,3}(?:,\d{3})+|\d{5,})(\S*(?: \S+)?)", passage)[:1]:
                if other_notation(number) != number:
                    yield f"{stem(before)} {other_notation(number)}{after}", [name]

    def abbreviations(self):
        for name, passage in self.corpus.items():
            for long, short in SHORT.items():
                found = re.search(rf"(\S+ \S+ ){long}(\S* \S+ \S+)", passage)
                if found and short not in passage:
                    yield f"{found[1]}{short} {found[2].split(' ', 1)[1]}", [name]


KINDS = ("spacing", "particles", "compounds", "names", "initials", "typos", "keyboard", "numbers", "abbreviations")


def main():
    keep = next((sys.argv[at + 1] for at, word in enumerate(sys.argv) if word == "--keep"), None)
    lines = ["| kind | queries | recall@10 | nDCG@10 | recall@10 of the words as typed |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as temporary:
        base = pathlib.Path(keep or temporary)
        retrieval.boolq(base / "boolq")
        rows = [json.loads(line) for line in open(base / "boolq/corpus.jsonl")]
        corpus = {row["_id"]: unicodedata.normalize("NFC", row["text"]) for row in rows}
        judged = dict(line.split("\t")[:2] for line in open(base / "boolq/qrels.tsv").read().splitlines()[1:])
        questions = [(row["text"], judged[row["_id"]]) for row in map(json.loads, open(base / "boolq/queries.jsonl"))]
        random.Random(19).shuffle(questions)
        maker, found, plain, all_queries = Maker(corpus, questions), 0.0, 0.0, 0
        for kind in KINDS:
            made = [pair for pair in getattr(maker, kind)() if pair[0]]
            made = random.Random(21).sample(made, min(KIND_MAX, len(made)))
            queries = [(f"q{number}", text) for number, (text, _) in enumerate(made)]
            # Any one of the passages that are meant is a find: they are judged together.
            retrieval.write_set(base / kind, rows, queries, [(f"q{number}", one) for number, (_, some) in enumerate(made) for one in some])
            full = retrieval.evaluate(base / kind)
            typed = retrieval.evaluate(base / kind, "--legs", "lexical", "--as-typed", "--no-rerank")
            lines.append(f"| {kind} | {len(made)} | {full['recall@10']:.3f} | {full['ndcg@10']:.3f} | {typed['recall@10']:.3f} |")
            found, plain, all_queries = found + full["recall@10"] * len(made), plain + typed["recall@10"] * len(made), all_queries + len(made)
        lines.append(f"| **all** | {all_queries} | **{found / all_queries:.3f}** | | {plain / all_queries:.3f} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv:
        report.write("hard queries", text)


if __name__ == "__main__":
    main()
