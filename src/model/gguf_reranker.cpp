// A GGUF file as a Reranker: a model with a head that scores question and passage read as one text ("rank" pooling).
//
// How the two are put together follows llama-server, for which such files are made: the file's template "rerank" with
// {query} and {document}, or the vocabulary's marks, each where the file says that it is added:
//   begin, question, end, separator, passage, end
#include <llama.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/gguf.h"
#include "model/llama_pooled.h"

namespace onggi::model {
namespace {

using Tokens = std::vector<LlamaToken>;

std::unexpected<Error> not_a_reranker(const LlamaModel& model, std::string_view why) {
  return fail(ErrorCode::unsupported, model.path() + " is no reranker: " + std::string(why), "not_a_reranker");
}

/// What stands around question and passage.
struct PairFormat {
  Tokens before, between, after;
  std::size_t size() const { return before.size() + between.size() + after.size(); }
};

Result<PairFormat> format_of_template(const LlamaModel& model, std::string_view text) {
  constexpr std::string_view kQuery = "{query}", kDocument = "{document}";
  const std::size_t query = text.find(kQuery), document = text.find(kDocument);
  if (query == std::string_view::npos || document == std::string_view::npos || document < query)
    return not_a_reranker(model, "its template does not name the question and then the passage");
  const std::size_t begin = query + kQuery.size();
  const auto tokens = [&](std::string_view part) { return model.tokenize(part, LlamaModel::Special::parsed, false); };
  return PairFormat{.before = tokens(text.substr(0, query)),
                    .between = tokens(text.substr(begin, document - begin)),
                    .after = tokens(text.substr(document + kDocument.size()))};
}

Result<PairFormat> format_of_vocabulary(const LlamaModel& model) {
  const llama_vocab* vocabulary = model.vocabulary();
  const auto mark = [](bool added, LlamaToken token) {
    return added && token != LLAMA_TOKEN_NULL ? Tokens{token} : Tokens{};
  };
  const LlamaToken separator = llama_vocab_sep(vocabulary);
  const LlamaToken eos = llama_vocab_eos(vocabulary);
  const Tokens end = mark(llama_vocab_get_add_eos(vocabulary), eos == LLAMA_TOKEN_NULL ? separator : eos);
  PairFormat format{
      .before = mark(llama_vocab_get_add_bos(vocabulary), llama_vocab_bos(vocabulary)), .between = end, .after = end};
  const Tokens between = mark(llama_vocab_get_add_sep(vocabulary), separator);
  format.between.insert(format.between.end(), between.begin(), between.end());
  if (format.between.empty()) return not_a_reranker(model, "nothing in it parts a question from a passage");
  return format;
}

Result<PairFormat> format_of(const LlamaModel& model) {
  const char* text = llama_model_chat_template(model.raw(), "rerank");
  return text == nullptr ? format_of_vocabulary(model) : format_of_template(model, text);
}

/// One score, or the first of two where it is that of "yes".
bool gives_one_score(const LlamaModel& model) {
  const std::uint32_t outputs = llama_model_n_cls_out(model.raw());
  if (outputs != 2) return outputs == 1;
  const char* label = llama_model_cls_label(model.raw(), 0);
  return label != nullptr && std::string_view(label) == "yes";
}

class GgufReranker final : public Reranker {
 public:
  GgufReranker(const std::string& id, std::unique_ptr<LlamaPooled> context, PairFormat format)
      : context_(std::move(context)), format_(std::move(format)) {
    info_.id = id;
    info_.kind = "gguf";
    info_.can_rerank = true;
    info_.context_tokens = static_cast<std::int32_t>(context_->tokens_max());
    info_.source = context_->model().path();
  }

  const ModelInfo& info() const override { return info_; }

  Result<PassageScores> score(std::string_view query, const std::vector<std::string_view>& passages,
                              const Cancel& cancel) override {
    const std::size_t room = context_->tokens_max() - format_.size();
    Tokens question = tokens_of(query);
    question.resize(std::min(question.size(), room / 2));
    std::vector<Tokens> texts;
    texts.reserve(passages.size());
    for (const std::string_view passage : passages) texts.push_back(pair_of(question, passage, room));
    PassageScores scores{.values = std::vector<double>(passages.size())};
    for (const Tokens& text : texts) scores.tokens += static_cast<std::int64_t>(text.size());
    const auto take = [&](std::size_t text, const float* numbers) {
      scores.values[text] = static_cast<double>(numbers[0]);
    };
    ONGGI_TRY(scores.computed_us, context_->run(texts, take, cancel));
    if (!std::ranges::all_of(scores.values, [](double score) { return std::isfinite(score); }))
      return fail(ErrorCode::unavailable, info_.source + " gives no finite score", "broken_answer");
    return scores;
  }

 private:
  Tokens tokens_of(std::string_view text) const {
    return context_->model().tokenize(text, LlamaModel::Special::as_text, false);
  }

  Tokens pair_of(const Tokens& question, std::string_view passage, std::size_t room) const {
    Tokens tokens = tokens_of(passage);
    tokens.resize(std::min(tokens.size(), room - question.size()));
    Tokens pair = format_.before;
    for (const Tokens* part : {&question, &format_.between, static_cast<const Tokens*>(&tokens), &format_.after})
      pair.insert(pair.end(), part->begin(), part->end());
    return pair;
  }

  std::unique_ptr<LlamaPooled> context_;
  PairFormat format_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<Reranker>> open_gguf_reranker(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options) {
  const bool scores = model->summary().ranks && model->summary().has_head && gives_one_score(*model);
  if (!scores) return not_a_reranker(*model, "it has no head that gives one score to a question and a passage");
  ONGGI_TRY(PairFormat format, format_of(*model));
  ONGGI_TRY(auto context, LlamaPooled::open(std::move(model), options, LLAMA_POOLING_TYPE_RANK));
  if (context->tokens_max() < 4 * format.size())
    return fail(ErrorCode::unsupported,
                context->model().path() + " reads too little at once: raise model.context_tokens");
  return std::make_shared<GgufReranker>(id, std::move(context), std::move(format));
}

}  // namespace onggi::model
