// Reading texts for definitions and unknown nouns.
#include "ingest/word_proposals.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "store/text_list.h"
#include "text/pieces.h"
#include "text/text.h"

namespace onggi::ingest_room {
namespace {

constexpr std::size_t kSyllableBytes = 3;
constexpr std::size_t kInsideBytesMax = 120;  // of a parenthesis that may define something
constexpr std::size_t kShortMax = 12;         // code points of a short form
constexpr std::size_t kWordsBefore = 6;       // that a long form may have
constexpr std::int64_t kTimesMin = 3;         // of a noun: in several documents, or as often as this in one
constexpr std::size_t kSeenMax = 200'000;

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> all;
  for (std::size_t at = 0; at < text.size();) all.push_back(next_code_point(text, at));
  return all;
}

bool is_capital(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool is_latin(char32_t c) { return is_capital(c) || (c >= U'a' && c <= U'z'); }
bool is_name_letter(char32_t c) {
  return is_hangul_syllable(c) || is_latin(c) || (c >= U'0' && c <= U'9') || c == U'-' || c == U'&' || c == U'·';
}

bool all_of(std::string_view text, bool (*is)(char32_t)) {
  const auto letters = code_points(text);
  return !letters.empty() && std::ranges::all_of(letters, is);
}

// Whether the letters come in this order.
bool is_drawn_from(std::string_view little, std::string_view big) {
  const auto wanted = code_points(little), given = code_points(big);
  std::size_t next = 0;
  for (const char32_t c : given)
    if (next < wanted.size() && wanted[next] == c) ++next;
  return next == wanted.size();
}

std::string joined(const std::vector<std::string_view>& words, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i) text.append(text.empty() ? "" : " ").append(words[i]);
  return text;
}

// The words before a parenthesis, as far as no sign separates them.
std::vector<std::string_view> name_before(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t spaces = 0;
  while (begin > 0) {
    const std::size_t at = floor_to_code_point(text, begin - 1);
    std::size_t offset = at;
    const char32_t c = next_code_point(text, offset);
    if (c == U' ' && ++spaces >= kWordsBefore) break;
    if (c != U' ' && !is_name_letter(c)) break;
    begin = at;
  }
  return pieces_between_spaces(text.substr(begin));
}

std::string_view without_quotes(std::string_view text) {
  constexpr std::array<std::string_view, 14> kQuotes{"\"", "'",  "“",  "”", "‘", "’",  "「",
                                                     "」", "『", "』", "<", ">", "〈", "〉"};
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view quote : kQuotes) {
      if (text.starts_with(quote)) text.remove_prefix(quote.size()), cut = true;
      if (text.ends_with(quote)) text.remove_suffix(quote.size()), cut = true;
    }
    if (text.starts_with(' ')) text.remove_prefix(1), cut = true;
    if (text.ends_with(' ')) text.remove_suffix(1), cut = true;
  }
  return text;
}

// 이하 "금감원"이라 한다 → 금감원; none when it is another remark.
std::optional<std::string_view> called_here(std::string_view inside) {
  constexpr std::string_view kHereafter = "이하";
  constexpr std::array<std::string_view, 12> kCalled{"이라고 한다", "라고 한다", "이라 한다",   "라 한다",
                                                     "이라고 함",   "라고 함",   "이라 함",     "라 함",
                                                     "이라한다",    "라한다",    "이라 칭한다", "라 칭한다"};
  if (!inside.starts_with(kHereafter)) return std::nullopt;
  std::string_view rest = inside.substr(kHereafter.size());
  while (rest.ends_with('.') || rest.ends_with(' ')) rest.remove_suffix(1);
  for (const std::string_view called : kCalled)
    if (rest.ends_with(called)) {
      rest.remove_suffix(called.size());
      break;
    }
  return without_quotes(rest);
}

// The fewest words before the parenthesis whose letters hold the short form's, in order, beginning with its first.
std::string drawn_from(std::string_view abbreviation, const std::vector<std::string_view>& before) {
  for (std::size_t from = before.size(); from-- > 0;) {
    const std::string name = joined(before, from);
    if (is_drawn_from(abbreviation, name) && count_code_points(name) > count_code_points(abbreviation)) return name;
  }
  return {};
}

// "Artificial Intelligence" for AI, "대규모 언어 모델" for LLM.
std::string named_by_capitals(std::string_view capitals, const std::vector<std::string_view>& before) {
  const std::size_t letters = capitals.size();
  if (before.empty()) return {};
  if (letters <= before.size()) {
    const std::size_t from = before.size() - letters;
    bool initials = true;
    for (std::size_t i = 0; i < letters; ++i)
      initials = initials && (before[from + i].front() | 0x20) == (capitals[i] | 0x20);
    if (initials) return joined(before, from);
  }
  if (!all_of(before.back(), is_hangul_syllable)) return {};
  if (count_code_points(before.back()) > 2) return std::string(before.back());
  if (letters > before.size()) return {};
  const std::size_t from = before.size() - letters;
  for (std::size_t i = from; i < before.size(); ++i)
    if (!all_of(before[i], is_hangul_syllable)) return {};
  return joined(before, from);
}

std::string initials_of(const std::vector<std::string_view>& words) {
  std::string initials;
  for (const std::string_view word : words) initials += static_cast<char>(word.front() & ~0x20);
  return initials;
}

std::optional<Definition> defined_by(const std::vector<std::string_view>& before, std::string_view inside,
                                     std::size_t at) {
  if (before.empty()) return std::nullopt;
  const auto called = called_here(inside);
  const std::string_view little = called ? *called : inside;
  const std::size_t letters = count_code_points(little);
  if (letters >= 2 && letters <= kShortMax && all_of(little, is_name_letter)) {
    std::string full = drawn_from(little, called ? before : std::vector(before.end() - 1, before.end()));
    const bool shortens = called || (letters <= 5 && count_code_points(full) >= letters + 2);
    if (full.empty() && letters <= 6 && all_of(little, is_capital)) full = named_by_capitals(little, before);
    else if (!shortens || !all_of(little, is_hangul_syllable)) full.clear();
    if (!full.empty()) return Definition{std::string(little), std::move(full), at};
  }
  // AI(Artificial Intelligence)
  const auto words = pieces_between_spaces(inside);
  const bool latin = std::ranges::all_of(words, [](std::string_view word) { return all_of(word, is_latin); });
  if (words.size() >= 2 && latin && initials_of(words) == before.back())
    return Definition{std::string(before.back()), joined(words, 0), at};
  return std::nullopt;
}

std::string around(std::string_view text, ByteRange place) {
  constexpr std::size_t kAround = 90;
  const std::size_t begin = floor_to_code_point(text, place.begin > kAround ? place.begin - kAround : 0);
  const std::size_t end = floor_to_code_point(text, std::min(text.size(), place.end + kAround));
  std::string some(text.substr(begin, end - begin));
  std::ranges::replace(some, '\n', ' ');
  return squeeze_spaces(some);
}

bool is_noun(const Morpheme& morpheme) {
  constexpr std::array<std::string_view, 8> kNouns{"NNG", "NNP", "NNB", "NR", "XPN", "XSN", "XR", "UNKNOWN"};
  return std::ranges::find(kNouns, morpheme.tag) != kNouns.end() || !morpheme.known;
}

bool is_piece(const Morpheme& morpheme) {
  return !morpheme.known || (morpheme.surface.size() <= kSyllableBytes && morpheme.tag != "XSN");
}

}  // namespace

std::vector<Definition> definitions_in(std::string_view text) {
  std::vector<Definition> found;
  for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const std::size_t close = text.find_first_of("()\n", open + 1);
    if (close == std::string_view::npos || text[close] != ')' || close - open > kInsideBytesMax) continue;
    std::string_view before = text.substr(0, open);
    const std::size_t line = before.rfind('\n');
    if (line != std::string_view::npos) before.remove_prefix(line + 1);
    const std::string_view inside = without_quotes(text.substr(open + 1, close - open - 1));
    if (auto definition = defined_by(name_before(before), inside, open)) found.push_back(*std::move(definition));
  }
  return found;
}

bool is_unknown_word(const Analyzer& analyzer, const std::string& word) {
  if (word.contains(' ') || word.size() < 2 * kSyllableBytes || !all_of(word, is_name_letter)) return false;
  if (std::ranges::none_of(code_points(word), is_hangul_syllable)) return false;
  const auto morphemes = analyzer.dictionary_morphemes(word);
  if (morphemes.size() == 1) return !morphemes.front().known;
  return std::ranges::any_of(morphemes, [](const Morpheme& one) { return is_piece(one) || !is_noun(one); });
}

std::vector<ByteRange> unknown_nouns(const Analyzer& analyzer, std::string_view text) {
  constexpr std::size_t kSyllablesMax = 12;
  std::vector<ByteRange> found;
  const auto morphemes = analyzer.dictionary_morphemes(text);
  for (std::size_t i = 0; i < morphemes.size();) {
    std::size_t end = i, pieces = 0;
    bool unknown = false, hangul = true;
    for (; end < morphemes.size() && is_noun(morphemes[end]); ++end) {
      if (end > i && morphemes[end].bytes.begin != morphemes[end - 1].bytes.end) break;
      unknown = unknown || !morphemes[end].known;
      pieces += is_piece(morphemes[end]) ? 1U : 0U;
      hangul = hangul && all_of(morphemes[end].surface, is_hangul_syllable);
    }
    if (end == i) {
      ++i;
      continue;
    }
    const ByteRange range{morphemes[i].bytes.begin, morphemes[end - 1].bytes.end};
    const std::size_t syllables = range.size() / kSyllableBytes;
    if (hangul && syllables >= 2 && syllables <= kSyllablesMax && (unknown || pieces >= 2)) found.push_back(range);
    i = end;
  }
  return found;
}

Result<std::vector<ReadableDocument>> readable_documents(Database& database, const std::vector<PermissionId>& visible) {
  std::vector<ReadableDocument> documents;
  if (visible.empty()) return documents;
  ONGGI_TRY(const auto rows,
            database.query("SELECT id, name FROM documents WHERE stage_key <> '' AND state <> "
                           "'duplicate' AND superseded_on = '' AND permission IN " +
                               text_list_sql(database.dialect(), 1) + " ORDER BY created_ms DESC, id DESC",
                           {text_list(visible)}));
  for (const SqlRow& row : rows) documents.push_back({DocumentId(row.text("id")), row.text("name")});
  return documents;
}

Result<std::vector<ReadableChunk>> chunks_to_read(Database& database, const DocumentId& document) {
  ONGGI_TRY(const auto rows,
            database.query("SELECT id, text FROM chunks WHERE document = :1 ORDER BY number", {document.str()}));
  std::vector<ReadableChunk> chunks;
  chunks.reserve(rows.size());
  for (const SqlRow& row : rows) chunks.push_back({ChunkId(row.text("id")), row.text("text")});
  return chunks;
}

WordHunt::WordHunt(const Analyzer& analyzer, const KeptWords& kept, const std::vector<std::string>& dismissed)
    : analyzer_(analyzer), dismissed_(dismissed.begin(), dismissed.end()) {
  for (const CompanyWord& word : kept.words) known_.insert(UserWords::key(word.word.word));
  for (const SynonymGroup& group : kept.groups)
    for (const std::string& word : group.words) {
      known_.insert(UserWords::key(word));
      groups_.emplace(UserWords::key(word), group.id);
    }
}

bool WordHunt::are_same(const Definition& definition) const {
  const auto one = groups_.find(UserWords::key(definition.abbreviation));
  const auto other = groups_.find(UserWords::key(definition.full));
  return one != groups_.end() && other != groups_.end() && one->second == other->second;
}

void WordHunt::note(WordProposal&& proposal, const ReadableDocument& document, const ReadableChunk& chunk,
                    ByteRange place) {
  if (dismissed_.contains(proposal.id)) return;
  const auto at = seen_.find(proposal.id);
  if (at == seen_.end() && seen_.size() >= kSeenMax) return;
  Seen& seen = at == seen_.end() ? seen_[proposal.id] : at->second;
  ++seen.times;
  if (seen.proposal.document == document.id) return;
  const std::int64_t before = seen.proposal.documents;
  seen.proposal = std::move(proposal);
  seen.proposal.documents = before + 1;
  seen.proposal.document = document.id;
  seen.proposal.document_name = document.name;
  seen.proposal.chunk = chunk.id;
  seen.proposal.text = around(chunk.text, place);
}

void WordHunt::read(const ReadableDocument& document, const ReadableChunk& chunk) {
  for (Definition& definition : definitions_in(chunk.text)) {
    if (are_same(definition)) continue;
    WordProposal proposal{.kind = WordProposal::Kind::synonyms,
                          .id = "same:" + definition.abbreviation + "=" + definition.full,
                          .words = {definition.abbreviation, definition.full}};
    note(std::move(proposal), document, chunk, {definition.at, definition.at + 1});
  }
  for (const ByteRange range : unknown_nouns(analyzer_, chunk.text)) {
    const std::string word(slice(chunk.text, range));
    if (known_.contains(UserWords::key(word))) continue;
    note({.kind = WordProposal::Kind::word, .id = "word:" + word, .words = {word}}, document, chunk, range);
  }
}

std::vector<WordProposal> WordHunt::found(std::size_t limit) const {
  std::vector<WordProposal> proposals;
  for (const auto& [id, seen] : seen_) {
    const bool enough = seen.proposal.documents >= 2 || seen.times >= kTimesMin;
    if (seen.proposal.kind == WordProposal::Kind::word && !enough) continue;
    proposals.push_back(seen.proposal);
  }
  std::ranges::sort(proposals, {}, [](const WordProposal& one) {
    return std::tuple(one.kind, -one.documents, std::string_view(one.id));
  });
  // Half of the places belong to each kind, as far as the other does not need them.
  const auto words = std::ranges::find(proposals, WordProposal::Kind::word, &WordProposal::kind);
  const auto synonyms = static_cast<std::size_t>(words - proposals.begin());
  const std::size_t others = proposals.size() - synonyms;
  const std::size_t kept = std::max(limit / 2, limit > others ? limit - others : 0);
  if (synonyms > kept) proposals.erase(proposals.begin() + static_cast<std::ptrdiff_t>(kept), words);
  if (proposals.size() > limit) proposals.resize(limit);
  return proposals;
}

}  // namespace onggi::ingest_room
