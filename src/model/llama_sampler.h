// Chooses the next token of one answer: penalties, temperature and its cuts, and what a grammar lets through. Inside of
// room model.
#pragma once

#include <llama.h>

#include <memory>
#include <vector>

#include "model/llama_model.h"
#include "model/model.h"
#include "model/tool_format.h"

namespace onggi::model {

struct FreeSampler {
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
};
using Sampler = std::unique_ptr<llama_sampler, FreeSampler>;

/// Used by one thread at a time.
class TokenSampler {
 public:
  /// Errors: invalid_argument, `where` naming "response_format" when libllama cannot read the grammar.
  static Result<TokenSampler> make(const LlamaModel& model, const GenerateOptions& options, const WritingRule& rule);

  struct Choice {
    LlamaToken token = 0;
    TokenLogprobs logprobs;  // only when asked for
  };
  /// Out of the logits of one row. Errors: unavailable when the grammar lets no token through.
  Result<Choice> choose(const LlamaModel& model, const float* logits);

  /// The bytes of a token in the answer: control tokens have some only where the rule says so.
  std::string piece(const LlamaModel& model, LlamaToken token) const;

 private:
  TokenSampler() = default;
  LlamaToken draw(bool by_grammar);
  bool grammar_takes(LlamaToken token);
  void fill(const float* logits);
  TokenLogprobs logprobs_of(const LlamaModel& model, const float* logits, LlamaToken token) const;

  Sampler chain_, grammar_;
  bool grammar_waits_ = false;  // until a tool call begins
  std::vector<LlamaToken> shown_;
  bool logprobs_ = false;
  std::size_t top_ = 0;
  std::size_t vocabulary_ = 0;
  std::vector<llama_token_data> candidates_;
};

}  // namespace onggi::model
