// keywords: noun phrases by how often, how early and in how many places they stand, and whether a heading holds them.
//
// Candidates are runs of up to three nouns as the analyser finds them (C-value's idea: a part counts less where it
// stands only inside of a longer phrase; Frantzi, Ananiadou and Mima 2000). Position and spread are YAKE's features
// (Campos et al. 2020). Everything comes out of the text alone.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "answer/functions/model_call.h"
#include "answer/functions/outline.h"
#include "answer/functions/work.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr std::size_t kWordsMax = 3, kComparedMax = 1'000;
// Chosen on the manual of FastAPI (development, bench/functions.py): a part of a phrase that comes again, and what each
// letter adds, for a long word is seldom a general one.
constexpr double kOfPart = 0.8, kLeast = 0.7, kOfLetter = 0.1;

// Nouns that say nothing of what a text is about, in any of them.
constexpr std::string_view kEmptyNouns =
    " 경우 때문 관련 이상 이하 이내 이후 이전 이용 사용 사항 내용 방법 정도 부분 대상 기준 해당 가능 필요 다음 아래 위 "
    "전체 일부 각각 "
    "모두 현재 당시 오늘 내일 어제 올해 지난해 작년 내년 이번 지난 최근 자신 우리 여러분 사람 문제 결과 과정 상태 상황 "
    "점 측 등 및 또는 "
    "그리고 하나 둘 번 개 건 명 원 년 월 일 시 분 초 주 전 후 중 내 외 간 말 앞 뒤 사이 동안 기타 예정 확인 진행 실시 "
    "추가 변경 제공 포함 발생 설정 선택 예 것 수 줄 데 바 도움 "
    "안내 참고 관하 대하 위하 통하 의하 여부 가지 종류 형태 이름 제목 항목 값 처음 마지막 경유 그때 이때 ";

// The same among Latin words, which the analyser does not tell apart: articles, prepositions, pronouns, auxiliaries.
constexpr std::string_view kEmptyLatin =
    " a an the of and or to in on at by for from with as is are was were be been it its this that these those which "
    "who "
    "what when where how not no if then than so but can may will would should has have had do does you your we our "
    "they "
    "their he she his her there here into out up all any each one more most only also other ";

bool is_empty_noun(const std::string& word) {
  return kEmptyNouns.contains(" " + word + " ") || kEmptyLatin.contains(" " + fold(word) + " ");
}

bool is_noun(const Morpheme& one) {
  for (const std::string_view tag : {"NNG", "NNP", "SL", "SH", "XPN", "XSN", "XR"})
    if (one.tag.starts_with(tag) && !one.tag.contains('+')) return true;
  return false;
}

struct Word {
  std::string text;
  bool proper = false;
};

struct Candidate {
  std::string text;
  std::size_t words = 1, count = 0, blocks = 0, first = 0, last_block = SIZE_MAX;
  bool in_heading = false;
  double score = 0;
};

// Nouns that stand side by side, as words with at most one space between them.
std::vector<std::vector<Word>> runs_of(std::string_view text, const std::vector<Morpheme>& morphemes) {
  std::vector<std::vector<Word>> runs(1);
  std::size_t end = 0;
  bool joins = false;  // the morpheme before was a noun of this run
  for (const Morpheme& one : morphemes) {
    if (!is_noun(one) || (one.tag == "XR" && !joins)) {
      if (!runs.back().empty()) runs.emplace_back();
      joins = false;
      continue;
    }
    const std::string_view between = joins ? text.substr(end, one.bytes.begin - end) : "";
    if (joins && !between.empty() && between != " ") runs.emplace_back(), joins = false;
    if (joins && between.empty()) runs.back().back().text += one.surface;
    else runs.back().push_back({one.surface, one.tag == "NNP" || one.tag == "SL"});
    end = one.bytes.end, joins = true;
  }
  return runs;
}

class Collector {
 public:
  explicit Collector(const Analyzer& analyzer) : analyzer_(analyzer) {}

  void read(const Block& block) {
    const std::string text = to_nfc(block.text);
    for (const auto& run : runs_of(text, analyzer_.morphemes(text)))
      for (std::size_t begin = 0; begin < run.size(); ++begin) add_from(run, begin, block.kind == BlockKind::heading);
    ++block_;
  }

  std::vector<Candidate> take() {
    std::vector<Candidate> list;
    list.reserve(found_.size());
    for (auto& [text, candidate] : found_) list.push_back(std::move(candidate));
    return list;
  }

 private:
  void add_from(const std::vector<Word>& run, std::size_t begin, bool heading) {
    std::string text;
    for (std::size_t words = 1; words <= kWordsMax && begin + words <= run.size(); ++words) {
      const Word& last = run[begin + words - 1];
      text += (words == 1 ? "" : " ") + last.text;
      if (is_empty_noun(run[begin].text)) return;
      if (is_empty_noun(last.text)) continue;
      note(text, words, heading);
    }
  }

  void note(const std::string& text, std::size_t words, bool heading) {
    Candidate& candidate = found_[text];
    if (candidate.count++ == 0) candidate.text = text, candidate.words = words, candidate.first = block_;
    if (candidate.last_block != block_) ++candidate.blocks, candidate.last_block = block_;
    candidate.in_heading |= heading;
  }

  const Analyzer& analyzer_;
  std::map<std::string, Candidate> found_;
  std::size_t block_ = 0;
};

// How often a candidate stands on its own: what belongs to a longer phrase that comes again counts little.
double own_count(const Candidate& one, const std::vector<Candidate>& candidates) {
  std::size_t inside = 0;
  for (const Candidate& other : candidates)
    if (other.words > one.words && other.count > 1 && other.text.contains(one.text))
      inside = std::max(inside, other.count);
  return static_cast<double>(one.count) - kOfPart * static_cast<double>(inside);
}

void score(std::vector<Candidate>& candidates, std::size_t blocks) {
  constexpr double kOfWords[] = {1.0, 1.35, 1.2};  // a phrase says more, a long one is often chance
  for (Candidate& one : candidates) {
    const auto letters = static_cast<double>(std::min<std::size_t>(count_code_points(one.text), 8));
    const double count = own_count(one, candidates) * (kLeast + kOfLetter * letters);
    const double early = 1 + 1 / (1 + 4 * static_cast<double>(one.first) / static_cast<double>(blocks));
    const double spread = 1 + 0.5 * static_cast<double>(one.blocks) / static_cast<double>(one.count);
    one.score = (one.words > 1 ? count - 0.5 : count) * kOfWords[one.words - 1] * early * spread;
    if (one.in_heading) one.score *= 1.6;
    if (count_code_points(one.text) < 2) one.score *= 0.1;
  }
  std::ranges::stable_sort(candidates, std::greater(), &Candidate::score);
}

// Whether one is a part of the other that says nothing of its own: it stands hardly anywhere else.
bool says_the_same(const Candidate& one, const Candidate& chosen) {
  const Candidate& part = one.text.size() < chosen.text.size() ? one : chosen;
  const Candidate& whole = &part == &one ? chosen : one;
  return whole.text.contains(part.text) &&
         (&part == &chosen || static_cast<double>(part.count) < 1.5 * static_cast<double>(whole.count));
}

std::vector<Candidate> choose_keywords(const std::vector<Block>& outline, std::size_t count, const Analyzer& analyzer) {
  Collector collector(analyzer);
  for (const Block& block : outline) collector.read(block);
  std::vector<Candidate> candidates = collector.take(), chosen;
  // Each is compared with each: of a long text only the frequent ones.
  std::ranges::stable_sort(candidates, std::greater(), &Candidate::count);
  candidates.resize(std::min(candidates.size(), kComparedMax));
  score(candidates, outline.size());
  for (Candidate& one : candidates) {
    if (chosen.size() == count) break;
    // A longer phrase that is nearly as frequent takes the place of its part.
    const auto longer = std::ranges::find_if(candidates, [&](const Candidate& other) {
      return other.words > one.words && other.text.contains(one.text) &&
             static_cast<double>(other.count) > 0.7 * static_cast<double>(one.count) && one.count > 1;
    });
    if (longer != candidates.end()) continue;
    if (std::ranges::none_of(chosen, [&](const Candidate& other) { return says_the_same(one, other); }))
      chosen.push_back(one);
  }
  return chosen;
}

Result<Made> by_model(const FunctionCall& call) {
  const json schema = {{"type", "object"},
                       {"properties", {{"keywords", {{"type", "array"}, {"items", {{"type", "string"}}}}}}},
                       {"required", {"keywords"}}};
  ONGGI_TRY(Written written,
            ask_for_json(call,
                         {.prompt = "keywords",
                          .values = {{"count", std::to_string(call.options.integer("count"))}},
                          .text = call.request.text,
                          .tokens_max = 64 + 24 * static_cast<std::int32_t>(call.options.integer("count"))},
                         schema));
  Made made;
  made.taken += written.taken;
  json list = json::array();
  for (const json& one : written.json["keywords"]) {
    list.push_back({{"keyword", one}});
    made.text += one.get<std::string>() + "\n";
  }
  made.json = {{"keywords", std::move(list)}};
  note_cut(made.json, written);
  return made;
}

}  // namespace

Result<Made> keywords(const FunctionCall& call) {
  if (call.model != nullptr) return by_model(call);
  Made made;
  json list = json::array();
  const auto outline = outline_of(call.request.text);
  for (const Candidate& one :
       choose_keywords(outline, static_cast<std::size_t>(call.options.integer("count")), call.parts.analyzer)) {
    list.push_back({{"keyword", one.text}, {"score", rounded(one.score)}, {"count", one.count}});
    made.text += one.text + "\n";
  }
  made.json = {{"keywords", std::move(list)}};
  return made;
}

}  // namespace onggi::answer_room
