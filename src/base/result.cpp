// Names of error codes and the words around an error.
#include "base/result.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace onggi {
namespace {

constexpr std::array<std::pair<ErrorCode, std::string_view>, 12> kNames{{
    {ErrorCode::invalid_argument, "invalid_argument"},
    {ErrorCode::bad_input, "bad_input"},
    {ErrorCode::unauthenticated, "unauthenticated"},
    {ErrorCode::not_allowed, "not_allowed"},
    {ErrorCode::not_found, "not_found"},
    {ErrorCode::conflict, "conflict"},
    {ErrorCode::limit_exceeded, "limit_exceeded"},
    {ErrorCode::internal, "internal"},
    {ErrorCode::unsupported, "unsupported"},
    {ErrorCode::unavailable, "unavailable"},
    {ErrorCode::timeout, "timeout"},
    {ErrorCode::cancelled, "cancelled"},
}};

}  // namespace

std::string_view to_string(ErrorCode code) {
  for (const auto& [known, name] : kNames)
    if (known == code) return name;
  return "internal";
}

ErrorCode error_code_from(std::string_view name) {
  for (const auto& [code, known] : kNames)
    if (known == name) return code;
  return ErrorCode::internal;
}

std::string describe(const Error& error) {
  return error.where.empty() ? error.message : error.where + ": " + error.message;
}

std::unexpected<Error> within(std::string_view where, Error error) {
  error.where = error.where.empty() ? std::string(where) : std::string(where) + ": " + error.where;
  return std::unexpected(std::move(error));
}

void assertion_failed(const char* condition, const char* reason, const char* file, int line) {
  std::fprintf(stderr, "onggi: %s:%d: %s must hold: %s\n", file, line, condition, reason);
  std::abort();
}

}  // namespace onggi
