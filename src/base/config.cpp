// toml++ → Config, name by name.
#include "base/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/file.h"

namespace onggi {
namespace {

using Setter = std::function<bool(const toml::node&)>;  // false: the value has the wrong type

Setter set(std::string& target) {
  return [&target](const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (value) target = *value;
    return value.has_value();
  };
}

Setter set(bool& target) {
  return [&target](const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (value) target = *value;
    return value.has_value();
  };
}

/// A share, 0..1.
Setter set(std::optional<double>& target) {
  return [&target](const toml::node& node) {
    const auto value = node.value<double>();
    if (!node.is_number() || !value || *value < 0 || *value > 1) return false;
    target = value;
    return true;
  };
}

template <typename Integer>
Setter set(Integer& target) {
  return [&target](const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0 || !std::in_range<Integer>(*value)) return false;
    target = static_cast<Integer>(*value);
    return true;
  };
}

Setter set(std::vector<std::string>& target) {
  return [&target](const toml::node& node) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return false;
    for (const toml::node& item : *list) {
      const auto value = item.value_exact<std::string>();
      if (!value) return false;
      target.push_back(*value);
    }
    return true;
  };
}

std::map<std::string, Setter> setters(Config& config) {
  return {
      {"server.listen", set(config.server.listen)},
      {"server.tls_certificate", set(config.server.tls_certificate)},
      {"server.tls_key", set(config.server.tls_key)},
      {"server.io_threads", set(config.server.io_threads)},
      {"server.worker_threads", set(config.server.worker_threads)},
      {"server.upload_bytes_max", set(config.server.upload_bytes_max)},
      {"server.request_seconds_max", set(config.server.request_seconds_max)},
      {"store.url", set(config.store.url)},
      {"ingest.threads", set(config.ingest.threads)},
      {"ingest.mask", set(config.ingest.mask)},
      {"ingest.recipe", set(config.ingest.recipe)},
      {"ingest.chunk_strategy", set(config.ingest.chunk_strategy)},
      {"ingest.chunk_tokens_max", set(config.ingest.chunk_tokens_max)},
      {"ingest.chunk_tokens_overlap", set(config.ingest.chunk_tokens_overlap)},
      {"ingest.user_dictionary", set(config.ingest.user_dictionary)},
      {"ingest.parse_seconds_max", set(config.ingest.parse_seconds_max)},
      {"ingest.parse_memory_bytes_max", set(config.ingest.parse_memory_bytes_max)},
      {"ingest.label_from_markings", set(config.ingest.label_from_markings)},
      {"search.lexical", set(config.search.lexical)},
      {"search.dense", set(config.search.dense)},
      {"search.variants", set(config.search.variants)},
      {"search.rerank", set(config.search.rerank)},
      {"search.dense_weight", set(config.search.dense_weight)},
      {"search.learn_from_use", set(config.search.learn_from_use)},
      {"evaluate.gate", set(config.evaluate.gate)},
      {"history.conversations", set(config.history.conversations)},
      {"history.keep_days", set(config.history.keep_days)},
      {"monitor.trace_days", set(config.monitor.trace_days)},
      {"monitor.trace_text", set(config.monitor.trace_text)},
      {"monitor.otlp_url", set(config.monitor.otlp_url)},
      {"monitor.otlp_text", set(config.monitor.otlp_text)},
      {"duplicates.trusted", set(config.duplicates.trusted)},
      {"answer.remove_unsupported", set(config.answer.remove_unsupported)},
      {"answer.rewrite_follow_ups", set(config.answer.rewrite_follow_ups)},
      {"prompt.approval", set(config.prompt.approval)},
      {"model.default", set(config.model.default_id)},
      {"model.embedder", set(config.model.embedder)},
      {"model.reranker", set(config.model.reranker)},
      {"model.context_tokens", set(config.model.context_tokens)},
      {"model.sequences_max", set(config.model.sequences_max)},
      {"model.threads", set(config.model.threads)},
      {"model.memory_mb_max", set(config.model.memory_mb_max)},
      {"model.currency", set(config.model.currency)},
      {"network.allow", set(config.network.allow)},
      {"network.proxy", set(config.network.proxy)},
      {"network.ca_file", set(config.network.ca_file)},
      {"sources.folders", set(config.sources.folders)},
      {"procedure.two_people", set(config.procedure.two_people)},
      {"limits.key_requests_per_minute", set(config.limits.key_requests)},
      {"limits.key_tokens_per_minute", set(config.limits.key_tokens)},
      {"limits.person_requests_per_minute", set(config.limits.person_requests)},
      {"limits.person_tokens_per_minute", set(config.limits.person_tokens)},
      {"log.level", set(config.log.level)},
  };
}

std::string at_line(const std::filesystem::path& file, const toml::source_region& source) {
  return file.string() + ", line " + std::to_string(source.begin.line);
}

Result<void> apply(const std::filesystem::path& file, const toml::table& table,
                   const std::map<std::string, Setter>& known) {
  for (const auto& [section, inner] : table) {
    const toml::table* options = inner.as_table();
    if (options == nullptr)
      return fail(ErrorCode::bad_input, at_line(file, inner.source()) + ": '" + std::string(section.str()) +
                                            "' stands outside of a [section]");
    for (const auto& [name, value] : *options) {
      const std::string full = std::string(section.str()) + "." + std::string(name.str());
      const auto found = known.find(full);
      if (found == known.end())
        return fail(ErrorCode::bad_input, at_line(file, value.source()) + ": there is no option '" + full + "'");
      if (!found->second(value))
        return fail(ErrorCode::bad_input,
                    at_line(file, value.source()) + ": the value of '" + full + "' has the wrong type or range");
    }
  }
  return {};
}

bool is_currency(const std::string& text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<void> check(const std::filesystem::path& file, const Config& config) {
  if (!is_currency(config.model.currency))
    return fail(ErrorCode::bad_input, file.string() + ": model.currency is three capital letters, like KRW");
  constexpr std::int64_t kMemoryMax = 1'000'000'000;
  if (config.model.memory_mb_max > kMemoryMax)
    return fail(ErrorCode::bad_input, file.string() + ": model.memory_mb_max is at most 1000000000");
  if (config.server.tls_certificate.empty() != config.server.tls_key.empty())
    return fail(ErrorCode::bad_input, file.string() + ": server.tls_certificate and server.tls_key go together");
  if (!config.ingest.mask.empty() && config.ingest.mask != "type" && config.ingest.mask != "partial")
    return fail(ErrorCode::bad_input, file.string() + ": ingest.mask is \"\", \"type\" or \"partial\"");
  if (!config.ingest.mask.empty() && !config.ingest.recipe.empty())
    return fail(ErrorCode::bad_input,
                file.string() + ": ingest.mask and ingest.recipe: where there is a recipe, it masks with `pii`");
  if (config.ingest.label_from_markings != "propose" && config.ingest.label_from_markings != "raise")
    return fail(ErrorCode::bad_input, file.string() + ": ingest.label_from_markings is \"propose\" or \"raise\"");
  if (!config.search.lexical && !config.search.dense)
    return fail(ErrorCode::bad_input, file.string() + ": search.lexical and search.dense: at least one must be true");
  const std::string& text = config.monitor.trace_text;
  if (text != "answers" && text != "all" && text != "none")
    return fail(ErrorCode::bad_input, file.string() + ": monitor.trace_text is \"answers\", \"all\" or \"none\"");
  constexpr std::int64_t kLimitMax = 1'000'000'000'000;
  for (const std::int64_t limit : {config.limits.key_requests, config.limits.key_tokens, config.limits.person_requests,
                                   config.limits.person_tokens})
    if (limit > kLimitMax) return fail(ErrorCode::bad_input, file.string() + ": a limit is at most 1000000000000");
  return {};
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  Config config;
  auto text = read_file(file, 1U << 20U);
  if (!text && text.error().code == ErrorCode::not_found) return config;
  if (!text) return std::unexpected(std::move(text).error());
  try {
    const toml::table table = toml::parse(*text, file.string());
    ONGGI_CHECK(apply(file, table, setters(config)));
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::bad_input, at_line(file, error.source()) + ": " + std::string(error.description()));
  }
  ONGGI_CHECK(check(file, config));
  return config;
}

std::string default_config_text() {
  return R"toml(# onggi.toml: what this workspace is told. A line with # in front shows the default.
# Nothing leaves this machine but calls to the hosts named under [network].

[server]
# listen = "127.0.0.1:8400"
# tls_certificate = ""                 # PEM files; both or neither
# tls_key = ""
# io_threads = 2
# worker_threads = 8                   # requests worked on at once
# upload_bytes_max = 209715200
# request_seconds_max = 300

[store]
# url = "sqlite:onggi.db"              # or "postgresql://user@host/database" for several servers and workers

[ingest]
# threads = 2
# recipe = ""                          # what documents go through: a preset ("rag") or a file of this folder
# mask = ""                            # "type": [전화번호]   "partial": 850315-●●●●●●●
# chunk_strategy = "clause"            # or structure, sentence, topic, parent-child, fixed
# chunk_tokens_max = 384
# chunk_tokens_overlap = 48
# user_dictionary = ""                 # the company's own words, a line each
# parse_seconds_max = 120
# parse_memory_bytes_max = 2147483648
# label_from_markings = "propose"      # "raise": what is marked 대외비 or 비밀 gets its label at once, never a lower one

[search]
# lexical = true                       # find by words
# dense = true                         # find by vectors
# dense_weight = 0.1                   # of vectors against words, 0..1; left out: what the embedder is worth, 0.1 of the built-in one
# variants = true                      # also what was meant: mistyped words, wrong keyboard, initials, synonyms
# rerank = true                        # read the first fifty and order them anew
# learn_from_use = false               # keep which documents people open for a question and call right, to measure searches on

[evaluate]
# gate = ""                            # question set: chunks or vectors that find less in it do not take the place of those in use

[history]
# conversations = true                 # keep what people ask and are answered, encrypted, for them to go on with
# keep_days = 365                      # what nobody went on with for so long is removed; 0: never

[monitor]
# trace_days = 30                      # how each answer came about is kept for so long; 0: not at all
# trace_text = "answers"               # with the text of answers from documents; "all": of models asked directly, too; "none"
# otlp_url = ""                        # "http://collector.internal:4318/v1/traces": OpenTelemetry; network.allow names its host
# otlp_text = false                    # send questions and answers along, of what is open (label O)

[duplicates]
# trusted = []                         # ["file:/규정", "upload:"]: of documents that say the same, which source counts

[answer]
# remove_unsupported = false           # leave out sentences of a model that its sources do not bear out; else mark them
# rewrite_follow_ups = true            # the model that answers writes a follow-up question out first (one more call); false: a rule alone does

[prompt]
# approval = false                     # a prompt goes into production only when somebody else has approved it

[model]
# default = ""                         # id of `onggi model list`; empty: extractive answers without any weights
# embedder = ""                        # empty: the built-in Korean embedder
# reranker = ""                        # id of `onggi model list`; empty: what was found is ordered without a model
# context_tokens = 4096
# sequences_max = 8
# threads = 0                          # 0: all cores
# memory_mb_max = 0                    # of open GGUF models together; the longest unused is closed for another one; 0: as much as there is
# currency = "KRW"                     # of the prices of models (`onggi model price`): three letters

[network]
# allow = []                           # ["llm.internal:8000"]
# proxy = ""
# ca_file = ""

[sources]
# folders = []                         # ["/data/규정"]: below which sources that are added over HTTP may read

[procedure]
# two_people = true                    # who applied a procedure's methods or chose them neither inspects nor judges

[limits]
# key_requests_per_minute = 0          # of a key that has no limit of its own; 0: none
# key_tokens_per_minute = 0
# person_requests_per_minute = 0       # of all that one person does, with any key and in the page
# person_tokens_per_minute = 0

[log]
# level = "warning"                    # debug, info, warning, error, off
)toml";
}

}  // namespace onggi
