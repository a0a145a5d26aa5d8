#include "model/adapter_maker.h"

#include <utility>

#include "model/gguf_maker.h"

namespace onggi::model {
namespace {

enum Type : std::uint32_t { kU32 = 4, kF32 = 6, kString = 8, kArray = 9 };

/// Between -1 and 1, the same in every run.
float noise(std::size_t place) {
  std::uint64_t x = (place + 1) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  return static_cast<float>(x >> 40U) / static_cast<float>(1U << 23U) - 1;
}

}  // namespace

AdapterMaker& AdapterMaker::add(Weight weight) {
  weights_.push_back(std::move(weight));
  return *this;
}

AdapterMaker& AdapterMaker::change(const std::string& name, std::uint64_t in, std::uint64_t rank, std::uint64_t out,
                                   const std::function<float(std::size_t)>& down,
                                   const std::function<float(std::size_t)>& up) {
  add({.name = name + ".lora_a", .sizes = {in, rank}, .value = down});
  return add({.name = name + ".lora_b", .sizes = {rank, out}, .value = up});
}

std::string AdapterMaker::file() const {
  GgufMaker keys, infos;
  std::uint64_t count = 4;
  keys.text("general.architecture").number<std::uint32_t>(kString).text(architecture);
  keys.text("general.type").number<std::uint32_t>(kString).text(type);
  keys.text("adapter.type").number<std::uint32_t>(kString).text(adapter_type);
  keys.text("adapter.lora.alpha").number<std::uint32_t>(kF32).number(alpha);
  if (invoked) {
    ++count;
    keys.text("adapter.alora.invocation_tokens").number<std::uint32_t>(kArray).number<std::uint32_t>(kU32);
    keys.number<std::uint64_t>(1).number<std::uint32_t>(7);
  }
  std::string data;
  for (const Weight& weight : weights_) {
    infos.text(weight.name).number(static_cast<std::uint32_t>(weight.sizes.size()));
    std::uint64_t elements = 1;
    for (const std::uint64_t size : weight.sizes) infos.number(size), elements *= size;
    infos.number(weight.type).number<std::uint64_t>(data.size());
    for (std::size_t i = 0; i < elements; ++i) {
      const float value = weight.value(i);
      data.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    data.resize((data.size() + 31) / 32 * 32);
  }
  GgufMaker head;
  head.raw("GGUF").number<std::uint32_t>(3).number<std::uint64_t>(weights_.size()).number(count);
  std::string bytes = head.bytes() + keys.bytes() + infos.bytes();
  bytes.resize((bytes.size() + 31) / 32 * 32);
  return bytes + data;
}

std::string strong_adapter(float strength) {
  AdapterMaker maker;
  for (const int layer : {27, 28, 29})
    maker.change("blk." + std::to_string(layer) + ".ffn_down.weight", 1536, 4, 576, noise,
                 [strength](std::size_t i) { return strength * noise(i + 100'000); });
  return maker.file();
}

}  // namespace onggi::model
