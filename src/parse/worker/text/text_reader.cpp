// Plain text → paragraphs at blank lines; the numbered headings of Korean rules and contracts are the only structure
// that is guessed.
#include <algorithm>
#include <array>
#include <optional>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kHeadingBytesMax = 180;  // about 60 syllables: a longer line is a sentence

struct Heading {
  std::int32_t level = 0;
  std::size_t bytes = 0;  // of the line; what follows is the clause's own text
};

bool skip(std::string_view line, std::size_t& at, std::string_view expected) {
  if (!line.substr(at).starts_with(expected)) return false;
  at += expected.size();
  return true;
}

bool skip_digits(std::string_view line, std::size_t& at) {
  const std::size_t begin = at;
  while (at < line.size() && line[at] >= '0' && line[at] <= '9') ++at;
  return at > begin && at - begin <= 4;
}

void skip_blanks(std::string_view line, std::size_t& at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
}

// 편, 장, 절, 관 and 조 are the levels of Korean statutes, outermost first.
std::int32_t skip_unit(std::string_view line, std::size_t& at) {
  constexpr std::array<std::string_view, 5> kUnits = {"편", "장", "절", "관", "조"};
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (skip(line, at, kUnits[i])) return static_cast<std::int32_t>(i) + 1;
  }
  return 0;
}

// "제3조의2(휴가) 본문…" is a heading up to the bracket; "제3조에 따라 …" is a sentence that mentions a clause.
std::optional<Heading> clause_heading(std::string_view line, std::size_t at) {
  constexpr std::int32_t kClauseLevel = 5;
  if (at == line.size()) return Heading{kClauseLevel, line.size()};
  skip_blanks(line, at);
  const std::size_t close = line.find(')', at);
  if (at >= line.size() || line[at] != '(' || close == std::string_view::npos || close > kHeadingBytesMax)
    return std::nullopt;
  return Heading{kClauseLevel, close + 1};
}

std::optional<Heading> numbered_heading(std::string_view line) {
  std::size_t at = 0;
  if (!skip(line, at, "제")) return std::nullopt;
  skip_blanks(line, at);
  if (!skip_digits(line, at)) return std::nullopt;
  skip_blanks(line, at);
  const std::int32_t level = skip_unit(line, at);
  if (level == 0) return std::nullopt;
  if (skip(line, at, "의") && !skip_digits(line, at)) return std::nullopt;
  if (level == 5) return clause_heading(line, at);
  const bool title_follows = at == line.size() || line[at] == ' ' || line[at] == '\t';
  if (!title_follows || line.size() > kHeadingBytesMax || line.ends_with('.')) return std::nullopt;
  return Heading{level, line.size()};
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r\f\v";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1);
}

std::string_view trimmed_lines(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\f\v"), text.size()));
  return text;
}

// A short first line that stands alone and is no sentence is what people call the document.
std::string_view title_line(std::string_view utf8) {
  const std::string_view text = trimmed_lines(utf8);
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos || end > kHeadingBytesMax) return {};
  const std::string_view line = trimmed(text.substr(0, end));
  std::string_view rest = text.substr(end);
  rest.remove_prefix(rest.starts_with("\r\n") ? 2 : 1);
  const bool alone = rest.starts_with('\n') || rest.starts_with('\r');
  return alone && !line.ends_with('.') ? line : std::string_view{};
}

class Paragraphs {
 public:
  explicit Paragraphs(DocumentBuilder& builder) : builder_(builder) {}

  void take(std::string_view line) {
    if (line.empty()) return flush();
    const auto heading = numbered_heading(line);
    if (!heading) return append(line);
    flush();
    builder_.add(ElementKind::heading, line.substr(0, heading->bytes), {}, heading->level);
    append(trimmed(line.substr(heading->bytes)));
  }

  void flush() {
    builder_.add(ElementKind::paragraph, paragraph_);
    paragraph_.clear();
  }

 private:
  void append(std::string_view line) {
    if (!paragraph_.empty() && !line.empty()) paragraph_.push_back('\n');
    paragraph_.append(line);
  }

  DocumentBuilder& builder_;
  std::string paragraph_;
};

}  // namespace

Result<Document> read_text(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes);
  DocumentBuilder builder(context.media_type, context.limits);
  builder.count_in(decoded.utf8);
  builder.set_title(title_line(decoded.utf8));
  warn_replaced(builder, decoded);
  Paragraphs paragraphs(builder);
  for (std::string_view rest = decoded.utf8; !rest.empty() && !builder.full();) {
    const std::size_t end =
        std::min(rest.find_first_of("\n\r\f"), rest.size());  // old Mac line ends and page feeds too
    const bool crlf = rest.substr(end).starts_with("\r\n");
    paragraphs.take(trimmed(rest.substr(0, end)));
    if (end < rest.size() && rest[end] == '\f') paragraphs.flush();
    rest.remove_prefix(std::min(end + (crlf ? 2U : 1U), rest.size()));
  }
  paragraphs.flush();
  return std::move(builder).finish();
}

}  // namespace onggi::parse
