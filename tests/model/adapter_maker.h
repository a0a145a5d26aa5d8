// LoRA adapters as tiny GGUF files, with weights that a test names.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace onggi::model {

class AdapterMaker {
 public:
  std::string architecture = "llama", type = "adapter", adapter_type = "lora";
  float alpha = 0;  // 0: the scale alone counts
  bool invoked = false;

  struct Weight {
    std::string name;
    std::vector<std::uint64_t> sizes;
    std::function<float(std::size_t)> value;  // of an element by its place
    std::uint32_t type = 0;                   // f32; another is only written down
  };
  /// Matrices `name`.lora_a (in x rank) and `name`.lora_b (rank x out).
  AdapterMaker& change(const std::string& name, std::uint64_t in, std::uint64_t rank, std::uint64_t out,
                       const std::function<float(std::size_t)>& down, const std::function<float(std::size_t)>& up);
  AdapterMaker& add(Weight weight);
  std::string file() const;

 private:
  std::vector<Weight> weights_;
};

/// A change to the last layers of the model of these tests (576 wide, 1536 inside) that is felt in every token.
std::string strong_adapter(float strength);

}  // namespace onggi::model
