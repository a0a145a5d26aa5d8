// A look at a GGUF file before libllama sees it: is it one, is it whole, what is in it. (Format: ggml's gguf.h.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::model {

struct GgufSummary {
  std::string architecture;          // "llama", "bert"
  std::string name;                  // "" when the file does not tell
  std::uint64_t context_tokens = 0;  // what it was trained on; 0: not told
  std::uint64_t dimensions = 0;
  bool has_chat_template = false;
  bool pooled = false;      // an embedding model names its pooling
  bool ranks = false;       // a reranker says that a head of its own makes a score of each text
  bool has_head = false;    // and the weights of that head are there: libllama aborts without them
  std::string fingerprint;  // of size and everything before the weights: another model, another text
};

/// Walks magic, version, key-values and tensor infos, and holds each size against the bytes that are there. libllama
/// trusts such sizes in places and aborts on some, so nothing that fails here is given to it. Errors: bad_input with
/// reason "not_gguf" (magic, version) or "broken_gguf" (cut off, sizes that point outside, a split file).
Result<GgufSummary> read_gguf(std::string_view bytes);

/// The same for a file, mapped while it is read. Errors: also not_found, unavailable. Cost: milliseconds; the weights
/// are not touched.
Result<GgufSummary> check_gguf(const std::string& path);

}  // namespace onggi::model
