// ONGGI_CHECK for coroutines. Inside of room serve.
#pragma once

#include "base/result.h"

// NOLINTBEGIN(bugprone-macro-parentheses): a name cannot stand in parentheses
#define ONGGI_CO_CHECK_NAMED(name, expression)                                               \
  do {                                                                                       \
    if (auto name = (expression); !name) co_return std::unexpected(std::move(name).error()); \
  } while (false)
// NOLINTEND(bugprone-macro-parentheses)
#define ONGGI_CO_CHECK(...) ONGGI_CO_CHECK_NAMED(ONGGI_JOIN(onggi_check_, __COUNTER__), (__VA_ARGS__))
