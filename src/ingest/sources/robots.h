// What a site allows robots (RFC 9309). Inside of room ingest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::sources {

class Robots {
 public:
  /// Of the groups for "onggi", else of those for "*". What is not understood is passed over.
  static Robots read(std::string_view text);

  /// `path` with its query. The longest rule that fits decides, "allow" of two equal ones.
  bool allows(std::string_view path) const;
  std::int64_t delay_ms() const { return delay_ms_; }  // 0: it names none
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::vector<std::string> sitemaps_;
  std::int64_t delay_ms_ = 0;
};

}  // namespace onggi::sources
