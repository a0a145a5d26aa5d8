// boilerplate: lines that many rows begin or end with are no content of any: menus, footers, notices.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/hash.h"
#include "clean/operations.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

// How many rows have a line, by hash. A count-min sketch (Cormode, Muthukrishnan 2005): the memory is the same for any
// number of lines, and a count is too high with a chance of about (lines / 2^22)^2. Adding commutes.
class LineCounts {
 public:
  void add(std::uint64_t line) {
    for (std::uint32_t* count : {&first_[line & kMask], &second_[(line >> 32U) & kMask]})
      if (*count < UINT32_MAX) ++*count;
  }
  std::uint32_t of(std::uint64_t line) const { return std::min(first_[line & kMask], second_[(line >> 32U) & kMask]); }

 private:
  static constexpr std::size_t kSize = std::size_t{1} << 22U, kMask = kSize - 1;
  std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(kSize), second_ = std::vector<std::uint32_t>(kSize);
};

std::uint64_t mixed(std::uint64_t hash) {  // the finaliser of MurmurHash3: every bit hangs on every bit
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33U);
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// "- 3 -", "3쪽", "3/12": numbers of pages are the same line whatever the number.
std::uint64_t line_hash(std::string_view line) {
  constexpr std::size_t kBesideNumbers = 4;
  std::string shape, exact;
  for (const char byte : line) {
    if (byte == ' ' || byte == '\t') continue;
    exact += byte;
    if (!is_digit(byte) || !shape.ends_with('0')) shape += is_digit(byte) ? '0' : byte;
  }
  const auto numbers = static_cast<std::size_t>(std::count(shape.begin(), shape.end(), '0'));
  const bool page_number = numbers > 0 && shape.size() - numbers <= kBesideNumbers;
  return mixed(fnv1a(page_number ? shape : exact));
}

// Headings and clauses name what stands below them, however many rows begin with the same one.
bool is_heading(std::string_view line) {
  return line.starts_with('#') || (line.starts_with("제") && line.size() > 3 && (is_digit(line[3]) || line[3] == ' '));
}

template <typename Each>
void each_line(std::string_view text, const Each& each) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    each(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

class Boilerplate final : public RowOperation {
 public:
  explicit Boilerplate(Options& options)
      : rows_min_(static_cast<std::uint32_t>(options.whole("min_rows", 20, 2, 1'000'000'000))),
        share_min_(options.number("min_share", 0.005, 0, 1)),
        characters_max_(options.whole("max_characters", 100, 1, 10'000)),
        anywhere_(options.word("where", "edges", {"edges", "anywhere"}) == "anywhere") {}

  bool observes() const override { return true; }

  std::any observe(const nlohmann::ordered_json& row) const override {
    std::unordered_set<std::uint64_t> lines;
    const auto& text = row["text"].get_ref<const std::string&>();
    if (text.find('\n') == std::string::npos) return lines;  // a row of one line is content, however often it comes
    each_line(text, [&](std::string_view line) {
      if (counts(line)) lines.insert(line_hash(line));
    });
    return lines;
  }

  void add(std::any&& observed) override {
    ++rows_;
    for (const std::uint64_t line : std::any_cast<const std::unordered_set<std::uint64_t>&>(observed)) lines_.add(line);
  }

  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t) const override {
    auto& text = row["text"].get_ref<std::string&>();
    if (text.find('\n') == std::string::npos) return {};
    std::vector<std::string_view> lines;
    each_line(text, [&](std::string_view line) { lines.push_back(line); });
    const std::vector<bool> goes = which_go(lines);
    const auto dropped = std::count(goes.begin(), goes.end(), true);
    if (dropped == 0) return {};
    std::string kept;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (!goes[i]) (kept += lines[i]) += '\n';
    if (!kept.empty()) kept.pop_back();
    text = std::move(kept);
    return {.removed = false, .notes = {{"line", dropped}}};
  }

 private:
  // Common lines; unless they may stand anywhere, those that only common and empty ones part from the begin or the end.
  std::vector<bool> which_go(const std::vector<std::string_view>& lines) const {
    std::vector<bool> common(lines.size()), edge(lines.size(), anywhere_);
    for (std::size_t i = 0; i < lines.size(); ++i) common[i] = counts(lines[i]) && is_common(lines[i]);
    const auto passes = [&](std::size_t i) { return common[i] || is_blank(lines[i]); };
    for (std::size_t i = 0; i < lines.size() && passes(i); ++i) edge[i] = true;
    for (std::size_t i = lines.size(); i > 0 && passes(i - 1); --i) edge[i - 1] = true;
    for (std::size_t i = 0; i < lines.size(); ++i) common[i] = common[i] && edge[i];
    return common;
  }

  static bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

  bool counts(std::string_view line) const {
    return !is_blank(line) && !is_heading(line) &&
           static_cast<std::int64_t>(count_code_points(line)) <= characters_max_;
  }
  bool is_common(std::string_view line) const {
    const std::uint32_t rows = lines_.of(line_hash(line));
    return rows >= rows_min_ && static_cast<double>(rows) >= share_min_ * static_cast<double>(rows_);
  }

  std::uint32_t rows_min_;
  double share_min_;
  std::int64_t characters_max_;
  bool anywhere_;
  std::int64_t rows_ = 0;
  LineCounts lines_;
};

}  // namespace

MadeOperation make_boilerplate(Options& options) { return std::make_unique<Boilerplate>(options); }

}  // namespace onggi::clean_room
