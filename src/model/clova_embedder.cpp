// Embeddings of CLOVA Studio: one text a call, {text} → {result: {embedding: [1,024 numbers], inputTokens}}.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/clova.h"
#include "model/remote_call.h"
#include "model/remote_vector.h"

namespace onggi::model {
namespace {

using nlohmann::json;

constexpr std::int32_t kDimensions = 1'024;

class ClovaEmbedder final : public Embedder {
 public:
  explicit ClovaEmbedder(RemoteServer server)
      : server_(std::move(server)), path_(clova::embedding_path(server_.options().remote_id)) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.label_max = server_.options().label_max;
    info_.can_embed = true;
    info_.dimensions = kDimensions;
    info_.source = server_.place();
    version_ = "remote/" + server_.place() + path_;
  }

  const ModelInfo& info() const override { return info_; }
  const std::string& version() const override { return version_; }
  double fusion_weight() const override { return 0.5; }  // as every trained encoder: remote_embedder.cpp

  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs /*as*/, const Cancel& cancel) override {
    Embeddings result{.dimensions = kDimensions};
    result.values.resize(texts.size() * kDimensions);
    for (std::size_t index = 0; index < texts.size(); ++index) {
      const auto row = std::span(result.values).subspan(index * kDimensions, kDimensions);
      ONGGI_CHECK(embed_one(texts[index], row, result.tokens, cancel));
    }
    return result;
  }

 private:
  /// A text without words stays zeros: the API refuses it.
  Result<void> embed_one(std::string_view text, std::span<float> row, std::int64_t& tokens, const Cancel& cancel) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
    const json body = {{"text", std::string(text)}};
    const RemoteServer::Call call{
        .path = path_, .purpose = "embeddings", .body = body.dump(-1, ' ', false, json::error_handler_t::replace)};
    ONGGI_TRY(const auto answer, server_.run(call, cancel));
    const json parsed = json::parse(answer.body, nullptr, false);
    static const json::json_pointer kVector("/result/embedding"), kTokens("/result/inputTokens");
    const bool has_vector = parsed.is_object() && parsed.contains(kVector) && parsed[kVector].is_array() &&
                            parsed[kVector].size() == row.size();
    if (!has_vector || !read_unit_vector(parsed[kVector], row))
      return fail(ErrorCode::unavailable, server_.place() + " did not answer with an embedding of 1024 numbers",
                  "broken_answer");
    if (parsed.contains(kTokens) && parsed[kTokens].is_number_integer()) tokens += parsed[kTokens].get<std::int64_t>();
    return {};
  }

  RemoteServer server_;
  std::string path_;
  ModelInfo info_;
  std::string version_;
};

}  // namespace

Result<std::shared_ptr<Embedder>> open_clova_embedder(const RemoteOptions& options, std::shared_ptr<HttpClient> http) {
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  return std::make_shared<ClovaEmbedder>(std::move(server));
}

}  // namespace onggi::model
