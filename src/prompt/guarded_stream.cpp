// Answers that come in pieces.
#include <algorithm>

#include "privacy/privacy.h"
#include "prompt/guards.h"

namespace onggi {
namespace {

constexpr std::size_t kBehindMin = 48;     // bytes that must have come behind an end, so that nothing goes on over it
constexpr std::size_t kBeforeMax = 256;    // bytes of what went on that the rules still see
constexpr std::size_t kWaitingMax = 2048;  // then the end of a word is taken for the end of a sentence

MaskPolicy by_kind() { return {}; }

}  // namespace

std::string masked_personal_data(std::string_view utf8, const KnownPersonalData& known) {
  return mask(utf8, known.find(utf8), by_kind());
}

GuardedStream::GuardedStream(const GuardSet& set, Sink sink, KnownPersonalData known)
    : set_(set),
      sink_(std::move(sink)),
      known_(std::move(known)),
      masks_(set.policy().mask_answer),
      takes_out_(std::ranges::any_of(set.rules().rules(), [](const GuardRule& rule) {
        return rule.deed == GuardDeed::refuse && rule.looks_at(GuardPlace::answer);
      })) {}

bool GuardedStream::push(std::string_view piece) {
  if (!masks_ && !takes_out_) return sink_(piece);
  waiting_ += piece;
  const std::size_t end = safe_end();
  return end == 0 || release(end);
}

bool GuardedStream::finish() { return waiting_.empty() || release(waiting_.size()); }

// The last end of a sentence (or of a word, when much waits) that no finding spans; 0: none.
std::size_t GuardedStream::safe_end() const {
  if (waiting_.size() <= kBehindMin) return 0;
  const bool much = waiting_.size() > kWaitingMax;
  const auto findings = known_.find(before_ + waiting_);
  for (std::size_t end = floor_to_code_point(waiting_, waiting_.size() - kBehindMin); end > 0; --end) {
    const char last = waiting_[end - 1];
    const bool sentence =
        last == '\n' || (last == ' ' && end > 1 && std::string_view(".!?").contains(waiting_[end - 2]));
    if (!sentence && !(much && last == ' ')) continue;
    const std::size_t at = before_.size() + end;
    const bool spanned = std::ranges::any_of(
        findings, [at](const Finding& finding) { return finding.bytes.begin < at && at <= finding.bytes.end; });
    if (!spanned) return end;
  }
  return 0;
}

std::string GuardedStream::masked(std::size_t end) const {
  const std::string seen = before_ + waiting_.substr(0, end);
  auto findings = known_.find(before_ + waiting_);
  std::erase_if(findings, [&](const Finding& finding) { return finding.bytes.end > seen.size(); });
  const std::string text = mask(seen, findings, by_kind());
  // What went on is context: its own values were masked then.
  std::erase_if(findings, [&](const Finding& finding) { return finding.bytes.begin >= before_.size(); });
  return text.substr(std::min(mask(before_, findings, by_kind()).size(), text.size()));
}

bool GuardedStream::release(std::size_t end) {
  std::string text = masks_ ? masked(end) : waiting_.substr(0, end);
  if (takes_out_) text = GuardSet::without_refused(text, set_.look(text, GuardPlace::answer), kTakenOut);
  before_ += waiting_.substr(0, end);
  before_.erase(0, floor_to_code_point(before_, before_.size() - std::min(before_.size(), kBeforeMax)));
  waiting_.erase(0, end);
  return sink_(text);
}

}  // namespace onggi
