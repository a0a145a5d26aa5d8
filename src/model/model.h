// Language models, embedders and rerankers behind one interface each: built in, GGUF in process, or a server.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "text/analyzer.h"

namespace onggi {

enum class ChatRole { system, user, assistant, tool };
std::string_view to_string(ChatRole role);

/// A call of a function that a model asks for. `arguments` is JSON as the model wrote it: look at it before use.
struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;
};

struct ChatMessage {
  ChatRole role = ChatRole::user;
  std::string content;
  std::string name;                  // who speaks, for models that tell speakers apart; may be empty
  std::vector<ToolCall> tool_calls;  // of an assistant's turn
  std::string tool_call_id;          // of a tool's turn: the call that it answers
};

/// A function that the model may ask for.
struct Tool {
  std::string name;
  std::string description;
  std::string parameters;  // JSON schema of its arguments, an object; empty: takes none
};

enum class ToolUse { automatic, none, required };  // automatic: the model decides
struct ToolChoice {
  ToolUse use = ToolUse::automatic;
  std::string name;  // with `required`: this function and no other; empty: any
};

/// The form that the text must have. In process it is enforced token by token, so an answer that ends by itself has it;
/// one that ends with FinishReason::length is cut.
struct OutputFormat {
  enum class Kind { text, json_object, json_schema, grammar };
  Kind kind = Kind::text;
  std::string name;     // of the schema, for servers that want one
  bool strict = true;   // of the schema, for servers that know a loose form; in process all are strict
  std::string details;  // json_schema: the schema as JSON; grammar: GBNF with the rule "root"
};

struct LogitBias {
  std::int32_t token = 0;
  double bias = 0;  // -100 (never) to 100 (always)
};

struct GenerateOptions {
  std::int32_t tokens_max = 512;
  double temperature = 0.0;  // 0: the likeliest token; near ties may fall either way beside other requests
  double top_p = 1.0;
  std::int32_t top_k = 0;  // 0: all
  double min_p = 0.0;      // 0: off; drops what is less likely than this share of the likeliest
  double presence_penalty = 0.0, frequency_penalty = 0.0;  // -2 to 2, on tokens of the answer
  std::vector<LogitBias> logit_bias;                       // in the numbers of the model's own vocabulary
  /// None: drawn anew each time. The same one repeats an answer to the last byte as long as no other request is
  /// computed beside it.
  std::optional<std::uint64_t> seed;
  std::vector<std::string> stop;  // at most 4; not part of the text
  /// How much a model thinks before it answers: "none", "minimal", "low", "medium", "high" or "xhigh"; empty: as it
  /// does by itself. Thoughts count as written tokens and are never part of the text. Models in this process do not
  /// think apart.
  std::string reasoning_effort;
  OutputFormat format;
  std::vector<Tool> tools;
  ToolChoice tool_choice;
  bool parallel_tool_calls = true;
  bool logprobs = false;
  std::int32_t top_logprobs = 0;  // likeliest others told beside each token, 0 to 20
};

enum class FinishReason { stop, length, tool_calls, content_filter };
std::string_view to_string(FinishReason reason);

struct TokenLogprob {
  std::string token;  // its bytes: may be a part of a character
  double logprob = 0;
};
struct TokenLogprobs {
  TokenLogprob chosen;
  std::vector<TokenLogprob> top;  // likeliest first
};

struct Completion {
  std::string text;
  std::vector<ToolCall> tool_calls;
  std::vector<TokenLogprobs> logprobs;  // only when asked for
  FinishReason finish_reason = FinishReason::stop;
  std::int32_t prompt_tokens = 0, completion_tokens = 0;
  std::int32_t cached_tokens = 0;  // of the prompt's: not computed again
  std::int64_t computed_us = 0;    // its share of what this process computed for it and those beside it; 0 of a server
};

/// Gets pieces of text as they come, each whole UTF-8; false stops the generation (the client went away).
using TextSink = std::function<bool(std::string_view piece)>;

/// A piece of a tool call. The first of a call has its id and name; arguments come in fragments that are joined.
struct ToolCallDelta {
  std::size_t index = 0;  // of the call within the answer
  std::string id, name, arguments;
};

/// What an answer grew by: text, or a piece of a tool call; and the tokens that were shown with it.
struct Delta {
  std::string_view text;
  const ToolCallDelta* tool_call = nullptr;
  std::span<const TokenLogprobs> logprobs;
};
using DeltaSink = std::function<bool(const Delta& delta)>;

struct ModelInfo {
  std::string id;                   // as clients name it: "smollm2", "onggi/extractive"
  std::string kind;                 // "builtin", "gguf", "remote"
  std::int32_t context_tokens = 0;  // 0: unknown
  bool can_chat = false, can_embed = false, can_rerank = false;
  std::int32_t dimensions = 0;  // of embeddings
  std::string label_max = "C";  // the highest label of documents whose text may be sent to it: O, S, C
  std::string source;           // path or URL without secrets
};

/// Writes text. Thread safe: several calls at once share the model.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;
  virtual const ModelInfo& info() const = 0;
  /// Answers a chat. Errors: limit_exceeded (prompt longer than the context; reason "context_length_exceeded"),
  /// unavailable, timeout, cancelled, invalid_argument (`where` names the option: "response_format", "tools" ...).
  /// `sink` may be null. After an error in the middle, what the sink got stays valid.
  virtual Result<Completion> write(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                                   const DeltaSink& sink, const Cancel& cancel) = 0;
  /// Goes on where a text ends, without any chat format. Errors: as write(); unsupported where a model only chats.
  virtual Result<Completion> continue_text(std::string_view prompt, const GenerateOptions& options,
                                           const DeltaSink& sink, const Cancel& cancel) = 0;
  /// write() for who reads text alone.
  Result<Completion> generate(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                              const TextSink& sink, const Cancel& cancel);
  virtual const TokenCounter& counter() const = 0;
};

/// Unit vectors, row after row.
struct Embeddings {
  std::int32_t dimensions = 0;
  std::vector<float> values;  // rows × dimensions, each row of length 1 (a text without any known word: zeros)
  std::int64_t tokens = 0;
  std::int64_t computed_us = 0;  // in this process; 0 of a server and of the built-in one
  std::span<const float> row(std::size_t index) const;
};

enum class EmbedAs { passage, query };  // some models want a prefix for either

class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual const ModelInfo& info() const = 0;
  virtual Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs as, const Cancel& cancel) = 0;
  /// How long its vectors are. A server's are known when it was asked once. Errors: as embed().
  virtual Result<std::int32_t> dimensions(const Cancel& cancel) {
    ONGGI_CHECK(cancel.check());
    return info().dimensions;
  }
  /// Names model and rules: part of the stage key of vectors; another version is another vector space.
  virtual const std::string& version() const = 0;
  /// Whether its vectors depend on the company's words of the analyzer: then they are made again where such words
  /// change.
  virtual bool reads_company_words() const { return false; }
  /// How far the leg may move a lexical order: 0 (a weak model, may only correct ties) .. 1 (as good as the lexical
  /// leg). Chosen by measurement.
  virtual double fusion_weight() const = 0;
  /// Counts as the model reads; the estimate where its vocabulary is not known here.
  virtual const TokenCounter& counter() const { return estimating_counter(); }
};

struct PassageScores {
  std::vector<double> values;    // one a passage, in their order; finite, higher is better
  std::int64_t tokens = 0;       // read: as the model counts, or as its server says; else the estimate
  std::int64_t computed_us = 0;  // in this process; 0 of a server
};

/// Judges passages by reading each of them together with the question. Thread safe.
class Reranker {
 public:
  virtual ~Reranker() = default;
  virtual const ModelInfo& info() const = 0;
  /// Only order and differences of scores within one call mean something: models give probabilities, logits or whatever
  /// else. What is longer than the model reads is cut at its end or refused, as the model does. Errors: unavailable
  /// (also an answer that does not fit; reason "broken_answer"), timeout, cancelled, not_found, not_allowed,
  /// limit_exceeded, invalid_argument.
  virtual Result<PassageScores> score(std::string_view query, const std::vector<std::string_view>& passages,
                                      const Cancel& cancel) = 0;
};

/// The built-in Korean embedder: weighted, centred mean of morpheme vectors with a subword fallback for unknown words.
/// `file` is data/embedder/static-ko.bin (made by scripts/make_embedder.py); `analyzer` must outlive it. Errors:
/// not_found, bad_input (not such a file, checksum).
Result<std::unique_ptr<Embedder>> open_static_embedder(const std::string& file, const Analyzer& analyzer);

}  // namespace onggi
