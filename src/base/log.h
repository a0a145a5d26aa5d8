// One log for the program: lines on stderr, machine-readable fields, never document text or secrets.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace onggi {

enum class LogLevel { debug, info, warning, error, off };

/// "debug", "info", "warning", "error", "off"; anything else gives `info`.
LogLevel log_level_from(std::string_view name);

/// Set once at start, before threads. Default: warning.
void set_log_level(LogLevel level);

/// One field of a log line. Values are ids, counts, codes and paths: never text of documents, questions or keys.
struct LogField {
  std::string_view name;
  std::variant<std::string, std::int64_t, double> value;
};

/// `log(LogLevel::info, "document ready", {{"document", id}, {"chunks", 12}})`. Thread safe; about a microsecond when
/// switched off.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace onggi
