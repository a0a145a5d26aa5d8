// One turn of /v1/responses: what is asked with all that stands before it, who answers, and on what the answer rests.
// Inside of room serve.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "serve/grounds.h"
#include "serve/openai_reply.h"
#include "serve/responses_request.h"

namespace onggi::serve_room {

struct ResponseTurn {
  ResponseId id;
  ResponseRequest request;               // its messages are all that is read
  Grounds before;                        // on what the earlier responses rest
  std::optional<AskRequest> question;    // of the documents; none: a model answers
  std::shared_ptr<LanguageModel> model;  // shared with the registry
};

struct TurnAnswer {
  Finished finished;
  std::vector<Citation> citations;
  Grounds grounds;
};

/// Reads the request and what it goes on from. Errors: of decode_response(), check_model(), check_kept(); about
/// `previous_response_id`: invalid_argument ("previous_response_not_found"), conflict ("not_completed"), not_found
/// ("documents_closed"), not_allowed ("label_above_model"), limit_exceeded.
Result<ResponseTurn> read_turn(const Call& call);

/// Holds what the answer may take. Errors: as Metering::expect.
Result<void> expect_turn(const Call& call, const ResponseTurn& turn);

/// Errors: those of who answers; about the format with the field as `param`.
Result<TurnAnswer> answer_turn(const Call& call, ResponseTurn& turn, const DeltaSink& deltas, const Cancel& cancel);

/// Whether the key that asks may have what was answered: it is made for that model (check_model()); what a model itself
/// said after answers from documents takes the scope `retrieval`. Errors: not_allowed ("insufficient_permissions").
Result<void> check_kept(const Viewer& viewer, const KeptResponse& kept);

}  // namespace onggi::serve_room
