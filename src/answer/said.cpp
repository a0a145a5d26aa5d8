// Quantities by value and unit, codes by letter.
#include "answer/said.h"

#include <algorithm>
#include <ranges>

#include "answer/expectation.h"

namespace onggi::answer_room {
namespace {

bool is_letter(char byte) { return byte >= 'a' && byte <= 'z'; }

void erase(std::string& text, const std::vector<ByteRange>& ranges) {
  for (const ByteRange& range : std::views::reverse(ranges)) text.erase(range.begin, range.size());
}

}  // namespace

Said::Said(std::string_view question) : quantities_(quantities_of(question)) {
  for (const ByteRange& run : codes_of(question))  // "3" of "3명" says nothing about "3일"
    if (std::string code = fold(slice(question, run)); std::ranges::any_of(code, is_letter))
      codes_.push_back(std::move(code));
}

std::string Said::left_out_of(std::string_view text) const {
  std::string rest(text);
  std::vector<ByteRange> said;
  if (!quantities_.empty())
    for (const Quantity& one : quantities_of(text))
      if (std::ranges::any_of(quantities_,
                              [&](const Quantity& q) { return q.value == one.value && q.unit == one.unit; }))
        said.push_back(one.bytes);
  erase(rest, said);
  if (codes_.empty()) return rest;
  said.clear();
  for (const ByteRange& code : codes_of(rest))
    if (std::ranges::find(codes_, fold(slice(rest, code))) != codes_.end()) said.push_back(code);
  erase(rest, said);
  return rest;
}

}  // namespace onggi::answer_room
