// Finding: one walk over the text that asks the rules where a value may begin.
#include <algorithm>
#include <tuple>

#include "privacy/company_pattern.h"
#include "privacy/privacy.h"
#include "privacy/rule_text.h"
#include "privacy/rules.h"

namespace onggi {
namespace {

using privacy_room::Groups;
using privacy_room::Match;
using privacy_room::Page;
using privacy_room::RuleMatch;

using NumberRule = Match (*)(const Page&, std::size_t, const Groups&);
constexpr NumberRule kNumberRules[] = {
    privacy_room::match_registration, privacy_room::match_business,
    privacy_room::match_telephone,    privacy_room::match_foreign_telephone,
    privacy_room::match_card,         privacy_room::match_account,
    privacy_room::match_driver,       privacy_room::match_health_insurance,
    privacy_room::match_us_ssn,       privacy_room::match_us_driver_digits,
};
constexpr std::size_t kNumberDigitsMin = 7;

using PlaceRule = Match (*)(const Page&, std::size_t);
constexpr PlaceRule kCapitalRules[] = {privacy_room::match_passport, privacy_room::match_iban,
                                       privacy_room::match_us_driver, privacy_room::match_english_person};

// What a Hangul syllable may begin or end; one byte a syllable, made once.
enum : std::uint8_t { kLabelEnd = 1, kTitleBegin = 2, kRegionBegin = 4 };
const std::array<std::uint8_t, 11172>& syllable_marks() {
  static const auto kMarks = [] {
    std::array<std::uint8_t, 11172> marks{};
    for (std::size_t i = 0; i < marks.size(); ++i) {
      const char32_t c = 0xAC00 + static_cast<char32_t>(i);
      marks[i] = static_cast<std::uint8_t>((privacy_room::ends_label(c) ? kLabelEnd : 0) |
                                           (privacy_room::begins_title(c) ? kTitleBegin : 0) |
                                           (privacy_room::begins_region(c) ? kRegionBegin : 0));
    }
    return marks;
  }();
  return kMarks;
}

class Walk {
 public:
  Walk(const Page& page, bool everything) : page_(page), everything_(everything) {}

  std::vector<RuleMatch> run() {
    const std::string_view text = page_.text;
    for (std::size_t at = 0; at < text.size();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      if (byte < 0x80) at = ascii(at);
      else if (byte >= 0xEA && byte <= 0xED) at = hangul(at);
      else ++at;
    }
    return std::move(matches_);
  }

 private:
  void take(Match match) {
    if (match) matches_.push_back(std::move(*match));
  }

  std::size_t ascii(std::size_t at) {
    const char c = page_.text[at];
    if (privacy_room::is_digit(c)) return number(at);
    if (c == '@') take(privacy_room::match_email(page_, at));
    else if (c == '+') take(privacy_room::match_international(page_, at));
    else if (c == '(') take(privacy_room::match_bracketed(page_, at));
    else if (c == ':') take(privacy_room::match_ip6(page_, at));
    else if (privacy_room::is_upper(c) && !privacy_room::is_word(privacy_room::before_or_space(page_.text, at)))
      for (const PlaceRule rule : kCapitalRules) take(rule(page_, at));
    else if (everything_ && (c == 'h' || c == 'w')) take(privacy_room::match_url(page_, at));
    return at + 1;
  }

  std::size_t number(std::size_t at) {
    const std::string_view text = page_.text;
    std::size_t end = at;
    while (end < text.size() && privacy_room::is_digit(text[end])) ++end;
    if (!privacy_room::is_free_before(text, at)) return end;
    const Groups groups = Groups::read(text, at);
    take(privacy_room::match_address(page_, at));
    take(privacy_room::match_car(page_, at));
    if (groups.size() >= 4) take(privacy_room::match_ip4(page_, at, groups));
    if (groups.size() >= kNumberDigitsMin)
      for (const NumberRule rule : kNumberRules) take(rule(page_, at, groups));
    return end;
  }

  std::size_t hangul(std::size_t at) {
    const char32_t c = privacy_room::syllable_at(page_.text, at);
    if (c == 0) return at + 1;
    const std::uint8_t marks = syllable_marks()[c - 0xAC00];
    if (marks != 0) {
      if ((marks & kLabelEnd) != 0) take(privacy_room::match_name_behind_label(page_, at));
      if ((marks & kTitleBegin) != 0) take(privacy_room::match_name_before_title(page_, at));
      if ((marks & kRegionBegin) != 0) take(privacy_room::match_region(page_, at));
    }
    return at + privacy_room::kSyllable;
  }

  const Page& page_;
  bool everything_;
  std::vector<RuleMatch> matches_;
};

// Names stand beside other data of the same person.
void add_names_beside(const Page& page, std::vector<RuleMatch>& matches) {
  constexpr double kSure = 0.5;
  const std::size_t count = matches.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto [begin, end, confidence] = std::tuple(matches[i].begin, matches[i].end, matches[i].confidence);
    if (confidence < kSure || matches[i].type == "PERSON") continue;
    for (Match match : {privacy_room::name_before(page, begin), privacy_room::name_behind(page, end)})
      if (match) matches.push_back(std::move(*match));
  }
}

bool is_better(const Finding& a, const Finding& b) {
  if (a.confidence > b.confidence || a.confidence < b.confidence) return a.confidence > b.confidence;
  return a.bytes.size() != b.bytes.size() ? a.bytes.size() > b.bytes.size() : a.bytes.begin < b.bytes.begin;
}

// Sorted by place, each finding meets the last kept one only: the better of two that overlap stays.
std::vector<Finding> without_overlaps(std::vector<Finding> findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.bytes.begin, a.bytes.end, a.type) < std::tie(b.bytes.begin, b.bytes.end, b.type);
  });
  std::vector<Finding> kept;
  for (Finding& finding : findings) {
    bool wins = true;
    while (wins && !kept.empty() && kept.back().bytes.end > finding.bytes.begin) {
      wins = is_better(finding, kept.back());
      if (wins) kept.pop_back();
    }
    if (wins) kept.push_back(std::move(finding));
  }
  return kept;
}

}  // namespace

std::vector<Finding> find_personal_data(std::string_view utf8, const FindOptions& options) {
  const privacy_room::RuleText text(utf8);
  const Page page{text.text(), options.heading};
  std::vector<RuleMatch> matches = Walk(page, options.everything).run();
  if (Match name = privacy_room::match_name_under_heading(page)) matches.push_back(std::move(*name));
  if (options.company != nullptr) privacy_room::add_company_matches(*options.company, page, matches);
  add_names_beside(page, matches);
  std::vector<Finding> findings;
  findings.reserve(matches.size());
  for (RuleMatch& match : matches)
    findings.push_back(
        {std::string(match.type), text.original(match.begin, match.end), match.confidence, std::move(match.reason)});
  return without_overlaps(std::move(findings));
}

std::string_view privacy_version() { return "rules-3"; }

}  // namespace onggi
