// The models of a home.
#include "model/registry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "base/file.h"
#include "base/hash.h"
#include "model/adapter_maker.h"
#include "net/loopback.h"

namespace onggi {
namespace {

class Registry : public testing::Test {
 protected:
  Registry() : folder_(std::filesystem::path(testing::TempDir()) / ("onggi_registry_" + random_token(8))) {
    std::filesystem::create_directories(folder_);
    database_ = *Database::open({.url = "sqlite:" + (folder_ / "onggi.db").string()});
    EXPECT_TRUE(migrate(*database_, model_migrations()).has_value());
    models_ = within(0);
  }
  /// The same home with so much memory for its models; 0: all there is.
  std::unique_ptr<ModelRegistry> within(std::int64_t bytes) {
    return std::make_unique<ModelRegistry>(
        database_, *HttpClient::open(allow_hosts({}), {}), nullptr,
        ModelRegistry::Options{.context_tokens = 256, .sequences_max = 2, .threads = 1, .memory_bytes_max = bytes});
  }
  ~Registry() override {
    models_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  static ModelEntry gguf(const std::string& id = "small") {
    return {.id = id, .kind = "gguf", .path = ONGGI_TEST_MODEL, .chat = true, .embed = true};
  }
  static ModelEntry remote(const std::string& id = "far") {
    return {.id = id, .kind = "remote", .url = "http://127.0.0.1:9/v1", .remote_id = "qwen", .key_env = "SOME_KEY"};
  }
  ErrorCode code_of(const ModelEntry& entry) {
    const auto added = models_->add(entry);
    return added ? ErrorCode::internal : added.error().code;
  }

  std::filesystem::path folder_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<ModelRegistry> models_;
};

TEST_F(Registry, KeepsWhatIsAddedUntilItIsRemoved) {
  ASSERT_TRUE(models_->add(gguf()).has_value());
  ASSERT_TRUE(models_->add(remote()).has_value());
  const auto entries = models_->list();
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ(entries->at(0).id, "far");
  EXPECT_EQ(entries->at(0).key_env, "SOME_KEY");
  EXPECT_TRUE(entries->at(1).embed);
  EXPECT_EQ(models_->add(gguf()).error().code, ErrorCode::conflict);
  ASSERT_TRUE(models_->remove("small").has_value());
  EXPECT_EQ(models_->remove("small").error().code, ErrorCode::not_found);
  EXPECT_EQ(models_->chat_model("small").error().reason, "model_not_found");
}

TEST_F(Registry, AdaptersShareTheWeightsOfTheirModel) {
  const auto file = folder_ / "tuned.gguf";
  ASSERT_TRUE(write_file(file, model::strong_adapter(0.02F)).has_value());
  ModelEntry plain = gguf();
  plain.embed = false;
  ModelEntry tuned = plain;
  tuned.id = "tuned";
  tuned.adapter = file.string();
  tuned.adapter_scale = 0.5;
  ASSERT_TRUE(models_->add(plain).has_value());
  ASSERT_TRUE(models_->add(tuned).has_value());
  EXPECT_EQ(models_->list()->at(1).adapter, file.string());
  EXPECT_EQ(models_->list()->at(1).adapter_scale, 0.5);
  // Room for one copy of the weights (98 MB) and two caches of 12 MB, but not for two copies.
  models_ = within(200'000'000);
  const auto one = models_->chat_model("small"), other = models_->chat_model("tuned");
  ASSERT_TRUE(one.has_value()) << describe(one.error());
  ASSERT_TRUE(other.has_value()) << describe(other.error());
  GenerateOptions options;
  options.tokens_max = 2;
  for (const auto& model : {*one, *other})
    EXPECT_TRUE(model->generate({{.role = ChatRole::user, .content = "hi"}}, options, nullptr, Cancel()).has_value());
  ASSERT_TRUE(std::filesystem::remove(file));
  EXPECT_EQ(within(0)->chat_model("tuned").error().code, ErrorCode::not_found);
}

TEST_F(Registry, AdaptersAreHeldAgainstTheirModel) {
  const auto file = folder_ / "tuned.gguf";
  ASSERT_TRUE(write_file(file, model::strong_adapter(0.02F)).has_value());
  ModelEntry entry = gguf("tuned");
  entry.adapter = file.string();
  EXPECT_EQ(code_of(entry), ErrorCode::invalid_argument) << "an adapter is for writing";
  entry.embed = false;
  for (const double scale : {0.0, -1.0, 10.5, std::nan("")}) {
    entry.adapter_scale = scale;
    EXPECT_EQ(code_of(entry), ErrorCode::invalid_argument) << scale;
  }
  ModelEntry plain = gguf("plain");
  plain.adapter_scale = 0.5;
  EXPECT_EQ(code_of(plain), ErrorCode::invalid_argument) << "a scale of nothing";
  entry.adapter_scale = 1;
  model::AdapterMaker other;
  other.architecture = "qwen2";
  other.change("blk.0.ffn_down.weight", 1536, 1, 576, [](auto) { return 0.0F; }, [](auto) { return 0.0F; });
  ASSERT_TRUE(write_file(file, other.file()).has_value());
  EXPECT_EQ(models_->add(entry).error().reason, "other_base");
  std::swap(entry.adapter, entry.path);
  EXPECT_EQ(code_of(entry), ErrorCode::invalid_argument) << "an adapter is no model";
  ModelEntry far = remote();
  far.adapter = file.string();
  EXPECT_EQ(code_of(far), ErrorCode::invalid_argument);
}

TEST_F(Registry, ClosesWhatNobodyUsesForAnother) {
  const auto copy = folder_ / "copy.gguf";
  std::filesystem::copy_file(ONGGI_TEST_MODEL, copy);
  ModelEntry one = gguf("one"), two = gguf("two");
  two.path = copy.string();
  ASSERT_TRUE(models_->add(one).has_value());
  ASSERT_TRUE(models_->add(two).has_value());
  models_ = within(200'000'000);
  std::weak_ptr<LanguageModel> first = *models_->chat_model("one");
  EXPECT_FALSE(first.expired());
  ASSERT_TRUE(models_->chat_model("two").has_value());
  EXPECT_TRUE(first.expired());
  ASSERT_TRUE(models_->embedder("two").has_value());
  ASSERT_TRUE(models_->chat_model("one").has_value());
  models_ = within(100'000'000);
  EXPECT_EQ(models_->chat_model("one").error().reason, "model_too_large");
}

TEST_F(Registry, OpensAtFirstUseSharesAndOutlivesRemoval) {
  ASSERT_TRUE(models_->add(gguf()).has_value());
  const auto infos = models_->infos();
  ASSERT_EQ(infos->size(), 1U);
  EXPECT_EQ(infos->at(0).context_tokens, 8192);
  const auto one = *models_->chat_model("small");
  EXPECT_EQ(one, *models_->chat_model("small"));
  ASSERT_TRUE(models_->remove("small").has_value());
  GenerateOptions options;
  options.tokens_max = 2;
  EXPECT_TRUE(one->generate({{.role = ChatRole::user, .content = "hi"}}, options, nullptr, Cancel()).has_value());
}

TEST_F(Registry, RefusesWhatIsWronglyShaped) {
  const auto changed = [](ModelEntry entry, const std::function<void(ModelEntry&)>& change) {
    change(entry);
    return entry;
  };
  EXPECT_EQ(code_of(gguf("")), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(gguf("with space")), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(gguf("onggi/mine")), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(changed(gguf(), [](ModelEntry& e) { e.kind = "magic"; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(changed(gguf(), [](ModelEntry& e) { e.path = "/nowhere.gguf"; })), ErrorCode::not_found);
  EXPECT_EQ(code_of(changed(gguf(), [](ModelEntry& e) { e.chat = e.embed = false; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(changed(remote(), [](ModelEntry& e) { e.url = "ftp://x/"; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(changed(remote(), [](ModelEntry& e) { e.remote_id = ""; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(changed(remote(), [](ModelEntry& e) { e.key_env = "sk-a-real-key"; })),
            ErrorCode::invalid_argument);
  const auto text = folder_ / "notes.gguf";
  ASSERT_TRUE(write_file(text, "not a model at all").has_value());
  const auto added = models_->add(changed(gguf(), [&](ModelEntry& e) { e.path = text.string(); }));
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().reason, "not_gguf");
  EXPECT_TRUE(models_->list()->empty());
}

/// Answers every question about two passages.
class RerankServer {
 public:
  explicit RerankServer(std::string answer)
      : answer_(std::move(answer)), loopback_([this](test::Peer& peer) {
          while (!peer.read_request().empty()) {
            ++asked;
            peer.write(test::http_answer(200, answer_));
          }
        }) {}
  ModelEntry entry(const std::string& id) const {
    return {.id = id, .kind = "remote", .url = loopback_.url("/v1"), .remote_id = "m", .chat = false, .rerank = true};
  }
  std::string host() const { return loopback_.host(); }
  std::atomic<int> asked = 0;

 private:
  std::string answer_;
  test::Loopback loopback_;
};

TEST_F(Registry, ARerankerIsAskedBeforeItIsKept) {
  RerankServer good(R"({"results":[{"index":1,"relevance_score":0.1},{"index":0,"relevance_score":0.9}]})");
  RerankServer other(R"([{"index":0,"score":1},{"index":1,"score":0}])");
  EXPECT_EQ(code_of(good.entry("closed")), ErrorCode::not_allowed);  // no host may be called yet
  ModelRegistry models(database_, *HttpClient::open(allow_hosts({good.host(), other.host()}), {}), nullptr, {});
  ASSERT_TRUE(models.add(good.entry("judge")).has_value());
  EXPECT_EQ(good.asked, 1);
  EXPECT_EQ(models.add(other.entry("wrong")).error().reason, "broken_answer");
  ModelEntry tei = other.entry("tei");
  tei.api = "tei";
  ASSERT_TRUE(models.add(tei).has_value());
  EXPECT_EQ(models.list()->size(), 2U);
  EXPECT_TRUE(models.list()->at(0).rerank);
  EXPECT_EQ(models.list()->at(1).api, "tei");
  EXPECT_TRUE(models.infos()->at(0).can_rerank);

  const auto judge = *models.reranker("judge");
  EXPECT_EQ(judge, *models.reranker("judge"));
  EXPECT_EQ(judge->score("질문", {"가", "나"}, Cancel())->values, (std::vector<double>{0.9, 0.1}));
  EXPECT_EQ((*models.reranker("tei"))->score("질문", {"가", "나"}, Cancel())->values, (std::vector<double>{1, 0}));
  EXPECT_EQ(models.chat_model("judge").error().reason, "model_not_found");
  EXPECT_EQ(models.embedder("judge").error().reason, "model_not_found");
}

TEST_F(Registry, NoRerankerIsConfiguredUnlessOneIsNamed) {
  EXPECT_EQ(*models_->reranker(""), nullptr);
  EXPECT_EQ(models_->reranker("judge").error().reason, "model_not_found");
  ASSERT_TRUE(models_->add(remote()).has_value());
  EXPECT_EQ(models_->reranker("far").error().reason, "model_not_found");  // it chats only
  ModelEntry entry = gguf("smollm2");
  entry.chat = entry.embed = false, entry.rerank = true;
  const auto added = models_->add(entry);
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().reason, "not_a_reranker");
  entry = remote("chats");
  entry.api = "tei";
  EXPECT_EQ(code_of(entry), ErrorCode::invalid_argument);
}

TEST_F(Registry, KeepsWhatAServerSpeaks) {
  const auto clova = [](const std::function<void(ModelEntry&)>& change) {
    ModelEntry entry = remote("hcx");
    entry.url = "https://clovastudio.stream.ntruss.com", entry.dialect = "clova", entry.remote_id = "HCX-007";
    change(entry);
    return entry;
  };
  EXPECT_EQ(code_of(clova([](ModelEntry& e) { e.dialect = "latin"; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(clova([](ModelEntry& e) { e.key_env = ""; })), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(clova([](ModelEntry& e) { e.url += "/v1/openai"; })), ErrorCode::invalid_argument);
  for (const std::string name : {"../x", "a b", "tasks/", "a/b", "..", "x?y"})
    EXPECT_EQ(code_of(clova([&](ModelEntry& e) { e.remote_id = name; })), ErrorCode::invalid_argument) << name;
  EXPECT_EQ(code_of(clova([](ModelEntry& e) { e.chat = false, e.rerank = true; })), ErrorCode::unsupported);
  ModelEntry file = gguf();
  file.dialect = "clova";
  EXPECT_EQ(code_of(file), ErrorCode::invalid_argument);
  ASSERT_TRUE(models_->add(clova([](ModelEntry&) {})).has_value());
  EXPECT_EQ(models_->list()->at(0).dialect, "clova");
  EXPECT_EQ((*models_->chat_model("hcx"))->info().context_tokens, 128'000);
  ASSERT_TRUE(
      models_->add(clova([](ModelEntry& e) { e.id = "vectors", e.chat = false, e.embed = true, e.remote_id = "v2"; }))
          .has_value());
  EXPECT_EQ((*models_->embedder("vectors"))->info().dimensions, 1'024);
}

TEST_F(Registry, KeepsPricesUntilTheModelGoes) {
  ASSERT_TRUE(models_->add(remote()).has_value());
  EXPECT_EQ(*models_->price("far"), std::nullopt);
  const ModelPrice price{.prompt = 1'250'000'000, .completion = 5'000'000'000, .cached = 1};
  ASSERT_TRUE(models_->set_price("far", price).has_value());
  EXPECT_EQ(*models_->price("far"), price);
  const ModelPrice other{.prompt = 2};
  ASSERT_TRUE(models_->set_price("far", other).has_value());
  EXPECT_EQ(*models_->price("far"), other);
  EXPECT_EQ(models_->set_price("far", ModelPrice{.prompt = -1}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(models_->set_price("nobody", price).error().reason, "model_not_found");
  EXPECT_EQ(models_->set_price("far", ModelPrice{.hour = 1}).error().reason, "no_hour_price");
  ASSERT_TRUE(models_->add(gguf()).has_value());
  ASSERT_TRUE(models_->set_price("small", ModelPrice{.hour = 3'500'000'000}).has_value());
  EXPECT_EQ(*models_->price("small"), ModelPrice{.hour = 3'500'000'000});
  ASSERT_TRUE(models_->set_price("far", std::nullopt).has_value());
  EXPECT_EQ(*models_->price("far"), std::nullopt);
  ASSERT_TRUE(models_->set_price("far", price).has_value());
  ASSERT_TRUE(models_->remove("far").has_value());
  ASSERT_TRUE(models_->add(remote()).has_value());
  EXPECT_EQ(*models_->price("far"), std::nullopt) << "another model of the same name has its own";
}

TEST_F(Registry, NamesWhatIsNotThere) {
  EXPECT_EQ(models_->embedder("").error().code, ErrorCode::not_found);  // made without the built-in one
  ASSERT_TRUE(models_->add(remote()).has_value());
  EXPECT_EQ(models_->embedder("far").error().reason, "model_not_found");  // it chats only
  const auto chat = *models_->chat_model("far");
  EXPECT_EQ(chat->info().kind, "remote");
}

}  // namespace
}  // namespace onggi
