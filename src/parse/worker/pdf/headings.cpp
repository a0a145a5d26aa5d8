// See headings.h.
#include "parse/worker/pdf/headings.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "parse/worker/pdf/markers.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

bool has_letters(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t code = next_code_point(text, offset);
    const bool letter = (code >= U'A' && code <= U'Z') || (code >= U'a' && code <= U'z') ||
                        (code >= 0xC0 && code < 0x2000) || is_hangul(code) || is_hanja(code) ||
                        (code >= 0x3040 && code <= 0x30FF);
    letters += letter ? 1U : 0U;
  }
  return letters >= 2;
}

// "INTRODUCTION", "4. RESULTS AND DISCUSSION".
bool is_capitals(std::string_view text) {
  std::size_t capitals = 0;
  for (const char byte : text) {
    if (std::islower(static_cast<unsigned char>(byte)) != 0 || static_cast<unsigned char>(byte) >= 0x80) return false;
    capitals += std::isupper(static_cast<unsigned char>(byte)) != 0 ? 1U : 0U;
  }
  return capitals >= 5 && capitals * 10 >= text.size() * 6;
}

}  // namespace

BodyStyle body_style(const std::vector<PageLayout>& pages) {
  std::map<long, std::int64_t> characters;
  std::map<std::uint32_t, std::int64_t> faces;
  std::int64_t all = 0, bold = 0, mono = 0;
  for (const PageLayout& page : pages) {
    for (const Line& line : page.lines) {
      if (line.table >= 0 || line.kind != ElementKind::paragraph) continue;
      const auto count = static_cast<std::int64_t>(count_code_points(line.text));
      characters[std::lround(line.size * 2)] += count;
      all += count;
      if (line.face != 0) faces[line.face] += count;
      bold += line.bold ? count : 0;
      mono += line.mono ? count : 0;
    }
  }
  BodyStyle body;
  std::int64_t most = 0;
  for (const auto& [size, count] : characters) {
    if (count > most) most = count, body.size = static_cast<double>(size) / 2;
  }
  most = 0;
  for (const auto& [face, count] : faces) {
    if (count > most) most = count, body.face = face;
  }
  body.bold_is_special = bold * 10 < all * 4;
  body.mono_is_special = mono * 10 < all * 6;
  return body;
}

std::int32_t Headings::outline_level(const std::string& text) const {
  const auto known = outline_.find(without_spaces(text));
  return known == outline_.end() ? 0 : known->second;
}

bool Headings::is_heading(const std::string& text, const Looks& looks) const {
  if (looks.tag_level > 0) return count_visible(text) > 0;
  const std::size_t length = count_code_points(text);
  if (looks.lines > 3 || length > 120 || count_visible(text) < 2) return false;
  if (outline_level(text) > 0) return true;
  if (!has_letters(text) || has_leader(text) || has_bullet(text) || is_admonition(text)) return false;
  const bool numbered = number_depth(text) > 0, sentence = ends_a_sentence(text);
  if (body_.is_big(looks.size) && (!sentence || numbered)) return true;
  if (is_statute_heading(text) && length <= 60 && looks.lines == 1) return true;
  if (sentence || length > 80 || looks.lines > 2) return false;
  if (looks.bold && body_.bold_is_special && looks.size >= 0.95 * body_.size) return true;
  // A numbered line in another typeface than the body: Korean headings are often set in Gothic over a Myeongjo text.
  const bool other_face = looks.face != 0 && body_.face != 0 && looks.face != body_.face;
  if (other_face && (numbered || marker_depth(text) > 0) && length <= 60 && looks.size >= 0.95 * body_.size)
    return true;
  return looks.lines == 1 && is_capitals(text) && looks.size >= 0.95 * body_.size && body_.bold_is_special;
}

void Headings::add(std::size_t index, const std::string& text, const Looks& looks) {
  Found found{.index = index,
              .key = {.size = -std::lround(looks.size * 2), .plain = !looks.bold, .depth = number_depth(text)},
              .level = looks.tag_level};
  if (found.level == 0) found.level = outline_level(text);
  found_.push_back(found);
}

void Headings::take_title(const Looks& looks) {
  Key& key = found_.back().key;
  key.size = std::min(key.size, -std::lround(looks.size * 2));
  key.plain = key.plain && !looks.bold;
}

// All looks in order. Headings without a number stand with the shallowest numbers of the same looks.
std::map<Headings::Key, std::int32_t> Headings::ranking() const {
  std::map<Key, std::int32_t> levels;
  for (const Found& found : found_) levels.emplace(found.key, 0);
  std::int32_t level = 0;
  const Key* last = nullptr;
  for (auto& [key, value] : levels) {
    const bool joins = last != nullptr && last->size == key.size && last->plain == key.plain && last->depth == 0;
    if (!joins) ++level;
    value = level;
    last = &key;
  }
  return levels;
}

void Headings::rank(std::vector<Element>& elements) const {
  std::map<Key, std::map<std::int32_t, std::int32_t>> told;  // looks → level → how often the tree or outline said it
  for (const Found& found : found_) {
    if (found.level > 0) ++told[found.key][found.level];
  }
  const auto most = [](const std::map<std::int32_t, std::int32_t>& levels) {
    return std::max_element(levels.begin(), levels.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  };
  const std::map<Key, std::int32_t> levels = ranking();
  for (const Found& found : found_) {
    std::int32_t level = found.level;
    if (level == 0 && told.empty()) level = levels.at(found.key);
    if (level == 0) {  // the same looks, or one below the next more striking ones that are known
      const auto above = told.upper_bound(found.key);
      level = above == told.begin() ? 1 : most(std::prev(above)->second) + (told.contains(found.key) ? 0 : 1);
    }
    elements[found.index].level = std::clamp(level, 1, 6);
  }
}

}  // namespace onggi::parse::pdf
