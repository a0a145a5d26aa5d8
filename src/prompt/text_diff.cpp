// See text_diff.h.
#include "prompt/text_diff.h"

#include <algorithm>
#include <array>

namespace onggi {
namespace {

constexpr std::size_t kPairsMax = 4'000'000;

using Pieces = std::vector<std::string_view>;

/// Which pieces of both are the same, in order: true for those that stay.
struct Stays {
  std::vector<bool> before, after;
};

// Lengths of the longest common subsequences of all endings, then the way along them.
void keep_common(const Pieces& a, const Pieces& b, std::size_t begin, std::size_t end_a, std::size_t end_b,
                 Stays& stays) {
  const std::size_t rows = end_a - begin, columns = end_b - begin;
  if (rows == 0 || columns == 0 || rows > kPairsMax / columns) return;
  const std::size_t width = columns + 1;
  std::vector<std::uint32_t> longest((rows + 1) * width);
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      longest[i * width + j] = a[begin + i] == b[begin + j]
                                   ? longest[(i + 1) * width + j + 1] + 1
                                   : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
    if (a[begin + i] == b[begin + j]) stays.before[begin + i++] = stays.after[begin + j++] = true;
    else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) ++i;
    else ++j;
  }
}

Stays common(const Pieces& a, const Pieces& b) {
  Stays stays{std::vector<bool>(a.size()), std::vector<bool>(b.size())};
  std::size_t begin = 0, end_a = a.size(), end_b = b.size();
  for (; begin < end_a && begin < end_b && a[begin] == b[begin]; ++begin)
    stays.before[begin] = stays.after[begin] = true;
  for (; end_a > begin && end_b > begin && a[end_a - 1] == b[end_b - 1]; --end_a, --end_b)
    stays.before[end_a - 1] = stays.after[end_b - 1] = true;
  keep_common(a, b, begin, end_a, end_b, stays);
  return stays;
}

Pieces lines_of(std::string_view text) {
  Pieces lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Runs of spaces, and what stands between them.
Pieces words_of(std::string_view line) {
  Pieces words;
  for (std::size_t begin = 0; begin < line.size();) {
    const bool space = line[begin] == ' ';
    std::size_t end = begin;
    while (end < line.size() && (line[end] == ' ') == space) ++end;
    words.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

// Neighbours become one range.
std::vector<ByteRange> changed(const Pieces& words, const std::vector<bool>& stays) {
  std::vector<ByteRange> ranges;
  std::size_t at = 0;
  for (std::size_t i = 0; i < words.size(); at += words[i++].size()) {
    if (stays[i]) continue;
    if (!ranges.empty() && ranges.back().end == at) ranges.back().end += words[i].size();
    else ranges.push_back({at, at + words[i].size()});
  }
  return ranges;
}

void mark_words(DiffLine& gone, DiffLine& come) {
  const Pieces before = words_of(gone.text), after = words_of(come.text);
  const Stays stays = common(before, after);
  gone.words = changed(before, stays.before), come.words = changed(after, stays.after);
}

// What went and what came between two lines that stayed.
void add_replaced(std::vector<DiffLine> gone, std::vector<DiffLine> come, std::vector<DiffLine>& all) {
  for (std::size_t i = 0; i < std::min(gone.size(), come.size()); ++i) mark_words(gone[i], come[i]);
  std::ranges::move(gone, std::back_inserter(all));
  std::ranges::move(come, std::back_inserter(all));
}

}  // namespace

std::string_view to_string(LineChange change) {
  constexpr std::array<std::string_view, 3> kNames = {"same", "gone", "come"};
  return kNames.at(static_cast<std::size_t>(change));
}

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
  const Pieces a = lines_of(before), b = lines_of(after);
  const Stays stays = common(a, b);
  std::vector<DiffLine> all;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    std::vector<DiffLine> gone, come;
    for (; i < a.size() && !stays.before[i]; ++i) gone.push_back({LineChange::gone, std::string(a[i]), {}});
    for (; j < b.size() && !stays.after[j]; ++j) come.push_back({LineChange::come, std::string(b[j]), {}});
    add_replaced(std::move(gone), std::move(come), all);
    for (; i < a.size() && j < b.size() && stays.before[i] && stays.after[j]; ++i, ++j)
      all.push_back({LineChange::same, std::string(a[i]), {}});
  }
  return all;
}

}  // namespace onggi
