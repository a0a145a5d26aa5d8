// Texts without spaces and their morphemes.
#include "clean/spelling/spacing_features.h"

#include "text/features.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

std::uint64_t hash_of_bytes(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

std::string_view last_tag(std::string_view tag) {
  const std::size_t plus = tag.rfind('+');
  return plus == std::string_view::npos ? tag : tag.substr(plus + 1);
}

}  // namespace

char32_t spacing_letter(char32_t c) {
  if (c >= U'0' && c <= U'9') return U'0';
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return U'a';
  return is_hanja(c) ? U'漢' : c;
}

Unspaced without_spaces(std::u32string_view text) {
  Unspaced made;
  made.letters.reserve(text.size());
  made.space_before.reserve(text.size());
  bool space = false;
  for (const char32_t c : text) {
    if (is_white_space(c)) {
      space = true;
      continue;
    }
    made.letters.push_back(c);
    made.space_before.push_back(space && made.letters.size() > 1 ? 1 : 0);
    space = false;
  }
  return made;
}

std::vector<SpacingMorph> spacing_morphs(const Mecab& mecab, std::u32string_view unspaced) {
  std::string utf8;
  std::vector<std::uint32_t> letter_at;
  utf8.reserve(unspaced.size() * 3);
  letter_at.reserve(unspaced.size() * 3 + 1);
  for (std::size_t i = 0; i < unspaced.size(); ++i) {
    append_utf8(utf8, unspaced[i]);
    letter_at.resize(utf8.size(), static_cast<std::uint32_t>(i));
  }
  letter_at.push_back(static_cast<std::uint32_t>(unspaced.size()));
  std::vector<SpacingMorph> morphs;
  for (const DictionaryNode& node : mecab.parse(utf8)) {
    const std::string_view tag = parse_feature(node.feature).tag;
    morphs.push_back({.begin = letter_at[node.bytes.begin],
                      .end = letter_at[node.bytes.end],
                      .surface = hash_of_bytes(slice(utf8, node.bytes)),
                      .tag = hash_of_bytes(tag),
                      .first_tag = hash_of_bytes(first_tag(tag)),
                      .last_tag = hash_of_bytes(last_tag(tag))});
  }
  return morphs;
}

}  // namespace onggi::clean_room
