// Answers as traces (monitor/trace.h), and asking again what a trace tells of.
//
// course: {"hits": [{"rank","score","fused","coverage","legs","reranker","document","chunk_id","label","read",
// "cited"}], "guards": [...]}; text: {"question","queries","answer","citations","messages","asked"}. `asked` is what
// the question is asked again with; it and the system message of `messages` hold an application's instructions and the
// company's prompts, which are not for everybody who asks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answer/answer.h"
#include "base/result.h"
#include "monitor/trace.h"

namespace onggi {

/// Whether what was asked, found and answered is kept, or ids and numbers alone.
enum class TraceText : std::uint8_t { no, yes };

/// Fills in what question and answer tell; the rest of `trace` stays. Of what failed only that it did.
void tell(const AskRequest& request, const Result<Answer>& answer, TraceText text, Trace& trace);

/// The question again, with the same settings and prompt versions. Errors: conflict ("no_text"): the trace has no text,
/// or not of an answer from documents; not_found ("documents_closed"): its reader may not see its documents now.
Result<AskRequest> asked_again(const Trace& trace);

/// A hit that one of two answers has and the other has not.
struct OtherHit {
  DocumentId document;
  ChunkId chunk;
};

/// How an answer differs from the one that a trace tells of.
struct TraceDifference {
  bool same_answer = false;  // to the letter
  bool same_model = false, same_prompt = false;
  std::vector<OtherHit> gained, lost;  // what is found now and was not then, and the other way round
  std::int32_t kept = 0;               // hits of both
  std::int32_t moved = 0;              // of these the ones on another place
};
TraceDifference difference(const Trace& trace, const Answer& again);

}  // namespace onggi
