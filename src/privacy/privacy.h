// Personal data in text: find it, mask it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

/// One stretch of personal data. `type` is named as in the field: "EMAIL", "PHONE" (mobile), "TEL" (fixed,
/// representative), "RRN" (주민등록번호), "FRN" (외국인등록번호).
struct Finding {
  std::string type;
  ByteRange bytes;
  double confidence = 0;  // 0..1
  std::string
      reason;  // which rule and what raised or lowered it ("pattern, valid date, check digit"); never the value itself
};

/// All findings in order, not overlapping (the more confident one wins, then the longer). Works on text as written:
/// values glued to particles ("hong@example.com입니다") and full-width digits are found. A failed check digit lowers
/// the confidence, it never rejects: numbers given out since October 2020 carry none. Pure, thread safe, O(n).
std::vector<Finding> find_personal_data(std::string_view utf8);

enum class MaskAction {
  replace_by_type,  // "[전화번호]" style: the type's Korean name in brackets
  partial,          // "850315-●●●●●●●": enough to tell two apart, not enough to know
};

/// The text with each finding of at least `confidence_min` masked. Masking twice equals once. `findings` as returned
/// for the same text.
std::string mask(std::string_view utf8, const std::vector<Finding>& findings, MaskAction action,
                 double confidence_min = 0.5);

/// Version of the rules: part of the stage key of everything masked.
std::string_view privacy_version();

}  // namespace onggi
