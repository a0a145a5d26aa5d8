// A look at a GGUF file before libllama sees it: is it one, is it whole, what is in it. (Format: ggml's gguf.h.)
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::model {

struct GgufTensor {
  std::array<std::uint64_t, 4> sizes = {1, 1, 1, 1};  // the first is that of a row
  std::uint32_t type = 0;                             // a ggml_type
};

struct GgufSummary {
  std::string architecture;          // "llama", "bert"
  std::string name;                  // "" when the file does not tell
  std::uint64_t context_tokens = 0;  // what it was trained on; 0: not told
  std::uint64_t dimensions = 0;
  bool has_chat_template = false;
  bool pooled = false;    // an embedding model names its pooling
  bool ranks = false;     // a reranker says that a head of its own makes a score of each text
  bool has_head = false;  // and the weights of that head are there: libllama aborts without them
  std::string adapter;    // what sort of adapter to another model this is, "lora"; "": a model of its own
  bool invoked = false;   // the adapter counts only after certain tokens (aLoRA)
  std::uint64_t file_bytes = 0;
  std::uint64_t cache_bytes_per_token = 0;  // keys and values of all layers in 16 bits: the most that a context takes
  std::map<std::string, GgufTensor, std::less<>> tensors;  // by name
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
