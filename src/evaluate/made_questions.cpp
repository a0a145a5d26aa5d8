// See made_questions.h.
#include "evaluate/made_questions.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "text/particles.h"
#include "text/text.h"

namespace onggi {
namespace {

constexpr std::string_view kCellBorder = " | ";  // as table_row_text() writes it
constexpr std::size_t kNameLettersMax = 30, kAnswerLettersMin = 2, kAnswerLettersMax = 200, kCellLettersMax = 40;
constexpr std::size_t kFigureLettersMax = 20;
constexpr std::string_view kDigits = "0123456789";

bool is_between(std::string_view text, std::size_t min, std::size_t max) {
  const std::size_t letters = count_code_points(text);
  return letters >= min && letters <= max;
}

bool has_letter(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t c = next_code_point(text, offset);
    if (is_hangul_syllable(c) || (c < 0x80 && std::isalpha(static_cast<unsigned char>(c)) != 0)) return true;
  }
  return false;
}

bool has_digit(std::string_view text) { return text.find_first_of(kDigits) != std::string_view::npos; }

/// A code rather than a word: "DB-G320".
bool is_code(std::string_view text) {
  return has_digit(text) && text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
}

/// "제2조", "[사내 메모]": says nothing about what stands below it.
bool says_little(std::string_view heading) {
  const bool numbered =
      heading.starts_with("제") && has_digit(heading) && !heading.contains(' ') && !heading.contains('(');
  return numbered || !is_between(heading, 1, kNameLettersMax) || heading.front() == '[' || heading.front() == '(';
}

std::string without_bullet(std::string_view name) {
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view bullet : {"-", "*", "•", "·", "○", "□", "■", "ㅇ ", "※", " "})
      if (name.starts_with(bullet)) name.remove_prefix(bullet.size()), more = true;
  }
  return std::string(name);
}

std::vector<std::string> split_at(std::string_view text, std::string_view border) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(border, begin), text.size());
    parts.push_back(squeeze_spaces(text.substr(begin, end - begin)));
    begin = end + border.size();
  }
  return parts;
}

/// A number with a unit of these behind it, be it "150,000원" or "3만 5천 원".
bool counts_in(std::string_view value, std::initializer_list<std::string_view> units) {
  for (std::size_t at = value.find_first_of(kDigits); at != std::string_view::npos;
       at = value.find_first_of(kDigits, at + 1)) {
    std::string_view rest = value.substr(at + 1);
    for (bool more = true; more;) {
      more = false;
      for (const std::string_view part : {"천", "만", "억", " ", ","})
        if (rest.starts_with(part)) rest.remove_prefix(part.size()), more = true;
    }
    if (std::ranges::any_of(units, [&](std::string_view unit) { return rest.starts_with(unit); })) return true;
  }
  return false;
}

/// How one asks for something that is written so.
std::string_view asking_for(std::string_view value) {
  if (count_code_points(value) <= kFigureLettersMax) {
    if (counts_in(value, {"원", "달러", "%", "퍼센트"})) return "얼마인가요?";
    if (counts_in(value, {"월", "일까지", "일부터", "시 ", ":"})) return "언제인가요?";
  }
  return "무엇인가요?";
}

std::string asked(std::string_view of, std::string_view what, std::string_view value) {
  std::string text(of);
  if (!text.empty()) text += "의 ";
  return text.append(what).append(topic_particle(what)).append(" ").append(asking_for(value));
}

/// The last heading above, without a table's header that may follow it.
std::string heading_of(const ChunkRow& chunk) {
  const std::string_view path = std::string_view(chunk.lead).substr(0, chunk.lead.find('\n'));
  constexpr std::string_view kBetween = " > ";
  const std::size_t last = path.rfind(kBetween);
  return squeeze_spaces(last == std::string_view::npos ? path : path.substr(last + kBetween.size()));
}

/// Questions of one document by rule; a question that came with two answers is none.
class Made {
 public:
  void add(std::string text, std::string answer, std::string_view by) {
    const auto [at, is_new] = answers_.try_emplace(text, answer);
    if (!is_new && at->second != answer) unclear_[text] = true;
    if (is_new) by_rule_[by].push_back({std::move(text), std::move(answer), by});
  }

  std::vector<MadeQuestion> in_turn(std::size_t limit) {
    for (auto& [rule, questions] : by_rule_)
      std::erase_if(questions, [&](const MadeQuestion& one) { return unclear_.contains(one.text); });
    std::vector<MadeQuestion> taken;
    for (std::size_t turn = 0; taken.size() < limit; ++turn) {
      const std::size_t before = taken.size();
      for (auto& [rule, questions] : by_rule_)
        if (turn < questions.size() && taken.size() < limit) taken.push_back(std::move(questions[turn]));
      if (taken.size() == before) break;
    }
    return taken;
  }

 private:
  std::map<std::string, std::string> answers_;
  std::map<std::string, bool> unclear_;
  std::map<std::string_view, std::vector<MadeQuestion>> by_rule_;
};

std::string_view without_quotes(std::string_view name) {
  for (const std::string_view mark : {"\"", "“", "”", "'", "‘", "’", "「", "」"}) {
    if (name.starts_with(mark)) name.remove_prefix(mark.size());
    if (name.ends_with(mark)) name.remove_suffix(mark.size());
  }
  return name;
}

/// What a quoted name quotes, else the last word.
std::string name_before(std::string_view text) {
  const std::size_t quote = text.rfind("“"), space = text.rfind(' ');
  if (text.ends_with("”") && quote != std::string_view::npos) text.remove_prefix(quote);
  else if (space != std::string_view::npos) text.remove_prefix(space + 1);
  return std::string(without_quotes(text));
}

/// "이 규정에서 “연차”란 1년간 … 를 말한다": what is defined, and as what.
void definitions(std::string_view sentence, Made& made) {
  static constexpr std::array<std::string_view, 4> kEnds = {"말한다", "말합니다", "뜻한다", "뜻합니다"};
  static constexpr std::array<std::string_view, 4> kMarks = {"이란 ", "란 ", "이라 함은 ", "라 함은 "};
  std::string clean = squeeze_spaces(sentence);
  while (clean.ends_with('.')) clean.pop_back();
  const auto end = std::ranges::find_if(kEnds, [&](std::string_view one) { return clean.ends_with(one); });
  const auto mark = std::ranges::find_if(kMarks, [&](std::string_view one) { return clean.contains(one); });
  if (end == kEnds.end() || mark == kMarks.end()) return;
  const std::size_t at = clean.find(*mark), begin = at + mark->size();
  if (begin + end->size() > clean.size()) return;
  const std::string name = name_before(std::string_view(clean).substr(0, at));
  std::string answer = squeeze_spaces(std::string_view(clean).substr(begin, clean.size() - begin - end->size()));
  for (const std::string_view particle : {"을", "를"})
    if (answer.ends_with(particle)) answer.resize(answer.size() - particle.size());
  if (is_between(name, 2, kNameLettersMax) && is_between(answer, 5, kAnswerLettersMax))
    made.add(name + std::string(copula_stem(name)) + "란 무엇인가요?", answer, "definition");
}

/// Cells by the name of their row and the name of their column.
void table(const ChunkPiece& piece, Made& made) {
  if (piece.header.empty() || piece.header.contains('\n')) return;
  const auto names = split_at(piece.header, kCellBorder);
  if (names.size() < 2) return;
  for (const std::string& line : split_at(piece.text, "\n")) {
    const auto cells = split_at(line, kCellBorder);
    if (cells.size() != names.size() || cells == names || !is_between(cells[0], 2, kNameLettersMax) ||
        !has_letter(cells[0]))
      continue;
    for (std::size_t i = 1; i < cells.size(); ++i)
      if (is_between(names[i], 2, kNameLettersMax) && has_letter(names[i]) && cells[i] != "-" &&
          is_between(cells[i], kAnswerLettersMin, kCellLettersMax))
        made.add(is_code(names[i]) && !is_code(cells[0]) ? asked(names[i], cells[0], cells[i])
                                                         : asked(cells[0], names[i], cells[i]),
                 cells[i], "table");
  }
}

/// "접수 기간: 3월 2일까지".
void field(std::string_view line, const std::string& heading, Made& made) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos || says_little(heading)) return;
  const std::string name = without_bullet(squeeze_spaces(line.substr(0, colon)));
  const std::string value = squeeze_spaces(line.substr(colon + 2));
  const bool is_name = is_between(name, 2, 15) && has_letter(name) && !has_digit(name) && !name.contains('(');
  if (is_name && heading != name && is_between(value, kAnswerLettersMin, kCellLettersMax))
    made.add(asked(heading, name, value), value, "field");
}

/// A question that the document asks itself; the answer is the first sentence of what follows.
std::optional<std::string> question_in(const ChunkPiece& piece) {
  std::string text = squeeze_spaces(piece.text);
  if (!text.ends_with('?') || !is_between(text, 6, 100) || split_sentences(text).size() != 1) return std::nullopt;
  for (const std::string_view mark : {"Q.", "Q:", "Q ", "문.", "문:", "질문:"})
    if (text.starts_with(mark)) return squeeze_spaces(std::string_view(text).substr(mark.size()));
  return text;
}

std::string first_sentence(std::string_view text) {
  for (const std::string_view mark : {"A.", "A:", "A ", "답.", "답:", "답변:"})
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const auto sentences = split_sentences(text);
  return sentences.empty() ? std::string() : squeeze_spaces(slice(text, sentences.front()));
}

bool runs_on(const ChunkPiece& piece) {
  return piece.kind == ElementKind::paragraph || piece.kind == ElementKind::list_item;
}

void read_piece(const ChunkRow& chunk, const ChunkPiece& piece, Made& made) {
  if (piece.kind == ElementKind::table) return table(piece, made);
  if (!runs_on(piece)) return;
  for (const ByteRange range : split_sentences(piece.text)) definitions(slice(piece.text, range), made);
  for (const std::string& line : split_at(piece.text, "\n")) field(line, heading_of(chunk), made);
}

}  // namespace

std::vector<MadeQuestion> make_questions(const std::vector<ChunkRow>& chunks, std::size_t limit) {
  Made made;
  std::optional<std::string> open;  // a question that waits for what follows
  for (const ChunkRow& chunk : chunks) {
    for (const ChunkPiece& piece : chunk.pieces) {
      if (open && runs_on(piece)) {
        std::string answer = first_sentence(piece.text);
        if (!answer.ends_with('?') && is_between(answer, kAnswerLettersMin, kAnswerLettersMax))
          made.add(*open, std::move(answer), "question");
      }
      open = question_in(piece);
      read_piece(chunk, piece, made);
    }
  }
  return made.in_turn(limit);
}

}  // namespace onggi
