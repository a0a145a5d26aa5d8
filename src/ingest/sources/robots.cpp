// See robots.h.
#include "ingest/sources/robots.h"

#include <algorithm>
#include <cstdlib>

#include "net/url.h"

namespace onggi::sources {
namespace {

constexpr std::string_view kOurName = "onggi";
constexpr std::int64_t kDelayMaxMs = 60'000;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// "*" stands for anything, "$" at the end for the end. Greedy with one way back: linear in path times stars.
bool fits(std::string_view pattern, std::string_view path) {
  const bool whole = pattern.ends_with('$');
  if (whole) pattern.remove_suffix(1);
  std::size_t p = 0, star = std::string_view::npos, back = 0;
  for (std::size_t i = 0; i < path.size() || p < pattern.size();) {
    if (p == pattern.size() && !whole) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++, back = i;
    } else if (i < path.size() && p < pattern.size() && pattern[p] == path[i]) {
      ++p, ++i;
    } else if (star != std::string_view::npos && back < path.size()) {
      p = star + 1, i = ++back;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

Robots Robots::read(std::string_view text) {
  Robots ours, all;
  bool names_us = false, names_all = false, in_names = false, found_us = false;
  std::vector<std::string> sitemaps;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = net::lower(trimmed(line.substr(0, colon)));
    const std::string value(trimmed(line.substr(colon + 1)));
    if (name == "sitemap") sitemaps.push_back(value);
    if (name == "user-agent") {
      if (!in_names) names_us = names_all = false;
      in_names = true;
      names_us |= net::lower(value) == kOurName;
      names_all |= value == "*";
      found_us |= names_us;
      continue;
    }
    if (name == "sitemap") continue;
    in_names = false;
    for (Robots* robots : {names_us ? &ours : nullptr, names_all ? &all : nullptr}) {
      if (robots == nullptr) continue;
      if ((name == "allow" || name == "disallow") && !value.empty()) robots->rules_.push_back({value, name == "allow"});
      if (name == "crawl-delay")
        robots->delay_ms_ =
            std::clamp<std::int64_t>(static_cast<std::int64_t>(std::atof(value.c_str()) * 1000), 0, kDelayMaxMs);
    }
  }
  Robots& chosen = found_us ? ours : all;
  chosen.sitemaps_ = std::move(sitemaps);
  return chosen;
}

bool Robots::allows(std::string_view path) const {
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    if (!fits(rule.pattern, path)) continue;
    const bool longer = best == nullptr || rule.pattern.size() > best->pattern.size();
    if (longer || (rule.pattern.size() == best->pattern.size() && rule.allow)) best = &rule;
  }
  return best == nullptr || best->allow;
}

}  // namespace onggi::sources
