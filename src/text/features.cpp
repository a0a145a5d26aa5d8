// Reading of mecab-ko-dic's feature strings.
#include "text/features.h"

#include <algorithm>
#include <array>

namespace onggi {
namespace {

std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& tags, std::string_view tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

constexpr std::array<std::string_view, 9> kContentTags = {"NNG", "NNP", "NR", "VV", "VA", "MAG", "XR", "SH", "UNKNOWN"};
constexpr std::array<std::string_view, 6> kNounTags = {"NNG", "NNP", "NR", "XR", "SH", "UNKNOWN"};

}  // namespace

Feature parse_feature(std::string_view feature) {
  std::array<std::string_view, 8> fields;
  for (std::string_view& field : fields) {
    field = take_until(feature, ',');
    if (field == "*") field = {};
  }
  return {.tag = fields[0], .reading = fields[3], .type = fields[4], .expression = fields[7]};
}

std::vector<ExpressionPart> parse_expression(std::string_view expression) {
  std::vector<ExpressionPart> parts;
  while (!expression.empty()) {
    std::string_view piece = take_until(expression, '+');
    const std::string_view form = take_until(piece, '/');
    const std::string_view tag = take_until(piece, '/');
    if (!form.empty() && !tag.empty()) parts.push_back({form, tag});
  }
  return parts;
}

bool is_content_tag(std::string_view tag) { return contains(kContentTags, tag); }
bool is_noun_tag(std::string_view tag) { return contains(kNounTags, tag); }
std::string_view first_tag(std::string_view tag) { return tag.substr(0, tag.find('+')); }

}  // namespace onggi
