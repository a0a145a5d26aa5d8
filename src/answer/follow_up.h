// Questions that cannot be understood without those before them, as questions that can. Inside of room answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi::answer_room {

/// How a follow-up is looked for.
struct Resolved {
  std::string text;   // "연차휴가는 며칠인가요?", "이월도 되나요?" → "연차휴가 이월도 되나요?"
  std::string other;  // not empty: it may as well mean this, which is looked for beside: a new subject in few words
};

/// The question with what it takes from `earlier`, the questions before it, oldest first: what stands for a
/// demonstrative ("그건", "거기서", "them"), the rest of a question that names only what is new ("신입은요?", "and for
/// interns?"), the subject of one that has none. One that says enough, or that is longer than a few words, stays as it
/// is: whoever changes the subject is not held to the old one. By closed classes of words; nothing is added that was
/// not asked. Cost: an analysis of each of the last eight questions.
Resolved resolve_follow_up(const std::vector<std::string>& earlier, std::string_view question,
                           const Analyzer& analyzer);

}  // namespace onggi::answer_room
