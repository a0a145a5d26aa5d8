// One answer on its way, for its trace. Inside of room serve.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answer/answer.h"
#include "monitor/trace.h"
#include "serve/costs.h"
#include "serve/openai_reply.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// Begins when it is made. What a finished answer took and cost is counted (serve/costs.h) always; the rest does
/// nothing where no traces are kept or sent. watch() is for several threads, the rest for the request's own.
class Tracing {
 public:
  Tracing(const Call& call, TraceWay way);

  /// Empty: none is kept that could be read.
  const std::string& id() const { return id_; }
  /// {"trace_id": ...} into an answer, where there is one.
  void name_in(nlohmann::json& answer) const;

  void belongs_to(const std::string& id, std::int64_t exchange = 0);
  /// What stood before the question rests on these.
  void add_grounds(Label label, const std::vector<DocumentId>& documents);

  /// The same pieces, the first of them noted; none for none.
  DeltaSink watch(const DeltaSink& sink);

  // Each notes the trace; one of them, once.
  void answered(const AskRequest& request, const Result<Answer>& answer);
  /// A model was asked itself.
  void written(const std::string& model, const std::vector<ChatMessage>& messages,
               const Result<std::vector<Finished>>& finished);
  /// A ready function was applied to `text`.
  struct Applied {
    std::string function, text, result;
  };
  void applied(const Applied& applied, const std::string& model, const std::string& prompt, const WorkTaken& taken);

 private:
  std::int64_t elapsed_us() const;
  bool keeps_all_text() const;
  void take(const Cost& cost);
  void note();

  const Call& call_;
  std::string id_;
  Trace trace_;  // until it is noted
  std::chrono::steady_clock::time_point begun_;
  std::atomic<std::int64_t> first_us_ = 0;
};

}  // namespace onggi::serve_room
