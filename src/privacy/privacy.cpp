// Finding and masking: the driver over the rule table.
#include "privacy/privacy.h"

#include <algorithm>
#include <tuple>

#include "privacy/rules.h"

namespace onggi {
namespace {

// Full-width ASCII (！ to ～) and the hyphens people paste (‐ ‑ – − －) become what the rules know.
char ascii_of(char32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC) return '-';
  if (c == 0xA0 || c == 0x3000) return ' ';
  return 0;
}

RuleText rule_text(std::string_view utf8) {
  RuleText made;
  made.text.reserve(utf8.size());
  made.original.reserve(utf8.size() + 1);
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const char ascii = ascii_of(next_code_point(utf8, offset));
    if (ascii != 0) {
      made.text += ascii;
      made.original.push_back(begin);
      continue;
    }
    for (std::size_t i = begin; i < offset; ++i) made.text += utf8[i], made.original.push_back(begin);
  }
  made.original.push_back(utf8.size());
  return made;
}

std::vector<Finding> all_findings(const RuleText& text) {
  std::vector<Finding> findings;
  for (std::size_t at = 0; at < text.text.size(); ++at) {
    for (const Rule& rule : rules()) {
      if (!rule.begins(text.text[at])) continue;
      std::optional<RuleMatch> match = rule.match(text.text, at);
      if (!match) continue;
      const ByteRange bytes{text.original[match->begin], text.original[match->end]};
      findings.push_back({std::string(match->type), bytes, match->confidence, std::move(match->reason)});
    }
  }
  return findings;
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

// Two rounds are usual with glued values; each is a pass over the text.
constexpr int kRoundsMax = 16;

struct Masked {
  std::string text;
  bool changed = false;
};

Masked mask_once(std::string_view utf8, const std::vector<Finding>& findings, MaskAction action,
                 double confidence_min) {
  Masked masked;
  masked.text.reserve(utf8.size());
  std::size_t done = 0;
  for (const Finding& finding : findings) {
    if (finding.confidence < confidence_min || finding.bytes.begin < done || finding.bytes.end > utf8.size()) continue;
    const MaskForm& form = mask_form(finding.type);
    masked.text.append(utf8, done, finding.bytes.begin - done);
    if (action == MaskAction::partial) masked.text += form.partial(slice(utf8, finding.bytes));
    else masked.text.append("[").append(form.korean_name).append("]");
    done = finding.bytes.end;
    masked.changed = true;
  }
  masked.text.append(utf8, done);
  return masked;
}

}  // namespace

std::vector<Finding> find_personal_data(std::string_view utf8) {
  return without_overlaps(all_findings(rule_text(utf8)));
}

std::string mask(std::string_view utf8, const std::vector<Finding>& findings, MaskAction action,
                 double confidence_min) {
  Masked masked = mask_once(utf8, findings, action, confidence_min);
  // What was glued to a value ("a@b.krc@d.kr") may show only now.
  for (int round = 0; masked.changed && round < kRoundsMax; ++round)
    masked = mask_once(masked.text, find_personal_data(masked.text), action, confidence_min);
  return std::move(masked.text);
}

std::string_view privacy_version() { return "rules-1"; }

}  // namespace onggi
