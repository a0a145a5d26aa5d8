// Personal data in text: find it, mask it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

class CompanyPatterns;

/// One stretch of personal data. `type` is named as in the field: EMAIL, PHONE (mobile), TEL (fixed, representative),
/// RRN (주민등록번호), FRN (외국인등록번호), CRN (법인등록번호), BRN (사업자등록번호), CARD, ACCOUNT, IBAN, PASSPORT,
/// DRIVER (운전면허), HEALTH_INS (건강보험증), CAR (차량번호), IP, PERSON, ADDRESS, US_SSN, US_DRIVER_LICENSE, URL, or
/// the type of a company's own pattern.
struct Finding {
  std::string type;
  ByteRange bytes;
  double confidence = 0;  // 0..1
  std::string
      reason;  // which rule and what raised or lowered it ("pattern, valid date, check digit"); never the value itself
};

struct FindOptions {
  std::string_view heading;                  // what stands before the text elsewhere: the header of its table column
  const CompanyPatterns* company = nullptr;  // the company's own kinds (company_patterns.h)
  bool everything = false;                   // also what is seldom a person's: URL
};

/// All findings in order, not overlapping (the more confident one wins, then the longer). Works on text as written:
/// values glued to particles ("hong@example.com입니다") and full-width digits are found. A failed check digit or date
/// lowers the confidence, it never rejects: numbers given out since October 2020 carry no check digit. Pure, thread
/// safe, O(n).
std::vector<Finding> find_personal_data(std::string_view utf8, const FindOptions& options = {});

enum class MaskAction {
  keep,             // stays as written
  replace_by_type,  // "[휴대전화번호]": the type's Korean name in brackets
  partial,          // "850315-●●●●●●●": enough to tell two apart, not enough to know
  pseudonym,        // "[이름-K7Q2MX4D]": the same value becomes the same name everywhere under the same key
};

struct MaskPolicy {
  MaskAction action = MaskAction::replace_by_type;  // for types that `of_type` does not name
  std::map<std::string, MaskAction> of_type;
  double confidence_min = 0.5;                       // findings less sure stay
  std::map<std::string, double> confidence_of_type;  // for some types another
  std::string key;  // 16 to 64 bytes, for pseudonyms: without it nobody can tell whose a name is
  std::map<std::string, std::string> names;  // what stands for a masked value of a company's own types
  // Whether a finding with this value counts; where given, it is asked instead of the confidences.
  std::function<bool(const Finding&, std::string_view value)> counts;
};

/// What a pseudonym was given for, where it was given.
struct PseudonymisedValue {
  std::string type;
  std::string value;      // as written, NFC
  std::string pseudonym;  // "K7Q2MX4D"
  std::string hash;       // 64 hex digits of which the pseudonym is the front: tells two values of one pseudonym apart
};

/// The text with its findings masked; everything outside of them stays byte for byte. Masking twice equals once.
/// `findings` as returned for the same text and options; a finding without confidence enough stays, also when it
/// appears only once another was masked. `named`, where given, takes what each pseudonym stands for.
std::string mask(std::string_view utf8, const std::vector<Finding>& findings, const MaskPolicy& policy,
                 const FindOptions& options = {}, std::vector<PseudonymisedValue>* named = nullptr);

/// All types that rules of this program give, sorted.
std::vector<std::string> personal_data_types();

/// What a type is called in Korean: "휴대전화번호" of PHONE; "개인정보" of a company's own.
std::string_view korean_name_of_type(std::string_view type);

/// The pseudonym of one value: a keyed hash (BLAKE2b) of type and value, written in eight letters and digits; spacing
/// and hyphens of numbers do not matter. Not invertible without a list of candidates and the key. 40 bits: among a
/// million values two share a pseudonym with a probability of about one third.
std::string pseudonym(std::string_view type, std::string_view value, std::string_view key);
/// The hash, whole.
std::string pseudonym_hash(std::string_view type, std::string_view value, std::string_view key);
/// The letters of a pseudonym as somebody gives it: "K7Q2MX4D", "이름-K7Q2MX4D", "[이름-k7q2mx4d]". Empty: it is none.
std::string pseudonym_letters(std::string_view given);

/// Version of the rules: part of the stage key of everything masked.
std::string_view privacy_version();

}  // namespace onggi
