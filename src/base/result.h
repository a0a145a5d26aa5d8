// Result<T>: the one way in which onggi says that something did not work.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace onggi {

/// What happened, in words that the edges translate: serve/error.cpp into an HTTP status, cli into an exit code.
/// Each code has a test that provokes it.
enum class ErrorCode {
  invalid_argument,  // the caller asked wrongly: bad option, bad field            exit 2, HTTP 400
  bad_input,         // the given bytes are broken, empty or locked by a password   exit 3, HTTP 422
  unauthenticated,   // nobody is logged in, or the key is wrong                    exit 4, HTTP 401
  not_allowed,       // known person, missing right                                 exit 4, HTTP 403
  not_found,         // no such row, file, model                                    exit 5, HTTP 404
  conflict,          // exists already, or changed meanwhile                        exit 2, HTTP 409
  limit_exceeded,    // a named limit was reached: bytes, pages, rate               exit 6, HTTP 413 (429 for rates)
  internal,          // our own mistake                                             exit 7, HTTP 500
  unsupported,       // known but not readable here; names what would be needed     exit 8, HTTP 415
  unavailable,       // port in use, disk full, home read-only, server gone         exit 9, HTTP 503
  timeout,           // the deadline passed                                         exit 9, HTTP 504
  cancelled,         // the person or the client stopped it                         exit 130, HTTP 499
};

/// The code's name as it stands in JSON and logs: "not_found".
std::string_view to_string(ErrorCode code);

/// Back from its name, for errors that crossed a process border; an unknown name is `internal`.
ErrorCode error_code_from(std::string_view name);

/// What went wrong, for an operator: what, where (id, page, byte offset) and what to do.
/// Never holds document text, prompts or keys: logs travel further than documents.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string where;  // outermost place first, joined with ": "; filled by within()
  std::string
      reason;  // short machine-readable cause ("password_required", "empty_file"); empty when the code says it all
};

/// One line: "where: message" or just the message.
std::string describe(const Error& error);

template <typename T>
using Result = std::expected<T, Error>;

/// `return fail(ErrorCode::not_found, "no document " + id);`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string reason = {}) {
  return std::unexpected(Error{code, std::move(message), {}, std::move(reason)});
}

/// Adds where it happened, not what again: `return within("document " + id, std::move(result).error());`
[[nodiscard]] std::unexpected<Error> within(std::string_view where, Error error);

}  // namespace onggi

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration and a name cannot stand in parentheses
// Why __COUNTER__ and not __LINE__: a lambda inside of the expression may use these macros again, on the same line.
#define ONGGI_JOIN_INNER(a, b) a##b
#define ONGGI_JOIN(a, b) ONGGI_JOIN_INNER(a, b)
#define ONGGI_TRY_NAMED(name, declaration, expression)        \
  auto name = (expression);                                   \
  if (!name) return std::unexpected(std::move(name).error()); \
  declaration = *std::move(name)
#define ONGGI_CHECK_NAMED(name, expression)                                               \
  do {                                                                                    \
    if (auto name = (expression); !name) return std::unexpected(std::move(name).error()); \
  } while (false)

// ONGGI_TRY(auto value, expression): the value of a Result, or return its error from this function. A statement of its
// own, not the body of an `if`.
#define ONGGI_TRY(declaration, ...) ONGGI_TRY_NAMED(ONGGI_JOIN(onggi_try_, __COUNTER__), declaration, (__VA_ARGS__))

// ONGGI_CHECK(expression): for Result<void>; return the error from this function.
#define ONGGI_CHECK(...) ONGGI_CHECK_NAMED(ONGGI_JOIN(onggi_check_, __COUNTER__), (__VA_ARGS__))
// NOLINTEND(bugprone-macro-parentheses)

// Our own mistakes only; never reachable from input. Prints the reason and aborts.
#define ONGGI_ASSERT(condition, reason) \
  ((condition) ? static_cast<void>(0) : ::onggi::assertion_failed(#condition, reason, __FILE__, __LINE__))

namespace onggi {
[[noreturn]] void assertion_failed(const char* condition, const char* reason, const char* file, int line);
}
