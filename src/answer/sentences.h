// The sentences of a generated answer, each held against its sources: marked, or left out. Inside of room answer.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.h"
#include "answer/guarded.h"
#include "answer/support.h"

namespace onggi::answer_room {

/// What the sentences of one answer are held against, read when the first is. Not thread safe.
class SentenceCheck {
 public:
  /// All outlive this. `sources`: how many hits the model was given; its [n] means hit n.
  SentenceCheck(const AskRequest& request, const SearchResult& found, const GuardedHits& guarded, std::size_t sources,
                const Analyzer& analyzer);

  /// Of a sentence as the model wrote it.
  Support of_raw(std::string_view sentence);
  /// Fills Answer::sentences; markers mean its citations.
  void mark(Answer& answer);

 private:
  SupportFinding look(std::string_view sentence, const std::vector<std::size_t>& cited);

  const AskRequest& request_;
  const SearchResult& found_;
  const GuardedHits& guarded_;
  std::size_t sources_;
  const Analyzer& analyzer_;
  std::unique_ptr<SupportCheck> support_;
};

/// Lets through what is borne out, a sentence at a time.
class SentenceStream {
 public:
  /// `sink` may be null. `check` outlives this.
  SentenceStream(SentenceCheck& check, TextSink sink) : check_(check), sink_(std::move(sink)) {}

  /// False: the reader went away.
  bool push(std::string_view piece);
  bool finish();
  /// All that went through.
  const std::string& text() const { return text_; }

 private:
  bool pass(std::string_view sentence);

  SentenceCheck& check_;
  TextSink sink_;
  std::string waiting_, text_;
};

}  // namespace onggi::answer_room
