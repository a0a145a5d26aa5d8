// TextTiling (Hearst 1997, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages") with vectors instead
// of word counts: at each gap the mean of the sentences before it is compared with the mean of those behind it; a gap
// is a border where the similarity has a valley whose depth stands out from the document's other valleys.
#include "chunk/topics.h"

#include <algorithm>
#include <cmath>

#include "chunk/sections.h"

namespace onggi::chunk {
namespace {

constexpr std::size_t kWindow = 3;               // sentences on each side of a gap
constexpr std::size_t kEmbeddedBytesMax = 2000;  // of a sentence or table: enough to say what it is about
constexpr std::size_t kEmbeddedAtOnce = 256;

struct Unit {
  std::size_t element = 0, part = 0;
  ByteRange bytes;
};

bool stays_whole(const CleanElement& element) {
  return is_heading(element) || element.kind == ElementKind::table || element.kind == ElementKind::code;
}

Result<Embeddings> vectors_of(const CleanText& text, const std::vector<Unit>& units, Embedder& embedder,
                              const Cancel& cancel) {
  Embeddings all;
  for (std::size_t begin = 0; begin < units.size(); begin += kEmbeddedAtOnce) {
    ONGGI_CHECK(cancel.check());
    std::vector<std::string_view> texts;
    for (std::size_t i = begin; i < std::min(begin + kEmbeddedAtOnce, units.size()); ++i) {
      const std::string_view whole = slice(text.utf8, units[i].bytes);
      texts.push_back(whole.substr(0, floor_to_code_point(whole, std::min(whole.size(), kEmbeddedBytesMax))));
    }
    ONGGI_TRY(const Embeddings some, embedder.embed(texts, EmbedAs::passage, cancel));
    all.dimensions = some.dimensions;
    all.values.insert(all.values.end(), some.values.begin(), some.values.end());
  }
  return all;
}

// Cosine of the sums over [begin, gap) and [gap, end); 1 where one side has no known word, which is no reason to cut.
double similarity(const Embeddings& vectors, std::size_t begin, std::size_t gap, std::size_t end) {
  double dot = 0, left = 0, right = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(vectors.dimensions); ++i) {
    double a = 0, b = 0;
    for (std::size_t row = begin; row < gap; ++row) a += static_cast<double>(vectors.row(row)[i]);
    for (std::size_t row = gap; row < end; ++row) b += static_cast<double>(vectors.row(row)[i]);
    dot += a * b, left += a * a, right += b * b;
  }
  return left <= 0 || right <= 0 ? 1 : dot / std::sqrt(left * right);
}

// How far the similarity climbs on both sides of each gap, before it falls again.
std::vector<double> depths_of(const std::vector<double>& similarities) {
  const std::size_t gaps = similarities.size();
  std::vector<double> depths(gaps, 0);
  for (std::size_t i = 0; i < gaps; ++i) {
    std::size_t left = i, right = i;
    while (left > 0 && similarities[left - 1] >= similarities[left]) --left;
    while (right + 1 < gaps && similarities[right + 1] >= similarities[right]) ++right;
    depths[i] = similarities[left] + similarities[right] - 2 * similarities[i];
  }
  return depths;
}

// Gaps i (before sentence i + 1) with a valley that is not shallower than the mean of all valleys less half a standard
// deviation, Hearst's conservative cut-off.
std::vector<bool> borders_of(const std::vector<double>& depths) {
  std::vector<std::size_t> valleys;
  for (std::size_t i = 0; i < depths.size(); ++i) {
    const bool deepest =
        (i == 0 || depths[i] > depths[i - 1]) && (i + 1 == depths.size() || depths[i] >= depths[i + 1]);
    if (deepest && depths[i] > 0) valleys.push_back(i);
  }
  std::vector<bool> borders(depths.size(), false);
  if (valleys.empty()) return borders;
  double sum = 0, square = 0;
  for (const std::size_t valley : valleys) sum += depths[valley], square += depths[valley] * depths[valley];
  const auto count = static_cast<double>(valleys.size());
  const double mean = sum / count;
  const double least = mean - std::sqrt(std::max(square / count - mean * mean, 0.0)) / 2;
  for (const std::size_t valley : valleys) borders[valley] = depths[valley] >= least;
  return borders;
}

}  // namespace

Result<std::vector<std::vector<Part>>> topics_of(const CleanText& text, Embedder& embedder, const Cancel& cancel) {
  std::vector<std::vector<Part>> parts(text.elements.size());
  std::vector<Unit> units;
  for (std::size_t element = 0; element < text.elements.size(); ++element) {
    const CleanElement& one = text.elements[element];
    const std::vector<ByteRange> ranges =
        stays_whole(one) ? std::vector{one.bytes} : touching_sentences(text.utf8, one.bytes);
    for (const ByteRange& bytes : ranges) {
      units.push_back({element, parts[element].size(), bytes});
      parts[element].push_back({.bytes = bytes});
    }
  }
  ONGGI_TRY(const Embeddings vectors, vectors_of(text, units, embedder, cancel));
  std::vector<double> similarities;
  for (std::size_t gap = 1; gap < units.size(); ++gap)
    similarities.push_back(
        similarity(vectors, gap - std::min(gap, kWindow), gap, std::min(gap + kWindow, units.size())));
  const std::vector<bool> borders = borders_of(depths_of(similarities));
  std::int32_t topic = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i > 0 && borders[i - 1]) ++topic;
    parts[units[i].element][units[i].part].groups[0] = topic;
  }
  return parts;
}

}  // namespace onggi::chunk
