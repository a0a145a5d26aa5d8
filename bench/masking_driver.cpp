// Answers that come in pieces, with personal data masked: standard input a text a line as a JSON string, standard
// output
// {"whole": the text masked at once, "cuts": how many ways it was cut, "others": how many of these came out otherwise}
// a line. Each text stands between two sentences, is cut in two at every place, and comes a character at a time. For
// bench/masking.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "prompt/guards.h"
#include "text/text.h"

namespace {

using namespace onggi;

std::string streamed(const GuardSet& set, const std::vector<std::string_view>& pieces) {
  std::string out;
  GuardedStream stream(set, [&out](std::string_view piece) {
    out += piece;
    return true;
  });
  for (const std::string_view piece : pieces)
    if (!piece.empty()) stream.push(piece);
  stream.finish();
  return out;
}

}  // namespace

int main() {
  GuardPolicy policy;
  policy.mask_answer = true;
  const GuardSet set(GuardRules::read("").value(), policy, 1);
  for (std::string line; std::getline(std::cin, line);) {
    const auto middle = nlohmann::json::parse(line).get<std::string>();
    const std::string text = "문의하신 내용을 문서에서 찾았습니다. " + middle +
                             " [1]. 더 자세한 내용은 원문의 해당 쪽을 펼쳐서 확인해 주시기 바랍니다. 고맙습니다.";
    const std::string whole = masked_personal_data(text);
    std::vector<std::string_view> letters;
    std::size_t cuts = 0, others = 0;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      next_code_point(text, end);
      const std::string_view view = text;
      letters.push_back(view.substr(at, end - at));
      ++cuts, others += streamed(set, {view.substr(0, end), view.substr(end)}) != whole;
      at = end;
    }
    ++cuts, others += streamed(set, letters) != whole;
    std::cout << nlohmann::json{{"whole", whole}, {"cuts", cuts}, {"others", others}}.dump() << '\n';
  }
}
