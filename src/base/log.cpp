// spdlog behind our own door: time, level, event, key=value.
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace onggi {
namespace {

spdlog::level::level_enum native(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("onggi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    made->set_level(spdlog::level::warn);
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

// A line stays a line: control characters would let a file name forge log entries.
void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') line += '\\';
    line += static_cast<unsigned char>(byte) < 0x20 ? ' ' : byte;
  }
  line += '"';
}

struct AppendValue {
  std::string& line;
  void operator()(const std::string& text) const { append_quoted(line, text); }
  void operator()(std::int64_t number) const { line += std::to_string(number); }
  void operator()(double number) const { line += fmt::format("{:.3f}", number); }
};

}  // namespace

LogLevel log_level_from(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  if (name == "off") return LogLevel::off;
  return LogLevel::info;
}

void set_log_level(LogLevel level) { logger().set_level(native(level)); }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!logger().should_log(native(level))) return;
  std::string line(event);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    std::visit(AppendValue{line}, field.value);
  }
  logger().log(native(level), line);
}

}  // namespace onggi
