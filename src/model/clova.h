// Inside of room: CLOVA Studio's own API, "Chat Completions v3" and "Embedding v2" of Naver Cloud.
//
// Facts and ranges are those of Naver Cloud's API guide (api.ncloud-docs.com/docs, as of August 2026): pages
// ai-naver-clovastudio-summary (address, headers, status in the body), clovastudio-chatcompletionsv3 and its pages
// -thinking, -fc and -so, clovastudio-embedding, clovastudio-embeddingv2, clovastudio-reranker,
// clovastudio-troubleshoot-c4xx and -c5xx (codes). That a stream ends with a signal [DONE]: the LangChain project's
// client for it (langchain_community.chat_models.naver).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/remote.h"
#include "model/remote_dialect.h"

namespace onggi::model::clova {

/// What the guide says of a model; of one that it does not name nothing is assumed but that it chats.
struct Facts {
  bool thinks = false;           // takes "thinking", and "maxCompletionTokens" instead of "maxTokens"
  bool has_schemas = false;      // structured outputs
  bool has_tools = true;         // function calling; not with what was tuned
  std::int32_t written_max = 0;  // tokens of an answer; 0: unknown
  std::int32_t context = 0;      // tokens of prompt and answer together; 0: unknown
};
Facts facts_of(std::string_view model);

/// "HCX-007", or "tasks/ID" for a tuned one.
std::string chat_path(std::string_view model);
/// "v2" and "bge-m3", the name of the same model, or one of before: "clir-emb-dolphin", "clir-sts-dolphin".
std::string embedding_path(std::string_view model);
/// Letters, digits, dots, dashes and underscores, with "tasks/" before them or not: the name stands in a path.
Result<void> check_name(std::string_view model);

/// An id of the call, under which Naver's support finds it.
void add_headers(OutgoingRequest& request);
Told read_status(const IncomingAnswer& answer);
/// `code`: "42901". `status`: of HTTP.
Told told_of_code(const std::string& code, int status);

}  // namespace onggi::model::clova

namespace onggi::model {

Result<std::shared_ptr<Embedder>> open_clova_embedder(const RemoteOptions& options, std::shared_ptr<HttpClient> http);

}  // namespace onggi::model
