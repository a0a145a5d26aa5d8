// Words of the question against terms of a chunk.
#include "retrieve/coverage.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace onggi::retrieve {

namespace {

/// Words with which people ask, not what they ask about: interrogatives (닫힌 부류), the usual verbs of requesting, as
/// stems, and nouns of mere position ("받은 뒤 며칠 안에").
constexpr std::array<std::string_view, 70> kAskingWords{
    "무엇",   "뭐",     "무슨",     "어떤",     "어느",     "어떻",   "어떻게", "어떠하", "어떠", "어찌",
    "왜",     "언제",   "어디",     "누구",     "누가",     "얼마",   "얼마나", "몇",     "알리", "알려",
    "알려주", "알",     "궁금",     "궁금하",   "가르치",   "가르쳐", "말하",   "말씀",   "설명", "질문",
    "답변",   "대하",   "대해",     "관하",     "하",       "되",     "있",     "이",     "주",   "것",
    "뒤",     "앞",     "안",       "밖",       "전",       "후",     "때",     "동안",   "중",   "다음",
    "경우",   "정도",   "사이",     "내",       "며칠",     "몇",     "몇일",   "수",     "좀",   "혹시",
    "최대",   "얼마씩", "며칠동안", "얼마동안", "언제까지", "어디서", "어떡하", "뭔가",   "제가", "저희"};

bool is_word(const Token& token) { return token.kind == TokenKind::morpheme || token.kind == TokenKind::word; }

bool holds(const Token& outer, const Token& inner) {
  return inner.position == outer.position && inner.bytes.begin >= outer.bytes.begin &&
         inner.bytes.end <= outer.bytes.end;
}

/// "육아", "휴직" and "급여" stand inside the noun run "육아휴직급여": they are its parts, not words of their own.
bool is_inside_another(const Token& word, const std::vector<Token>& tokens) {
  return std::ranges::any_of(tokens, [&](const Token& other) {
    return is_word(other) && holds(other, word) && other.bytes.size() > word.bytes.size();
  });
}

/// A word with what lies inside of its bytes.
QueryWord word_of(const Token& word, const std::vector<Token>& tokens) {
  QueryWord query_word{word.term, {},         {},
                       1,         word.bytes, word.kind == TokenKind::word ? WordKind::name : WordKind::noun};
  for (const Token& token : tokens) {
    if (!holds(word, token)) continue;
    if (token.kind == TokenKind::bigram) query_word.bigrams.push_back(token.term);
    else if (token.kind == TokenKind::part || token.bytes.size() < word.bytes.size())
      query_word.parts.push_back(token.term);
  }
  return query_word;
}

}  // namespace

bool is_asking(std::string_view term) { return std::ranges::find(kAskingWords, term) != kAskingWords.end(); }

std::vector<QueryWord> query_words(const std::vector<Token>& tokens) {
  std::vector<QueryWord> words, asking;
  std::unordered_set<std::string_view> seen;
  for (const Token& token : tokens)
    if (is_word(token) && !is_inside_another(token, tokens) && seen.insert(token.term).second)
      (is_asking(token.term) ? asking : words).push_back(word_of(token, tokens));
  return words.empty() ? asking : words;
}

namespace {

WordKind kind_of(std::string_view tag) {
  constexpr std::array<std::string_view, 5> kNames{"NNP", "SL", "SN", "SH", "UNKNOWN"};
  if (std::ranges::find(kNames, tag) != kNames.end()) return WordKind::name;
  return tag == "NNG" || tag == "XR" || tag == "NP" ? WordKind::noun : WordKind::other;
}

// Verbs and adverbs say little of what is asked about, and are said in many ways.
double worth(WordKind kind) {
  switch (kind) {
    case WordKind::name:
      return 1.2;
    case WordKind::noun:
      return 1;
    case WordKind::other:
      return 0.3;
  }
  return 1;
}

}  // namespace

WordKind kind_at(ByteRange bytes, const std::vector<Morpheme>& morphemes) {
  WordKind kind = WordKind::other;
  for (const Morpheme& morpheme : morphemes)
    if (morpheme.bytes.begin < bytes.end && morpheme.bytes.end > bytes.begin)
      kind = std::min(kind, kind_of(morpheme.tag));
  return kind;
}

void sort_by_kind(std::vector<QueryWord>& words, const std::vector<Morpheme>& morphemes) {
  for (QueryWord& word : words)
    if (word.kind != WordKind::name) word.kind = kind_at(word.bytes, morphemes);
}

double found_share(const QueryWord& word, const std::unordered_set<std::string>& terms) {
  const auto is_there = [&terms](const std::string& term) { return terms.contains(term); };
  if (is_there(word.term)) return 1;
  if (!word.bigrams.empty() && std::ranges::all_of(word.bigrams, is_there)) return 1;
  if (word.parts.empty()) return 0;
  return static_cast<double>(std::ranges::count_if(word.parts, is_there)) / static_cast<double>(word.parts.size());
}

void weigh(std::vector<QueryWord>& words, const std::vector<std::int64_t>& frequencies, std::int64_t chunks) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    // A word that is nowhere says no more than one that is in a single chunk: it may only be said in other words there.
    const auto holding = static_cast<double>(std::max<std::int64_t>(frequencies[i], 1));
    const double all = std::max(static_cast<double>(chunks), holding);
    words[i].weight = worth(words[i].kind) * std::log1p((all - holding + 0.5) / (holding + 0.5));
  }
}

double coverage(const std::vector<QueryWord>& words, const std::unordered_set<std::string>& chunk_terms) {
  double found = 0, all = 0;
  for (const QueryWord& word : words) {
    all += word.weight;
    found += word.weight * found_share(word, chunk_terms);
  }
  return all > 0 ? found / all : 0;
}

std::vector<std::string> terms_of(const std::vector<QueryWord>& words) {
  std::vector<std::string> terms;
  const auto add = [&terms](const std::string& term) {
    if (std::ranges::find(terms, term) == terms.end()) terms.push_back(term);
  };
  for (const QueryWord& word : words) add(word.term);
  for (const QueryWord& word : words) std::ranges::for_each(word.parts, add);
  return terms;
}

}  // namespace onggi::retrieve
