// One analyzer for all tests of the room: opening the dictionary once is enough.
#pragma once

#include <gtest/gtest.h>

#include "text/analyzer.h"

namespace onggi {

inline const Analyzer& shared_analyzer() {
  static const std::unique_ptr<Analyzer> analyzer = [] {
    auto opened = Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}});
    EXPECT_TRUE(opened.has_value()) << describe(opened.error());
    return opened ? *std::move(opened) : nullptr;
  }();
  return *analyzer;
}

}  // namespace onggi
