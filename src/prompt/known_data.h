// Personal data that was found where much stood around it, known again where little does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "privacy/privacy.h"

namespace onggi {

/// A document says "담당자 홍길동", an answer only "홍길동입니다": what the first shows to be a name is one in the
/// second, too. For one thread while it is added to.
class KnownPersonalData {
 public:
  /// What is found in this text, or in a line of it by itself, is known from now on. Cost: twice find_personal_data().
  void add(std::string_view utf8);

  /// What find_personal_data() finds, and known values that begin and end where a word or number does; in order, not
  /// overlapping. Values of fewer than three letters are not known again: they are parts of other words too often.
  std::vector<Finding> find(std::string_view utf8) const;

 private:
  struct Value {
    std::string text, type;
  };
  std::vector<Value> values_;  // the longest first
};

}  // namespace onggi
