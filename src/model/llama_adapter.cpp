// Checks, loads and frees adapters.
#include "model/llama_adapter.h"

#include <ggml.h>
#include <llama.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace onggi::model {
namespace {

constexpr std::string_view kDown = ".lora_a", kUp = ".lora_b";  // to the rank and back
constexpr std::string_view kEmbeddings = "token_embd.weight";

std::unexpected<Error> other_base(const std::string& what) {
  return fail(ErrorCode::bad_input, "the adapter was made for another model: " + what, "other_base");
}

bool is_of_a_known_type(const GgufTensor& tensor) {
  constexpr std::array<std::uint32_t, 4> kTypes = {GGML_TYPE_F32, GGML_TYPE_F16, GGML_TYPE_BF16, GGML_TYPE_Q8_0};
  return std::ranges::find(kTypes, tensor.type) != kTypes.end();
}

/// Layers of experts hold one matrix for each.
bool have_as_many_matrices(const GgufTensor& left, const GgufTensor& right) {
  return left.sizes[2] == right.sizes[2] && left.sizes[3] == right.sizes[3];
}

/// What the graph multiplies: base is in x out, down in x rank, up rank x out; of embeddings, whose rows are looked up,
/// down is rank x in.
bool fits(std::string_view name, const GgufTensor& down, const GgufTensor& up, const GgufTensor& base) {
  if (!have_as_many_matrices(down, base) || !have_as_many_matrices(up, base)) return false;
  if (name == kEmbeddings)
    return down.sizes[0] == up.sizes[0] && down.sizes[1] == base.sizes[1] && up.sizes[1] == base.sizes[0];
  return down.sizes[0] == base.sizes[0] && up.sizes[1] == base.sizes[1] && down.sizes[1] == up.sizes[0];
}

Result<void> check_pair(const std::string& name, const GgufTensor& down, const GgufSummary& adapter,
                        const GgufSummary& base) {
  const auto up = adapter.tensors.find(name + std::string(kUp));
  if (up == adapter.tensors.end())
    return fail(ErrorCode::bad_input, "the adapter has half of its change to " + name, "not_an_adapter");
  const auto changed = base.tensors.find(name);
  if (changed == base.tensors.end()) return other_base("that has " + name + ", and this has not");
  if (!is_of_a_known_type(down) || !is_of_a_known_type(up->second))
    return fail(ErrorCode::unsupported, "the adapter's weights are 32 or 16 bits or Q8_0: convert it again",
                "adapter_type");
  if (!fits(name, down, up->second, changed->second)) return other_base("sizes of " + name + " do not fit");
  if (name == kEmbeddings && !base.tensors.contains("output.weight"))
    return fail(ErrorCode::unsupported,
                "the adapter changes embeddings with which this model also writes, which libllama cannot: train one "
                "without them, or merge it into the model",
                "adapter_embeddings");
  return {};
}

}  // namespace

Result<void> check_adapter(const GgufSummary& adapter, const GgufSummary& base) {
  if (adapter.adapter.empty())
    return fail(ErrorCode::bad_input,
                "this GGUF file is a model, no adapter: llama.cpp's convert_lora_to_gguf.py makes one of what was "
                "trained with PEFT",
                "not_an_adapter");
  if (adapter.adapter != "lora" || adapter.invoked)
    return fail(ErrorCode::unsupported, "this adapter is no plain LoRA", "adapter_kind");
  if (adapter.architecture != base.architecture)
    return other_base("one of the architecture \"" + adapter.architecture + "\", and this is \"" + base.architecture +
                      "\"");
  std::size_t known = 0;
  for (const auto& [name, tensor] : adapter.tensors) {
    if (name.ends_with("_norm.weight")) continue;  // libllama leaves these out
    if (!name.ends_with(kDown) && !name.ends_with(kUp))
      return fail(ErrorCode::bad_input, "the adapter holds weights that are none of a LoRA", "not_an_adapter");
    ++known;
    if (name.ends_with(kDown))
      ONGGI_CHECK(check_pair(name.substr(0, name.size() - kDown.size()), tensor, adapter, base));
    else if (!adapter.tensors.contains(name.substr(0, name.size() - kUp.size()) + std::string(kDown)))
      return fail(ErrorCode::bad_input, "the adapter has half of a change", "not_an_adapter");
  }
  if (known == 0) return fail(ErrorCode::bad_input, "the adapter changes nothing", "not_an_adapter");
  return {};
}

LlamaAdapter::LlamaAdapter(std::shared_ptr<const LlamaModel> model, std::string path, double scale)
    : model_(std::move(model)), path_(std::move(path)), scale_(static_cast<float>(scale)) {}

Result<std::shared_ptr<const LlamaAdapter>> LlamaAdapter::open(std::shared_ptr<const LlamaModel> model,
                                                               const std::string& path, double scale) {
  ONGGI_TRY(const auto summary, check_gguf(path));
  if (const auto fine = check_adapter(summary, model->summary()); !fine) return within(path, Error(fine.error()));
  std::shared_ptr<LlamaAdapter> result(new LlamaAdapter(std::move(model), path, scale));
  {
    const auto lock = result->model_->changing_adapters();
    result->adapter_ = llama_adapter_lora_init(result->model_->raw(), path.c_str());
  }
  if (result->adapter_ == nullptr)
    return fail(ErrorCode::bad_input,
                path + ": libllama cannot load this adapter or lacks memory; --log-level debug shows its own words",
                "not_an_adapter");
  return std::shared_ptr<const LlamaAdapter>(std::move(result));
}

LlamaAdapter::~LlamaAdapter() {
  if (adapter_ == nullptr) return;
  const auto lock = model_->changing_adapters();
  llama_adapter_lora_free(adapter_);
}

void LlamaAdapter::use_in(llama_context* context) const {
  llama_adapter_lora* adapter = adapter_;
  float scale = scale_;
  llama_set_adapters_lora(context, &adapter, 1, &scale);
}

}  // namespace onggi::model
