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

enum class ChatRole { system, user, assistant };
std::string_view to_string(ChatRole role);

struct ChatMessage {
  ChatRole role = ChatRole::user;
  std::string content;
};

struct GenerateOptions {
  std::int32_t tokens_max = 512;
  double temperature = 0.0;  // 0: the likeliest token, the same each time
  double top_p = 1.0;
  std::uint64_t seed = 0;
  std::vector<std::string> stop;  // at most 4; not part of the text
};

enum class FinishReason { stop, length };
std::string_view to_string(FinishReason reason);

struct Completion {
  std::string text;
  FinishReason finish_reason = FinishReason::stop;
  std::int32_t prompt_tokens = 0, completion_tokens = 0;
};

/// Gets pieces of text as they come, each whole UTF-8; false stops the generation (the client went away).
using TextSink = std::function<bool(std::string_view piece)>;

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
  /// Errors: limit_exceeded (prompt longer than the context; reason "context_length_exceeded"), unavailable, timeout,
  /// cancelled, invalid_argument. `sink` may be null. After an error in the middle, what the sink got stays valid.
  virtual Result<Completion> generate(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                                      const TextSink& sink, const Cancel& cancel) = 0;
  virtual const TokenCounter& counter() const = 0;
};

/// Unit vectors, row after row.
struct Embeddings {
  std::int32_t dimensions = 0;
  std::vector<float> values;  // rows × dimensions, each row of length 1 (a text without any known word: zeros)
  std::int64_t tokens = 0;
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

/// Judges passages by reading each of them together with the question. Thread safe.
class Reranker {
 public:
  virtual ~Reranker() = default;
  virtual const ModelInfo& info() const = 0;
  /// One finite score a passage, in their order; higher is better. Only order and differences within one call mean
  /// something: models give probabilities, logits or whatever else. What is longer than the model reads is cut at its
  /// end or refused, as the model does. Errors: unavailable (also an answer that does not fit; reason "broken_answer"),
  /// timeout, cancelled, not_found, not_allowed, limit_exceeded, invalid_argument.
  virtual Result<std::vector<double>> score(std::string_view query, const std::vector<std::string_view>& passages,
                                            const Cancel& cancel) = 0;
};

/// The built-in Korean embedder: weighted, centred mean of morpheme vectors with a subword fallback for unknown words.
/// `file` is data/embedder/static-ko.bin (made by scripts/make_embedder.py); `analyzer` must outlive it. Errors:
/// not_found, bad_input (not such a file, checksum).
Result<std::unique_ptr<Embedder>> open_static_embedder(const std::string& file, const Analyzer& analyzer);

}  // namespace onggi
