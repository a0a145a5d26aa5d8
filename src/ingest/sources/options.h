// What each kind of source may be told. Inside of room ingest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi::sources {

enum class OptionType : std::uint8_t { text, texts, integer, flag };

struct OptionRule {
  std::string_view name;
  OptionType type = OptionType::text;
  bool required = false;
  std::int64_t min = 0, max = 0, fallback = 0;  // of integers; of flags `fallback`
  std::string_view fallback_text;
};

struct KindRule {
  std::string_view kind;
  bool local = false;  // reads files of this machine
  std::span<const OptionRule> options;
  std::span<const std::string_view> secrets;
};

std::span<const KindRule> kind_rules();
/// Errors: invalid_argument that lists the kinds.
Result<KindRule> rule_of(std::string_view kind);

/// Options of one source, each one there: given or its default.
class Options {
 public:
  /// Errors: invalid_argument naming the option and what it takes.
  static Result<Options> read(std::string_view kind, std::string_view json);

  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  bool flag(std::string_view name) const;

  /// Those that were given, as they are kept.
  std::string given() const;

 private:
  std::shared_ptr<const nlohmann::json> given_, all_;  // shared by copies, never changed
};

/// Whether a path fits the globs of `include` (none: all do) and none of `exclude`. `*` also spans slashes; a glob
/// without a slash is held against the last segment.
bool wanted(const std::string& path, const std::vector<std::string>& include, const std::vector<std::string>& exclude);

}  // namespace onggi::sources
