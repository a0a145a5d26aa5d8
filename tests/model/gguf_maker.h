// Writes tiny GGUF files field by field. (Format: ggml's gguf.h.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::model {

class GgufMaker {
 public:
  template <typename T>
  GgufMaker& number(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
    return *this;
  }
  GgufMaker& text(std::string_view value) {
    number<std::uint64_t>(value.size());
    bytes_ += value;
    return *this;
  }
  GgufMaker& raw(std::string_view value) {
    bytes_ += value;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace onggi::model
