// Embeddings over the OpenAI API.
#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/clova.h"
#include "model/remote.h"
#include "model/remote_call.h"
#include "model/remote_vector.h"

namespace onggi::model {
namespace {

using nlohmann::json;

constexpr std::size_t kTextsPerCall = 64;  // what servers take without complaint
constexpr std::size_t kDimensionsMax = 16'384;

std::unexpected<Error> not_embeddings(const std::string& place, std::string_view why) {
  return fail(ErrorCode::unavailable, place + " did not answer with embeddings: " + std::string(why), "broken_answer");
}

/// Dimensions of the answer, equal for all its rows; 0 when they are not.
std::size_t common_dimensions(const json& data) {
  std::size_t dimensions = 0;
  for (const json& item : data) {
    if (!item.is_object() || !item.contains("embedding") || !item["embedding"].is_array()) return 0;
    const std::size_t size = item["embedding"].size();
    if (size == 0 || size > kDimensionsMax || (dimensions != 0 && size != dimensions)) return 0;
    dimensions = size;
  }
  return dimensions;
}

/// Puts the rows at the places their `index` names: servers may answer in another order.
Result<void> take_rows(const json& data, std::size_t begin, std::size_t count, Embeddings& result,
                       const std::string& place) {
  const auto width = static_cast<std::size_t>(result.dimensions);
  std::vector<bool> seen(count, false);
  for (std::size_t i = 0; i < count; ++i) {
    const json& item = data[i];
    const auto index =
        item.contains("index") && item["index"].is_number_unsigned() ? item["index"].get<std::size_t>() : i;
    if (index >= count || seen[index]) return not_embeddings(place, "an index is wrong");
    seen[index] = true;
    const auto row = std::span(result.values).subspan((begin + index) * width, width);
    if (!read_unit_vector(item["embedding"], row)) return not_embeddings(place, "a vector has no direction");
  }
  return {};
}

std::int64_t tokens_of(const json& answer) {
  static const json::json_pointer place("/usage/prompt_tokens");
  return answer.contains(place) && answer[place].is_number_integer() ? answer[place].get<std::int64_t>() : 0;
}

class RemoteEmbedder final : public Embedder {
 public:
  explicit RemoteEmbedder(RemoteServer server) : server_(std::move(server)) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.label_max = server_.options().label_max;
    info_.can_embed = true;
    info_.source = server_.place();
    version_ = "remote/" + server_.place() + "/" + server_.options().remote_id;
  }

  const ModelInfo& info() const override { return info_; }
  const std::string& version() const override { return version_; }
  /// Trained sentence encoders stand beside BM25 on Korean questions; half each is the usual, unmeasured start.
  double fusion_weight() const override { return 0.5; }

  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs /*as*/, const Cancel& cancel) override {
    Embeddings result;
    for (std::size_t begin = 0; begin < texts.size(); begin += kTextsPerCall)
      ONGGI_CHECK(embed_some(texts, begin, std::min(kTextsPerCall, texts.size() - begin), result, cancel));
    if (result.dimensions > 0) dimensions_ = result.dimensions;
    return result;
  }

  Result<std::int32_t> dimensions(const Cancel& cancel) override {
    if (dimensions_ == 0) {
      constexpr std::string_view kAnyText = "옹기";
      ONGGI_TRY([[maybe_unused]] const auto asked, embed({kAnyText}, EmbedAs::query, cancel));
    }
    return dimensions_.load();
  }

 private:
  Result<void> embed_some(const std::vector<std::string_view>& texts, std::size_t begin, std::size_t count,
                          Embeddings& result, const Cancel& cancel) {
    json body = {{"model", server_.options().remote_id}, {"encoding_format", "float"}, {"input", json::array()}};
    for (std::size_t i = 0; i < count; ++i) body["input"].push_back(std::string(texts[begin + i]));
    const RemoteServer::Call call{.path = "/embeddings",
                                  .purpose = "embeddings",
                                  .body = body.dump(-1, ' ', false, json::error_handler_t::replace)};
    ONGGI_TRY(const auto answer, server_.run(call, cancel));
    const json parsed = json::parse(answer.body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array() || parsed["data"].size() != count)
      return not_embeddings(server_.place(), "there is not one vector a text");
    const std::size_t dimensions = common_dimensions(parsed["data"]);
    if (dimensions == 0 || (result.dimensions != 0 && static_cast<std::size_t>(result.dimensions) != dimensions))
      return not_embeddings(server_.place(), "the vectors have different lengths");
    result.dimensions = static_cast<std::int32_t>(dimensions);
    result.values.resize(texts.size() * dimensions);
    result.tokens += tokens_of(parsed);
    return take_rows(parsed["data"], begin, count, result, server_.place());
  }

  RemoteServer server_;
  std::atomic<std::int32_t> dimensions_ = 0;  // 0: nobody asked yet
  ModelInfo info_;
  std::string version_;
};

}  // namespace

Result<std::shared_ptr<Embedder>> open_remote_embedder(const RemoteOptions& options, std::shared_ptr<HttpClient> http) {
  if (options.api == RemoteApi::clova) return open_clova_embedder(options, std::move(http));
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  return std::make_shared<RemoteEmbedder>(std::move(server));
}

}  // namespace onggi::model
