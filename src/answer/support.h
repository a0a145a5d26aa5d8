// Whether what a model wrote stands in the sources that it had: numbers, dates, names, denials. Inside of room answer.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.h"

namespace onggi::answer_room {

struct SupportFinding {
  Support support = Support::borne_out;
  std::string what;  // of the sentence, as written; empty: the sentence as a whole
};

struct SupportSource;

/// Sources read once for all sentences of an answer. Looks at what can be compared without a model of language: a
/// number, date or name that no source and no question holds; a denial of what the nearest sentence of the sources says
/// (predicates.h); a sentence that shares less than a third of its words with them. What two texts say in other words
/// it takes as borne out. Thread safe after construction.
class SupportCheck {
 public:
  /// `sources`: texts with what stands above them; `known`: the question and earlier ones, whose names and numbers may
  /// be repeated. `analyzer` outlives this. Cost: one analysis of each.
  SupportCheck(std::span<const std::string> sources, std::string_view known, const Analyzer& analyzer);
  ~SupportCheck();
  SupportCheck(const SupportCheck&) = delete;
  SupportCheck& operator=(const SupportCheck&) = delete;

  /// `sentence` has no markers; `cited`: indexes of the sources that it names, none: all are looked at.
  SupportFinding look(std::string_view sentence, std::span<const std::size_t> cited) const;

 private:
  const Analyzer& analyzer_;
  std::vector<std::unique_ptr<SupportSource>> sources_;
  std::unique_ptr<SupportSource> known_;
};

}  // namespace onggi::answer_room
