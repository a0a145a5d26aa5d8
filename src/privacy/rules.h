// The rules of personal data: one function a kind, called where such a value may begin. Inside of privacy/.
//
// A rule adds up what speaks for its kind (form, check digit, date, words around) and never rejects by a check digit
// alone: numbers given out since October 2020 carry none, and a typing error in a document is still somebody's number.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "privacy/characters.h"

namespace onggi::privacy_room {

/// Text as the rules see it (full-width letters, digits and marks are ASCII) with the words that stand before it
/// elsewhere: the header of the column, the label of the row.
struct Page {
  std::string_view text;
  std::string_view heading;
};

/// What a rule says about one place; `end` is exclusive. `reason` names what was weighed, never the value.
struct RuleMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view type;
  double confidence = 0;
  std::string reason;
};
using Match = std::optional<RuleMatch>;

/// Weighs one candidate: starts from the form, each sign adds or takes.
class Weight {
 public:
  Weight(std::string_view form, double confidence) : reason_(form), confidence_(confidence) {}
  Weight& add(bool holds, double amount, std::string_view why) {
    if (holds) confidence_ += amount, reason_.append(", ").append(why);
    return *this;
  }
  Match match(std::string_view type, std::size_t begin, std::size_t end) const;

 private:
  std::string reason_;
  double confidence_;
};

// At the first digit of a run that nothing holds on the left; `groups` was read there.
Match match_registration(const Page& page, std::size_t at, const Groups& groups);  // RRN, FRN, CRN
Match match_business(const Page& page, std::size_t at, const Groups& groups);      // BRN
Match match_telephone(const Page& page, std::size_t at, const Groups& groups);     // PHONE, TEL in Korea
Match match_foreign_telephone(const Page& page, std::size_t at, const Groups& groups);
Match match_card(const Page& page, std::size_t at, const Groups& groups);
Match match_account(const Page& page, std::size_t at, const Groups& groups);
Match match_driver(const Page& page, std::size_t at, const Groups& groups);
Match match_health_insurance(const Page& page, std::size_t at, const Groups& groups);
Match match_ip4(const Page& page, std::size_t at, const Groups& groups);
Match match_us_driver_digits(const Page& page, std::size_t at, const Groups& groups);
Match match_us_ssn(const Page& page, std::size_t at, const Groups& groups);

// At the first digit too.
Match match_car(const Page& page, std::size_t at);
Match match_address(const Page& page, std::size_t at);

// At a mark or letter.
Match match_email(const Page& page, std::size_t at);           // at '@'
Match match_international(const Page& page, std::size_t at);   // at '+'
Match match_bracketed(const Page& page, std::size_t at);       // at '('
Match match_ip6(const Page& page, std::size_t at);             // at ':'
Match match_passport(const Page& page, std::size_t at);        // at a capital
Match match_iban(const Page& page, std::size_t at);            // at a capital
Match match_us_driver(const Page& page, std::size_t at);       // at a capital
Match match_english_person(const Page& page, std::size_t at);  // at a capital
Match match_url(const Page& page, std::size_t at);             // at 'h' or 'w'

// At a Hangul syllable.
Match match_name_behind_label(const Page& page, std::size_t at);  // at the last syllable of a label
Match match_name_before_title(const Page& page, std::size_t at);  // at the first syllable of a title
Match match_region(const Page& page, std::size_t at);             // at the first syllable of a province

/// The name that is all of the text, under a heading that asks for one.
Match match_name_under_heading(const Page& page);

/// The name that ends at `end` or begins at `begin` beside other personal data.
Match name_before(const Page& page, std::size_t end);
Match name_behind(const Page& page, std::size_t begin);

/// Whether a syllable may begin a title or end a label, so that most text costs one look into a table.
bool ends_label(char32_t syllable);
bool begins_title(char32_t syllable);
bool begins_region(char32_t syllable);

}  // namespace onggi::privacy_room
