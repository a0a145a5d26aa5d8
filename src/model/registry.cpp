// Which models a home has, and the open ones.
#include "model/registry.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "base/blocking.h"
#include "model/clova.h"
#include "model/gguf.h"
#include "model/gguf_file.h"
#include "model/llama_adapter.h"
#include "model/open_models.h"
#include "model/remote.h"
#include "store/remembered.h"

namespace onggi {
namespace {

using model::LlamaModel;

constexpr std::string_view kBuiltinEmbedder = "onggi/static-ko";
constexpr std::size_t kIdBytesMax = 128;
constexpr double kAdapterScaleMax = 10.0;
constexpr std::string_view kChat = "chat", kEmbed = "embed", kRerank = "rerank";
constexpr auto kTrialMax = std::chrono::seconds(20);
constexpr std::string_view kColumns =
    "id, kind, path, url, remote_id, key_env, chat, embed, rerank, api, label_max, dialect, adapter, adapter_scale";

std::unexpected<Error> bad(std::string message) { return fail(ErrorCode::invalid_argument, std::move(message)); }

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == ':' || c == '/';
}

/// "onggi/..." is kept for what is built in and for applications.
Result<void> check_id(const std::string& id) {
  const bool shaped = !id.empty() && id.size() <= kIdBytesMax && std::ranges::all_of(id, is_id_character);
  if (!shaped) return bad("a model's id has 1 to 128 letters, digits or - _ . : /");
  if (id.starts_with("onggi/")) return bad("ids that begin with onggi/ are onggi's own");
  return {};
}

Result<void> check_adapter_entry(const ModelEntry& entry, const model::GgufSummary& base) {
  if (!entry.chat || entry.embed || entry.rerank) return bad("a model with an adapter chats, and nothing else");
  if (!(entry.adapter_scale > 0 && entry.adapter_scale <= kAdapterScaleMax))
    return bad("the scale of an adapter is above 0 and at most 10");
  ONGGI_TRY(const auto adapter, model::check_gguf(entry.adapter));
  if (const auto fits = model::check_adapter(adapter, base); !fits) return within(entry.adapter, Error(fits.error()));
  return {};
}

Result<void> check_gguf_entry(const ModelEntry& entry) {
  if (!entry.url.empty() || !entry.remote_id.empty() || !entry.key_env.empty() || !entry.api.empty() ||
      !entry.dialect.empty())
    return bad("a gguf model has a path, and no URL, remote id or key");
  if (entry.path.empty()) return bad("a gguf model needs the path of its file");
  ONGGI_TRY(const auto summary, model::check_gguf(entry.path));
  if (!summary.adapter.empty())
    return bad("this file is an adapter: name the file of the model that it changes, and this one as its adapter");
  if (!entry.adapter.empty()) return check_adapter_entry(entry, summary);
  return entry.adapter_scale == 1 ? Result<void>() : bad("a scale is of an adapter, and none is named");
}

bool is_variable_name(const std::string& name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<void> check_clova_entry(const ModelEntry& entry) {
  if (entry.rerank)
    return fail(
        ErrorCode::unsupported,
        "CLOVA Studio's reranker writes an answer and gives passages no scores: name another server as reranker");
  if (entry.key_env.empty()) return bad("a model of CLOVA Studio needs the name of the variable that holds its key");
  if (entry.url.find("/v1/openai") != std::string::npos)
    return bad("this URL is of CLOVA Studio's OpenAI API: add it without the api \"clova\", or leave out /v1/openai");
  return model::clova::check_name(entry.remote_id);
}

Result<void> check_remote_entry(const ModelEntry& entry) {
  if (!entry.path.empty() || !entry.adapter.empty()) return bad("a remote model has a URL and no path or adapter");
  if (entry.remote_id.empty()) return bad("a remote model needs the name it has on its server");
  // The name of a variable, not the key itself: a key would lie in the database in the clear.
  if (!entry.api.empty() && (entry.api != "tei" || !entry.rerank)) return bad("only a reranker has the api \"tei\"");
  if (!is_variable_name(entry.key_env)) return bad("key_env is the name of an environment variable, not a key");
  ONGGI_CHECK(model::check_base_urls(entry.url));
  if (entry.dialect.empty()) return {};
  if (entry.dialect != "clova") return bad("a remote model speaks the OpenAI API or \"clova\"");
  return check_clova_entry(entry);
}

ModelEntry entry_of(const SqlRow& row) {
  return {.id = row.text("id"),
          .kind = row.text("kind"),
          .path = row.text("path"),
          .adapter = row.text("adapter"),
          .adapter_scale = row.real("adapter_scale"),
          .url = row.text("url"),
          .dialect = row.text("dialect"),
          .remote_id = row.text("remote_id"),
          .key_env = row.text("key_env"),
          .chat = row.integer("chat") != 0,
          .embed = row.integer("embed") != 0,
          .rerank = row.integer("rerank") != 0,
          .api = row.text("api"),
          .label_max = row.text("label_max")};
}

std::string label_max_of(const ModelEntry& entry) {
  if (!entry.label_max.empty()) return entry.label_max;
  return entry.kind == "remote" ? "O" : "C";
}

std::unexpected<Error> no_such_model(std::string_view id, std::string_view what = "") {
  return fail(
      ErrorCode::not_found,
      "there is no " + std::string(what) + "model \"" + std::string(id) + "\": onggi model list shows what there is",
      "model_not_found");
}

}  // namespace

class ModelRegistry::Impl {
 public:
  Impl(std::shared_ptr<Database> database, std::shared_ptr<HttpClient> http, std::unique_ptr<Embedder> builtin,
       const Options& options)
      : database_(std::move(database)),
        http_(std::move(http)),
        builtin_(std::move(builtin)),
        options_(options),
        open_({.bytes_max = options.memory_bytes_max}) {}

  Result<void> add(const ModelEntry& given) {
    ModelEntry entry = given;
    ONGGI_CHECK(check_id(entry.id));
    if (!std::string_view("OSC").contains(entry.label_max)) return bad("a model's label is O, S or C");
    if (!entry.chat && !entry.embed && !entry.rerank) return bad("a model chats, embeds or reranks");
    if (entry.kind == "gguf") {
      std::error_code ignored;
      for (std::string* file : {&entry.path, &entry.adapter})  // the server's folder is another one
        if (!file->empty()) *file = std::filesystem::absolute(*file, ignored).string();
      ONGGI_CHECK(check_gguf_entry(entry));
    } else if (entry.kind == "remote") {
      ONGGI_CHECK(check_remote_entry(entry));
    } else {
      return bad("a model's kind is \"gguf\" or \"remote\"");
    }
    if (entry.rerank) ONGGI_CHECK(try_reranker(entry));
    return insert(entry);
  }

  Result<void> remove(std::string_view id) {
    ONGGI_TRY(const auto changed, database_->execute("DELETE FROM models WHERE id = :1", {std::string(id)}));
    if (changed == 0) return no_such_model(id);
    open_.forget(std::string(id) + "\n");
    return {};
  }

  Result<std::vector<ModelEntry>> list() const {
    ONGGI_TRY(const auto rows, database_->query("SELECT " + std::string(kColumns) + " FROM models ORDER BY id"));
    std::vector<ModelEntry> entries;
    std::ranges::transform(rows, std::back_inserter(entries), entry_of);
    return entries;
  }

  Result<void> set_price(std::string_view id, const std::optional<ModelPrice>& price) {
    ONGGI_TRY(const auto entry, find(id));
    if (!price) {
      ONGGI_CHECK(database_->execute("DELETE FROM model_prices WHERE model = :1", {entry.id}));
      return {};
    }
    ONGGI_CHECK(check(*price, entry.kind));
    ONGGI_CHECK(database_->execute(
        "INSERT INTO model_prices (model, prompt, cached, completion, hour) VALUES (:1, :2, :3, :4, :5) ON CONFLICT "
        "(model) DO UPDATE SET prompt = excluded.prompt, cached = excluded.cached, completion = excluded.completion, "
        "hour = excluded.hour",
        {entry.id, price->prompt, price->cached, price->completion, price->hour}));
    return {};
  }

  Result<std::optional<ModelPrice>> price(std::string_view id) const {
    const std::string text(id);
    return prices_.get(*database_, text, [&]() -> Result<std::optional<ModelPrice>> {
      ONGGI_TRY(const auto rows,
                database_->query("SELECT prompt, cached, completion, hour FROM model_prices WHERE model = :1", {text}));
      if (rows.empty()) return std::optional<ModelPrice>();
      const SqlRow& row = rows.front();
      return std::optional(ModelPrice{.prompt = row.integer("prompt"),
                                      .completion = row.integer("completion"),
                                      .cached = row.integer("cached"),
                                      .hour = row.integer("hour")});
    });
  }

  Result<std::shared_ptr<LanguageModel>> chat_model(std::string_view id) {
    ONGGI_TRY(const auto entry, find(id));
    if (!entry.chat) return no_such_model(id, "chat ");
    return open_now<LanguageModel>(kChat, entry, [&] { return open_chat(entry); });
  }

  Result<std::shared_ptr<Embedder>> embedder(std::string_view id) {
    if (id.empty() || id == kBuiltinEmbedder) {
      if (!builtin_) return no_such_model(kBuiltinEmbedder, "embedding ");
      return builtin_;
    }
    ONGGI_TRY(const auto entry, find(id));
    if (!entry.embed) return no_such_model(id, "embedding ");
    return open_now<Embedder>(kEmbed, entry, [&] { return open_embedder(entry); });
  }

  std::shared_ptr<Embedder> embedder_of_version(std::string_view version) {
    if (builtin_ && builtin_->version() == version) return builtin_;
    const auto entries = list();
    if (!entries) return nullptr;
    for (const ModelEntry& entry : *entries) {
      if (!entry.embed || !version.starts_with(entry.kind + "/")) continue;
      if (auto found = embedder(entry.id); found && (*found)->version() == version) return *std::move(found);
    }
    return nullptr;
  }

  Result<std::shared_ptr<Reranker>> reranker(std::string_view id) {
    if (id.empty()) return std::shared_ptr<Reranker>();
    ONGGI_TRY(const auto entry, find(id));
    if (!entry.rerank) return no_such_model(id, "reranking ");
    return open_now<Reranker>(kRerank, entry, [&] { return open_reranker(entry); });
  }

  Result<std::int64_t> memory_bytes(std::string_view id) const {
    ONGGI_TRY(const auto entry, find(id));
    ONGGI_TRY(const auto memory, memory_of(entry, entry.chat ? kChat : kEmbed));
    return memory.weights_bytes + memory.own_bytes;
  }

  Result<std::vector<ModelInfo>> infos() const {
    ONGGI_TRY(const auto entries, list());
    std::vector<ModelInfo> result;
    if (builtin_) result.push_back(builtin_->info());
    std::ranges::transform(entries, std::back_inserter(result), info_of);
    return result;
  }

 private:
  Result<void> insert(const ModelEntry& entry) {
    const std::vector<SqlValue> row = {entry.id,
                                       entry.kind,
                                       entry.path,
                                       entry.url,
                                       entry.remote_id,
                                       entry.key_env,
                                       std::int64_t{entry.chat},
                                       std::int64_t{entry.embed},
                                       std::int64_t{entry.rerank},
                                       entry.api,
                                       entry.label_max,
                                       entry.dialect,
                                       entry.adapter,
                                       entry.adapter_scale};
    const auto inserted = database_->execute("INSERT INTO models (" + std::string(kColumns) +
                                                 ") VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, "
                                                 ":14)",
                                             row);
    if (inserted) return {};
    if (inserted.error().code == ErrorCode::conflict)
      return fail(ErrorCode::conflict,
                  "there is already a model \"" + entry.id + "\": remove it first or choose another id");
    return std::unexpected(inserted.error());
  }

  /// Asks what a company would. That it answers in the right shape is all that is asked for: which passage is better
  /// is the model's to say.
  Result<void> try_reranker(const ModelEntry& entry) {
    const auto open = [&] {
      const std::lock_guard lock(opening_);
      return open_reranker(entry);
    };
    ONGGI_TRY(const auto reranker, open());
    const auto scores = reranker->score("연차휴가는 며칠인가요?", {"연차휴가는 15일입니다.", "사무실은 3층입니다."},
                                        Cancel().with_timeout(kTrialMax));
    if (!scores) return within("model " + entry.id, Error(scores.error()));
    return {};
  }

  Result<ModelEntry> find(std::string_view id) const {
    const std::string text(id);
    const auto read = [&]() -> Result<ModelEntry> {
      ONGGI_TRY(const auto rows,
                database_->query("SELECT " + std::string(kColumns) + " FROM models WHERE id = :1", {text}));
      if (rows.empty()) return no_such_model(text);
      return entry_of(rows.front());
    };
    ONGGI_TRY(auto entry, entries_.get(*database_, text, read));
    if (entry.kind != "remote") before_blocking();  // it will be opened and will compute here
    return entry;
  }

  static std::string source_of(const ModelEntry& entry) {
    if (entry.kind != "gguf") return entry.url;
    return entry.adapter.empty() ? entry.path : entry.path + " + " + entry.adapter;
  }

  /// What is known without opening: the file's own head, or nothing for a server.
  static ModelInfo info_of(const ModelEntry& entry) {
    ModelInfo info{.id = entry.id,
                   .kind = entry.kind,
                   .can_chat = entry.chat,
                   .can_embed = entry.embed,
                   .can_rerank = entry.rerank,
                   .label_max = label_max_of(entry),
                   .source = source_of(entry)};
    if (entry.kind != "gguf") return info;
    const auto summary = model::check_gguf(entry.path);
    if (!summary) return info;
    info.context_tokens = static_cast<std::int32_t>(std::min<std::uint64_t>(summary->context_tokens, INT32_MAX));
    if (entry.embed)
      info.dimensions = static_cast<std::int32_t>(std::min<std::uint64_t>(summary->dimensions, INT32_MAX));
    return info;
  }

  /// A model that was removed and added again under its id is another one, also while the old one is still being
  /// opened.
  static std::string key_of(const ModelEntry& entry) {
    std::string key = entry.id + "\n" + entry.path + "\n" + entry.url + "\n" + entry.remote_id + "\n" + entry.key_env +
                      "\n" + entry.api + "\n" + entry.label_max + "\n" + entry.dialect;
    if (!entry.adapter.empty()) key += "\n" + entry.adapter + "\n" + std::to_string(entry.adapter_scale);
    return key;
  }

  /// `use` tells apart what one entry does.
  template <typename T>
  Result<std::shared_ptr<T>> open_now(std::string_view use, const ModelEntry& entry,
                                      const std::function<Result<std::shared_ptr<T>>()>& open) {
    const std::string key = key_of(entry) + "\n" + std::string(use);
    if (auto known = open_.find<T>(key)) return known;
    before_blocking();
    const std::lock_guard lock(opening_);
    if (auto known = open_.find<T>(key)) return known;  // another request was quicker
    ONGGI_TRY(const model::ModelMemory need, memory_of(entry, use));
    if (const auto room = open_.make_room(need); !room) return within("model " + entry.id, Error(room.error()));
    ONGGI_TRY(auto model, open());
    open_.keep(key, model, need);
    return model;
  }

  Result<model::ModelMemory> memory_of(const ModelEntry& entry, std::string_view use) const {
    model::ModelMemory need;
    if (entry.kind == "remote") return need;
    ONGGI_TRY(const auto summary, model::check_gguf(entry.path));
    need.weights = entry.path;
    need.weights_bytes = static_cast<std::int64_t>(summary.file_bytes);
    need.own_bytes = use == kChat ? model::gguf_chat_cache_bytes(summary, engine_options())
                                  : model::gguf_pooled_cache_bytes(summary, engine_options());
    if (entry.adapter.empty()) return need;
    ONGGI_TRY(const auto adapter, model::check_gguf(entry.adapter));
    need.own_bytes += static_cast<std::int64_t>(adapter.file_bytes);
    return need;
  }

  Result<std::shared_ptr<LanguageModel>> open_chat(const ModelEntry& entry) {
    if (entry.kind == "remote") return model::open_remote_chat(remote_options(entry), http_);
    ONGGI_TRY(auto weights, weights_of(entry.path));
    model::EngineOptions options = engine_options();
    if (!entry.adapter.empty()) {
      ONGGI_TRY(options.adapter, model::LlamaAdapter::open(weights, entry.adapter, entry.adapter_scale));
    }
    return model::open_gguf_chat(entry.id, std::move(weights), options);
  }

  Result<std::shared_ptr<Embedder>> open_embedder(const ModelEntry& entry) {
    if (entry.kind == "remote") return model::open_remote_embedder(remote_options(entry), http_);
    ONGGI_TRY(auto weights, weights_of(entry.path));
    return model::open_gguf_embedder(entry.id, std::move(weights), engine_options());
  }

  Result<std::shared_ptr<Reranker>> open_reranker(const ModelEntry& entry) {
    const auto api = entry.api == "tei" ? model::RerankApi::texts : model::RerankApi::documents;
    if (entry.kind == "remote") return model::open_remote_reranker(remote_options(entry), api, http_);
    ONGGI_TRY(auto weights, weights_of(entry.path));
    return model::open_gguf_reranker(entry.id, std::move(weights), engine_options());
  }

  /// One copy of the weights for all that a model does, gone when neither is used. Called under `opening_`.
  Result<std::shared_ptr<const LlamaModel>> weights_of(const std::string& path) {
    if (auto open = weights_[path].lock()) return open;
    ONGGI_TRY(auto weights, LlamaModel::open(path));
    weights_[path] = weights;
    return weights;
  }

  static model::RemoteOptions remote_options(const ModelEntry& entry) {
    return {.id = entry.id,
            .url = entry.url,
            .remote_id = entry.remote_id,
            .key_env = entry.key_env,
            .label_max = label_max_of(entry),
            .wait = {},
            .api = entry.dialect == "clova" ? model::RemoteApi::clova : model::RemoteApi::openai};
  }

  model::EngineOptions engine_options() const {
    return {.context_tokens = options_.context_tokens,
            .sequences_max = options_.sequences_max,
            .threads = options_.threads,
            .reuse_prefixes = true,
            .adapter = nullptr};
  }

  std::shared_ptr<Database> database_;
  std::shared_ptr<HttpClient> http_;
  std::shared_ptr<Embedder> builtin_;  // shared with those who use it
  Options options_;
  mutable Remembered<ModelEntry> entries_;                // by id
  mutable Remembered<std::optional<ModelPrice>> prices_;  // likewise
  std::mutex opening_;                                    // one load at a time
  model::OpenModels open_;
  std::map<std::string, std::weak_ptr<const LlamaModel>> weights_;
};

ModelRegistry::ModelRegistry(std::shared_ptr<Database> database, std::shared_ptr<HttpClient> http,
                             std::unique_ptr<Embedder> builtin_embedder, const Options& options)
    : impl_(std::make_unique<Impl>(std::move(database), std::move(http), std::move(builtin_embedder), options)) {}
ModelRegistry::~ModelRegistry() = default;

Result<void> ModelRegistry::add(const ModelEntry& entry) { return impl_->add(entry); }
Result<void> ModelRegistry::remove(std::string_view id) { return impl_->remove(id); }
Result<std::vector<ModelEntry>> ModelRegistry::list() const { return impl_->list(); }
Result<void> ModelRegistry::set_price(std::string_view id, const std::optional<ModelPrice>& price) {
  return impl_->set_price(id, price);
}
Result<std::optional<ModelPrice>> ModelRegistry::price(std::string_view id) const { return impl_->price(id); }
Result<std::shared_ptr<LanguageModel>> ModelRegistry::chat_model(std::string_view id) { return impl_->chat_model(id); }
Result<std::shared_ptr<Embedder>> ModelRegistry::embedder(std::string_view id) { return impl_->embedder(id); }
std::shared_ptr<Embedder> ModelRegistry::embedder_of_version(std::string_view version) {
  return impl_->embedder_of_version(version);
}
Result<std::shared_ptr<Reranker>> ModelRegistry::reranker(std::string_view id) { return impl_->reranker(id); }
Result<std::int64_t> ModelRegistry::memory_bytes(std::string_view id) const { return impl_->memory_bytes(id); }
Result<std::vector<ModelInfo>> ModelRegistry::infos() const { return impl_->infos(); }

}  // namespace onggi
