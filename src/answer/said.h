// What a question says itself, which is no answer to it. Inside of room answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/quantity.h"

namespace onggi::answer_room {

/// "10년 근속한 직원의 포상금은 얼마입니까?" is not answered by "10년", nor the certificate number of "RX-10" by
/// "RX-10".
class Said {
 public:
  explicit Said(std::string_view question);

  /// The text without the quantities and the codes (runs of Latin letters, digits and hyphens) of the question.
  std::string left_out_of(std::string_view text) const;

 private:
  std::vector<Quantity> quantities_;
  std::vector<std::string> codes_;
};

}  // namespace onggi::answer_room
