#include "model/rank_model.h"

#include <cmath>
#include <numbers>
#include <random>

#include "model/gguf_maker.h"

namespace onggi::model {
namespace {

constexpr int kWidth = 32, kHeads = 2, kInner = 48, kLayers = 2, kWords = 40, kTokens = 5 + kWords, kPlaces = 64;
constexpr float kEpsilon = 1e-5F;
enum Type : std::uint32_t { kU32 = 4, kI32 = 5, kF32 = 6, kBool = 7, kString = 8, kArray = 9 };

class Keys {
 public:
  void u32(const std::string& name, std::uint32_t value) { add(name, kU32).number(value); }
  void f32(const std::string& name, float value) { add(name, kF32).number(value); }
  void flag(const std::string& name, bool value) { add(name, kBool).number<std::uint8_t>(value ? 1 : 0); }
  void text(const std::string& name, const std::string& value) { add(name, kString).text(value); }
  GgufMaker& list(const std::string& name, std::uint32_t type, std::uint64_t count) {
    return add(name, kArray).number(type).number(count);
  }
  std::uint64_t count() const { return count_; }
  const std::string& bytes() const { return maker_.bytes(); }

 private:
  GgufMaker& add(const std::string& name, std::uint32_t type) {
    ++count_;
    return maker_.text(name).number(type);
  }
  GgufMaker maker_;
  std::uint64_t count_ = 0;
};

void describe_model(Keys& keys, const RankModel::Shape& shape) {
  keys.text("general.architecture", "bert");
  keys.u32("bert.context_length", kPlaces);
  keys.u32("bert.embedding_length", kWidth);
  keys.u32("bert.block_count", kLayers);
  keys.u32("bert.feed_forward_length", kInner);
  keys.u32("bert.attention.head_count", kHeads);
  keys.f32("bert.attention.layer_norm_epsilon", kEpsilon);
  keys.flag("bert.attention.causal", false);
  keys.u32("bert.pooling_type", shape.says_rank ? 4 : 2);
  if (!shape.rerank_template.empty()) keys.text("tokenizer.chat_template.rerank", shape.rerank_template);
}

void describe_vocabulary(Keys& keys, const RankModel::Shape& shape) {
  keys.text("tokenizer.ggml.model", "bert");
  keys.u32("tokenizer.ggml.token_type_count", 1);
  GgufMaker& names = keys.list("tokenizer.ggml.tokens", kString, kTokens);
  for (const char* mark : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) names.text(mark);
  for (int i = 0; i < kWords; ++i) names.text("▁w" + std::to_string(i));
  GgufMaker& types = keys.list("tokenizer.ggml.token_type", kI32, kTokens);
  for (int i = 0; i < kTokens; ++i) types.number<std::int32_t>(i < 5 ? 3 : 1);  // control, normal
  keys.u32("tokenizer.ggml.padding_token_id", 0);
  keys.u32("tokenizer.ggml.unknown_token_id", 1);
  keys.u32("tokenizer.ggml.bos_token_id", RankModel::kCls);
  keys.u32("tokenizer.ggml.seperator_token_id", RankModel::kSep);  // as the format spells it
  keys.u32("tokenizer.ggml.mask_token_id", 4);
  keys.flag("tokenizer.ggml.add_bos_token", true);
  keys.flag("tokenizer.ggml.add_eos_token", shape.separators != "none");
  keys.flag("tokenizer.ggml.add_sep_token", shape.separators == "both");
}

double gelu(double x) { return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2)); }

}  // namespace

RankModel::RankModel(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto draw = [&](const std::string& name, std::vector<std::uint64_t> sizes, float mean, float spread) {
    std::size_t count = 1;
    for (const std::uint64_t size : sizes) count *= size;
    std::normal_distribution<float> normal(mean, spread);
    Tensor& tensor = weights_[name];
    tensor.sizes = std::move(sizes);
    for (std::size_t i = 0; i < count; ++i) tensor.values.push_back(normal(random));
  };
  const auto linear = [&](const std::string& name, std::uint64_t in, std::uint64_t out) {
    draw(name + ".weight", {in, out}, 0, 0.4F);
    draw(name + ".bias", {out}, 0, 0.1F);
  };
  const auto norm = [&](const std::string& name) {
    draw(name + ".weight", {kWidth}, 1, 0.1F);
    draw(name + ".bias", {kWidth}, 0, 0.1F);
  };
  draw("token_embd.weight", {kWidth, kTokens}, 0, 1);
  draw("position_embd.weight", {kWidth, kPlaces}, 0, 0.3F);
  draw("token_types.weight", {kWidth, 1}, 0, 0.3F);
  norm("token_embd_norm");
  for (int i = 0; i < kLayers; ++i) {
    const std::string layer = "blk." + std::to_string(i) + ".";
    for (const char* name : {"attn_q", "attn_k", "attn_v", "attn_output"}) linear(layer + name, kWidth, kWidth);
    norm(layer + "attn_output_norm");
    linear(layer + "ffn_up", kWidth, kInner);
    linear(layer + "ffn_down", kInner, kWidth);
    norm(layer + "layer_output_norm");
  }
  linear("cls", kWidth, kWidth);
  linear("cls.output", kWidth, 1);
}

std::string RankModel::file(const Shape& shape) const {
  Keys keys;
  describe_model(keys, shape);
  describe_vocabulary(keys, shape);
  GgufMaker infos;
  std::string data;
  std::uint64_t tensors = 0;
  for (const auto& [name, tensor] : weights_) {
    if (!shape.with_head && name.starts_with("cls")) continue;
    infos.text(name).number(static_cast<std::uint32_t>(tensor.sizes.size()));
    for (const std::uint64_t size : tensor.sizes) infos.number(size);
    infos.number<std::uint32_t>(0).number<std::uint64_t>(data.size());  // f32
    data.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
    data.resize((data.size() + 31) / 32 * 32);
    ++tensors;
  }
  GgufMaker head;
  head.raw("GGUF").number<std::uint32_t>(3).number(tensors).number(keys.count());
  std::string bytes = head.bytes() + keys.bytes() + infos.bytes();
  bytes.resize((bytes.size() + 31) / 32 * 32);
  return bytes + data;
}

RankModel::Row RankModel::times(const std::string& name, const Row& input) const {
  const auto &rows = weight(name + ".weight"), &bias = weight(name + ".bias");
  Row result(bias.begin(), bias.end());
  for (std::size_t out = 0; out < result.size(); ++out)
    for (std::size_t in = 0; in < input.size(); ++in)
      result[out] += static_cast<double>(rows[out * input.size() + in]) * input[in];
  return result;
}

RankModel::Row RankModel::normal(const std::string& name, Row row) const {
  double mean = 0, square = 0;
  for (const double value : row) mean += value / kWidth;
  for (const double value : row) square += (value - mean) * (value - mean) / kWidth;
  const double scale = 1 / std::sqrt(square + static_cast<double>(kEpsilon));
  const auto &gain = weight(name + ".weight"), &shift = weight(name + ".bias");
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = (row[i] - mean) * scale * static_cast<double>(gain[i]) + static_cast<double>(shift[i]);
  return row;
}

std::vector<RankModel::Row> RankModel::attention(const std::string& layer, const std::vector<Row>& rows) const {
  constexpr std::size_t kSize = kWidth / kHeads;
  std::vector<Row> queries, keys, values, result;
  for (const Row& row : rows) {
    queries.push_back(times(layer + "attn_q", row));
    keys.push_back(times(layer + "attn_k", row));
    values.push_back(times(layer + "attn_v", row));
  }
  for (const Row& query : queries) {
    Row mixed(kWidth, 0.0);
    for (std::size_t head = 0; head < kWidth; head += kSize) {
      Row shares;
      double all = 0;
      for (const Row& key : keys) {
        double product = 0;
        for (std::size_t i = head; i < head + kSize; ++i) product += query[i] * key[i];
        shares.push_back(std::exp(product / std::sqrt(static_cast<double>(kSize))));
        all += shares.back();
      }
      for (std::size_t at = 0; at < values.size(); ++at)
        for (std::size_t i = head; i < head + kSize; ++i) mixed[i] += shares[at] / all * values[at][i];
    }
    result.push_back(times(layer + "attn_output", mixed));
  }
  return result;
}

double RankModel::score(const std::vector<int>& tokens) const {
  std::vector<Row> rows;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    Row row(kWidth);
    for (std::size_t i = 0; i < kWidth; ++i)
      row[i] = static_cast<double>(weight("token_embd.weight")[static_cast<std::size_t>(tokens[at]) * kWidth + i]) +
               static_cast<double>(weight("position_embd.weight")[at * kWidth + i]) +
               static_cast<double>(weight("token_types.weight")[i]);
    rows.push_back(normal("token_embd_norm", std::move(row)));
  }
  for (int number = 0; number < kLayers; ++number) {
    const std::string layer = "blk." + std::to_string(number) + ".";
    const std::vector<Row> attended = attention(layer, rows);
    for (std::size_t at = 0; at < rows.size(); ++at) {
      Row sum = rows[at];
      for (std::size_t i = 0; i < kWidth; ++i) sum[i] += attended[at][i];
      const Row between = normal(layer + "attn_output_norm", std::move(sum));
      Row inner = times(layer + "ffn_up", between);
      for (double& value : inner) value = gelu(value);
      Row outer = times(layer + "ffn_down", inner);
      for (std::size_t i = 0; i < kWidth; ++i) outer[i] += between[i];
      rows[at] = normal(layer + "layer_output_norm", std::move(outer));
    }
  }
  Row pooled = times("cls", rows.front());
  for (double& value : pooled) value = std::tanh(value);
  return times("cls.output", pooled).front();
}

}  // namespace onggi::model
