// What a question is about, where it asks what something is or what belongs to it. Inside of room answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::answer_room {

enum class Asked : std::uint8_t {
  fact,     // anything else
  meaning,  // "X는 무엇인가요?", "X란?", "what is X"
  members,  // "X에는 어떤 것이 있나요?", "X 방법", "X의 종류", "how do I X": a list tells
};

struct Topic {
  Asked asked = Asked::fact;
  std::string words;  // folded, without particle and interrogative: "연차 휴가"; empty where nothing tells
  std::string whole;  // the same with the noun that asks: "연차 휴가 신청 방법"; empty where a pronoun asks
};

/// From closed classes of Korean and English words.
Topic topic_of(std::string_view question);

/// Whether the topic ends with these words, whatever their spaces, numbering and marks of quotation: "휴가 규정에서
/// 연차 휴가" ends with "제3조(연차휴가)". They have to begin where a word does, and to have two letters and more.
bool ends_with_name(const Topic& topic, std::string_view heading);

}  // namespace onggi::answer_room
