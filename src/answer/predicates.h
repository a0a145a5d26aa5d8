// What a Korean sentence says, and whether it denies it. Inside of room answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi::answer_room {

/// "연차를 쓸 수 없다" denies {"쓰"}, "쓰지 않으면 안 된다" says it: two denials are none. What means the opposite has
/// one stem: "무료" is {"유료"} denied, "제한이 없다" {"제한이 있"} denied, "금지" {"허용"} denied.
struct Predicate {
  std::string stem;
  bool is_denied = false;
  ByteRange bytes;  // of the word and what denies it
};

/// In order. Other languages than Korean have none. Cost: one analysis.
std::vector<Predicate> predicates_of(std::string_view sentence, const Analyzer& analyzer);

}  // namespace onggi::answer_room
