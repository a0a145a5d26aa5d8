// Most tokens that a model likes fit its grammar anyway, so one is drawn first and asked about alone; only where it
// does not fit is the whole vocabulary looked at, which costs a hundred times more.
#include "model/llama_sampler.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <random>

namespace onggi::model {
namespace {

void add(const Sampler& chain, llama_sampler* next) { llama_sampler_chain_add(chain.get(), next); }

/// Bias and penalties, then temperature, then what cuts the tail, then a draw; the likeliest when the temperature is 0.
Sampler make_chain(const GenerateOptions& options, std::int32_t vocabulary) {
  Sampler chain(llama_sampler_chain_init(llama_sampler_chain_default_params()));
  std::vector<llama_logit_bias> biases;
  biases.reserve(options.logit_bias.size());
  for (const LogitBias& bias : options.logit_bias)
    biases.push_back({.token = bias.token, .bias = static_cast<float>(bias.bias)});
  if (!biases.empty())
    add(chain, llama_sampler_init_logit_bias(vocabulary, static_cast<std::int32_t>(biases.size()), biases.data()));
  if (options.presence_penalty != 0 || options.frequency_penalty != 0)
    add(chain,
        llama_sampler_init_penalties(vocabulary, options.tokens_max, 1, static_cast<float>(options.frequency_penalty),
                                     static_cast<float>(options.presence_penalty)));
  if (options.temperature <= 0) {
    add(chain, llama_sampler_init_greedy());
    return chain;
  }
  add(chain, llama_sampler_init_temp(static_cast<float>(options.temperature)));
  if (options.top_k > 0) add(chain, llama_sampler_init_top_k(options.top_k));
  if (options.top_p < 1) add(chain, llama_sampler_init_top_p(static_cast<float>(options.top_p), 1));
  if (options.min_p > 0) add(chain, llama_sampler_init_min_p(static_cast<float>(options.min_p), 1));
  const std::uint64_t given = options.seed ? *options.seed : std::random_device()();
  const auto seed = static_cast<std::uint32_t>(given ^ (given >> 32U));
  // The largest seed means "draw one" to libllama; ours are always used as they are.
  add(chain, llama_sampler_init_dist(seed == LLAMA_DEFAULT_SEED ? 0 : seed));
  return chain;
}

Result<Sampler> make_grammar(const llama_vocab* vocabulary, const WritingRule& rule) {
  const char* trigger = rule.trigger.c_str();
  Sampler grammar;
  try {
    grammar.reset(!rule.trigger.empty() ? llama_sampler_init_grammar_lazy_patterns(vocabulary, rule.grammar.c_str(),
                                                                                   "root", &trigger, 1, nullptr, 0)
                                        : llama_sampler_init_grammar(vocabulary, rule.grammar.c_str(), "root"));
  } catch (const std::exception&) {
    grammar.reset();
  }
  if (!grammar)
    return within("response_format", {ErrorCode::invalid_argument,
                                      "the grammar has an error, refers to itself at its left, or is too large"});
  return grammar;
}

}  // namespace

Result<TokenSampler> TokenSampler::make(const LlamaModel& model, const GenerateOptions& options,
                                        const WritingRule& rule) {
  TokenSampler result;
  const std::int32_t tokens = llama_vocab_n_tokens(model.vocabulary());
  for (const LogitBias& bias : options.logit_bias)
    if (bias.token < 0 || bias.token >= tokens)
      return within("logit_bias", {ErrorCode::invalid_argument, "names a token that this model does not have"});
  result.chain_ = make_chain(options, tokens);
  if (!rule.grammar.empty()) {
    ONGGI_TRY(result.grammar_, make_grammar(model.vocabulary(), rule));
  }
  result.grammar_waits_ = !rule.trigger.empty();
  result.shown_ = rule.shown;
  result.logprobs_ = options.logprobs;
  result.top_ = static_cast<std::size_t>(options.top_logprobs);
  result.vocabulary_ = static_cast<std::size_t>(tokens);
  return result;
}

Result<TokenSampler::Choice> TokenSampler::choose(const LlamaModel& model, const float* logits) {
  Choice choice;
  try {
    fill(logits);
    choice.token = draw(false);
    if (grammar_ && !grammar_takes(choice.token)) {
      fill(logits);
      choice.token = draw(true);
      if (!grammar_takes(choice.token))
        return fail(ErrorCode::unavailable, "the grammar lets no token of this model through");
    }
    llama_sampler_accept(chain_.get(), choice.token);
  } catch (const std::exception&) {
    return fail(ErrorCode::unavailable, "libllama could not choose a token");
  }
  if (grammar_) {
    try {
      llama_sampler_accept(grammar_.get(), choice.token);
    } catch (const std::exception&) {
      // A call that began with what no call begins with: the text goes on without a rule, and is no call.
      if (!grammar_waits_) return fail(ErrorCode::unavailable, "the grammar refused a token that it had let through");
      grammar_.reset();
    }
  }
  if (logprobs_) choice.logprobs = logprobs_of(model, logits, choice.token);
  return choice;
}

std::string TokenSampler::piece(const LlamaModel& model, LlamaToken token) const {
  return std::ranges::find(shown_, token) == shown_.end() ? model.piece(token) : model.token_text(token);
}

void TokenSampler::fill(const float* logits) {
  candidates_.resize(vocabulary_);
  for (std::size_t token = 0; token < vocabulary_; ++token)
    candidates_[token] = {.id = static_cast<LlamaToken>(token), .logit = logits[token], .p = 0};
}

LlamaToken TokenSampler::draw(bool by_grammar) {
  llama_token_data_array array{.data = candidates_.data(), .size = candidates_.size(), .selected = -1, .sorted = false};
  if (by_grammar) llama_sampler_apply(grammar_.get(), &array);
  llama_sampler_apply(chain_.get(), &array);
  return array.data[std::max<std::int64_t>(array.selected, 0)].id;
}

bool TokenSampler::grammar_takes(LlamaToken token) {
  llama_token_data one{.id = token, .logit = 1, .p = 0};
  llama_token_data_array array{.data = &one, .size = 1, .selected = -1, .sorted = false};
  llama_sampler_apply(grammar_.get(), &array);
  return array.size == 1 && one.logit > -INFINITY;
}

/// By the model alone, before penalties, temperature and grammar.
TokenLogprobs TokenSampler::logprobs_of(const LlamaModel& model, const float* logits, LlamaToken token) const {
  const float most = *std::max_element(logits, logits + vocabulary_);
  double sum = 0;
  for (std::size_t i = 0; i < vocabulary_; ++i) sum += std::exp(static_cast<double>(logits[i] - most));
  const auto told = [&](LlamaToken one) {
    return TokenLogprob{.token = model.piece(one), .logprob = static_cast<double>(logits[one] - most) - std::log(sum)};
  };
  TokenLogprobs result{.chosen = told(token)};
  if (top_ == 0) return result;
  std::vector<LlamaToken> order(vocabulary_);
  for (std::size_t i = 0; i < vocabulary_; ++i) order[i] = static_cast<LlamaToken>(i);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(top_, vocabulary_));
  std::partial_sort(order.begin(), end, order.end(), [&](LlamaToken a, LlamaToken b) { return logits[a] > logits[b]; });
  for (auto one = order.begin(); one != end; ++one) result.top.push_back(told(*one));
  return result;
}

}  // namespace onggi::model
