// See records.h.
#include "parse/worker/delimited/records.h"

#include <algorithm>
#include <array>
#include <map>

namespace onggi::parse {
namespace {

// How evenly a separator cuts: the share of records that have the most frequent number of columns, if that is above
// one.
struct Evenness {
  double share = 0;
  std::size_t columns = 1;
};

Evenness evenness(std::string_view sample, char separator) {
  constexpr int kRecords = 200;
  RecordReader reader(sample, separator);
  std::vector<std::string> fields;
  std::map<std::size_t, int> counts;
  int records = 0;
  std::size_t first = 0;
  for (; records < kRecords && reader.next(fields); ++records) {
    if (records == 0) first = fields.size();
    ++counts[fields.size()];
  }
  Evenness best;
  for (const auto& [columns, count] : counts) {
    // Names have as many columns as the rows below them: "1,5;2,5" below "가;나" is cut by semicolons.
    const double doubt = columns == first ? 1 : 0.6;
    const double share = doubt * count / std::max(records, 1);
    if (columns > 1 && share >= best.share) best = {share, columns};
  }
  return best;
}

}  // namespace

bool RecordReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (at_ < text_.size() && at_line_end()) ++at_;
  if (at_ >= text_.size()) return false;
  for (;;) {
    fields.push_back(text_[at_] == '"' ? quoted_field() : plain_field());
    if (at_line_end()) return true;
    ++at_;
    ++marks_.separators;
    if (at_line_end()) {  // a separator at the end of the line opens one more, empty field
      fields.emplace_back();
      return true;
    }
  }
}

// The quote that closes a field is followed by a separator or a line end; blanks between are forgiven.
std::size_t RecordReader::closing_quote(std::size_t from) const {
  for (std::size_t at = text_.find('"', from); at != std::string_view::npos; at = text_.find('"', at + 1)) {
    if (at + 1 < text_.size() && text_[at + 1] == '"') {
      ++at;
      // Three in a row: a doubled quote and the closing one.
      continue;
    }
    std::size_t behind = at + 1;
    while (behind < text_.size() && text_[behind] == ' ') ++behind;
    if (behind >= text_.size() || text_[behind] == separator_ || text_[behind] == '\n' || text_[behind] == '\r')
      return at;
  }
  return std::string_view::npos;
}

std::string RecordReader::quoted_field() {
  const std::size_t begin = at_ + 1;
  const std::size_t end = begin >= nothing_closes_from_ ? std::string_view::npos : closing_quote(begin);
  if (end == std::string_view::npos) {
    nothing_closes_from_ = std::min(nothing_closes_from_, begin);
    ++marks_.unclosed_quotes;
    return plain_field();
  }
  std::string field;
  marks_.quotes += 2;
  for (std::size_t i = begin; i < end; ++i) {
    field.push_back(text_[i]);
    if (text_[i] != '"' || i + 1 >= end || text_[i + 1] != '"') continue;
    ++i;
    ++marks_.quotes;
  }
  at_ = end + 1;
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  return field;
}

std::string RecordReader::plain_field() {
  const std::size_t begin = at_;
  while (!at_line_end() && text_[at_] != separator_) ++at_;
  return std::string(text_.substr(begin, at_ - begin));
}

char guess_separator(std::string_view text, char preferred) {
  constexpr std::size_t kSampleBytes = 256U << 10U;
  constexpr auto kCandidates = std::to_array<char>({',', '\t', ';', '|'});
  std::string_view sample = text.substr(0, kSampleBytes);
  // A record that the sample cuts in two would count as uneven.
  if (sample.size() < text.size()) sample = sample.substr(0, std::max<std::size_t>(sample.rfind('\n') + 1, 1));
  char best = '\0';
  Evenness best_evenness;
  for (const char candidate : kCandidates) {
    const Evenness one = evenness(sample, candidate);
    if (candidate == preferred && one.share > 0.4) return candidate;
    if (one.share < 0.4) continue;  // punctuation in sentences, not a separator
    const bool more_even = one.share > best_evenness.share + 0.1;
    const bool as_even = one.share >= best_evenness.share - 0.1 && one.columns > best_evenness.columns;
    if (one.columns > 1 && (more_even || as_even)) best = candidate, best_evenness = one;
  }
  return best;
}

}  // namespace onggi::parse
