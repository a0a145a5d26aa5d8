// Reads the head of GGUF files with a bound on every step.
#include "model/gguf_file.h"

#include <fcntl.h>
#include <ggml.h>
#include <llama.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/hash.h"

namespace onggi::model {
namespace {

constexpr std::uint64_t kKeysMax = 65'536;
constexpr std::uint64_t kTensorsMax = 1'000'000;
constexpr std::uint64_t kKeyBytesMax = 65'535;
constexpr std::uint32_t kDimensionsMax = 4;
constexpr std::uint64_t kAlignmentMax = 1U << 20U;

// Value types of the format, with the bytes that one takes; 0: string or array.
enum Type : std::uint32_t { kU8, kI8, kU16, kI16, kU32, kI32, kF32, kBool, kString, kArray, kU64, kI64, kF64, kTypes };
constexpr std::array<std::uint64_t, kTypes> kBytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::bad_input,
              "the GGUF file is broken or cut off: " + std::string(what) + "; copy it again and compare its checksum",
              "broken_gguf");
}

constexpr std::uint64_t kListMax = 1024;  // longer lists of numbers are not kept: vocabularies

using Numbers = std::vector<std::uint64_t>;
using Value = std::variant<std::monostate, std::uint64_t, std::string, Numbers>;

class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

  Result<GgufSummary> walk() {
    ONGGI_CHECK(head());
    for (std::uint64_t i = 0; i < keys_; ++i) ONGGI_CHECK(key_value());
    ONGGI_CHECK(check_keys());
    for (std::uint64_t i = 0; i < tensors_; ++i) ONGGI_CHECK(tensor_info());
    ONGGI_CHECK(check_tensors());
    return summary();
  }

 private:
  template <typename T>
  std::optional<T> take() {
    if (bytes_.size() - at_ < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  bool skip(std::uint64_t count) {
    if (bytes_.size() - at_ < count) return false;
    at_ += static_cast<std::size_t>(count);
    return true;
  }

  std::optional<std::string_view> text(std::uint64_t bytes_max = UINT64_MAX) {
    const auto length = take<std::uint64_t>();
    const std::size_t begin = at_;
    if (!length || *length > bytes_max || !skip(*length)) return std::nullopt;
    return bytes_.substr(begin, static_cast<std::size_t>(*length));
  }

  Result<void> head() {
    if (!bytes_.starts_with("GGUF"))
      return fail(ErrorCode::bad_input, "this is not a GGUF file: its first four bytes are not \"GGUF\"", "not_gguf");
    at_ = 4;
    const auto version = take<std::uint32_t>();
    const auto tensors = take<std::uint64_t>();
    const auto keys = take<std::uint64_t>();
    if (!keys || !tensors || !version) return broken("its head is not complete");
    if (*version < 2 || *version > 3)
      return fail(ErrorCode::bad_input, "GGUF version " + std::to_string(*version) + " is not known: 2 and 3 are",
                  "not_gguf");
    if (*keys > kKeysMax || *tensors > kTensorsMax) return broken("it claims too many keys or tensors");
    tensors_ = *tensors;
    keys_ = *keys;
    return {};
  }

  Result<void> key_value() {
    const auto key = text(kKeyBytesMax);
    const auto type = take<std::uint32_t>();
    if (!key || !type || *type >= kTypes) return broken("a key ends outside the file");
    if (values_.contains(std::string(*key))) return broken("a key stands twice");
    auto value = *type == kArray ? array() : scalar(*type);
    if (!value) return broken("the value of " + std::string(key->substr(0, 64)) + " ends outside the file");
    values_[std::string(*key)] = std::move(*value);
    return {};
  }

  std::optional<Value> scalar(std::uint32_t type) {
    if (type == kString) {
      const auto value = text();
      if (!value) return std::nullopt;
      return std::string(*value);
    }
    std::uint64_t number = 0;
    const auto size = static_cast<std::size_t>(kBytes[type]);
    const std::size_t begin = at_;
    if (!skip(size)) return std::nullopt;
    std::memcpy(&number, bytes_.data() + begin, size);
    const bool whole = type == kU8 || type == kU16 || type == kU32 || type == kU64 || type == kI32 || type == kI64;
    return whole ? Value(number) : Value();
  }

  std::optional<Value> array() {
    const auto type = take<std::uint32_t>();
    const auto count = take<std::uint64_t>();
    if (!type || !count || *type >= kTypes || *type == kArray) return std::nullopt;
    if ((*type == kU32 || *type == kI32) && *count <= kListMax) return numbers(*count);
    if (*type != kString) {
      if (*count > bytes_.size() || !skip(*count * kBytes[*type])) return std::nullopt;
      return Value();
    }
    for (std::uint64_t i = 0; i < *count; ++i)
      if (!text()) return std::nullopt;
    return Value();
  }

  std::optional<Value> numbers(std::uint64_t count) {
    Numbers result;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto value = take<std::uint32_t>();
      if (!value) return std::nullopt;
      result.push_back(*value);
    }
    return Value(std::move(result));
  }

  Result<void> check_keys() {
    alignment_ = number("general.alignment").value_or(32);
    if (alignment_ == 0 || alignment_ > kAlignmentMax || (alignment_ & (alignment_ - 1)) != 0)
      return broken("its alignment is no power of two");
    if (string("general.architecture").empty()) return broken("it does not name its architecture");
    if (number("split.count").value_or(0) > 1)
      return fail(ErrorCode::bad_input,
                  "this is one part of a split model: join the parts with llama-gguf-split --merge first",
                  "split_gguf");
    return {};
  }

  struct Place {
    std::uint64_t offset, bytes;
  };

  Result<void> tensor_info() {
    const auto name = text(kKeyBytesMax);
    const auto dimensions = take<std::uint32_t>();
    if (!name || !dimensions || *dimensions == 0 || *dimensions > kDimensionsMax)
      return broken("a tensor's shape is wrong");
    GgufTensor tensor;
    std::uint64_t rows = 1;
    for (std::uint32_t i = 0; i < *dimensions; ++i) {
      const auto size = take<std::uint64_t>();
      if (!size || *size == 0 || *size > (1ULL << 40U) || rows > (1ULL << 40U) / *size)
        return broken("a tensor's shape is wrong");
      tensor.sizes[i] = *size;
      if (i > 0) rows *= *size;
    }
    const auto type = take<std::uint32_t>();
    const auto offset = take<std::uint64_t>();
    if (!type || !offset) return broken("a tensor's description ends outside the file");
    const auto bytes = row_bytes(*type, tensor.sizes[0]);
    if (!bytes || *bytes > bytes_.size() / rows + 1)
      return broken("a tensor is larger than the file or of a type that is not known");
    places_.push_back({*offset, *bytes * rows});
    tensor.type = *type;
    if (!tensors_by_name_.emplace(*name, tensor).second) return broken("a tensor stands twice");
    return {};
  }

  static std::optional<std::uint64_t> row_bytes(std::uint32_t type, std::uint64_t elements) {
    if (type >= GGML_TYPE_COUNT) return std::nullopt;
    const auto kind = static_cast<ggml_type>(type);
    const auto block = static_cast<std::uint64_t>(ggml_blck_size(kind));
    if (block == 0 || ggml_type_size(kind) == 0 || elements % block != 0) return std::nullopt;
    return elements / block * ggml_type_size(kind);
  }

  Result<void> check_tensors() {
    if (places_.empty()) return broken("it holds no weights");
    head_bytes_ = at_;
    const std::uint64_t data = (at_ + alignment_ - 1) / alignment_ * alignment_;
    for (const Place& place : places_) {
      const bool inside = data <= bytes_.size() && place.offset <= bytes_.size() - data &&
                          place.bytes <= bytes_.size() - data - place.offset;
      if (!inside || place.offset % alignment_ != 0) return broken("the weights end outside the file");
    }
    return {};
  }

  GgufSummary summary() const {
    GgufSummary result;
    result.architecture = string("general.architecture");
    result.name = string("general.name");
    result.context_tokens = number(result.architecture + ".context_length").value_or(0);
    result.dimensions = number(result.architecture + ".embedding_length").value_or(0);
    result.has_chat_template = !string("tokenizer.chat_template").empty();
    const std::uint64_t pooling = number(result.architecture + ".pooling_type").value_or(LLAMA_POOLING_TYPE_NONE);
    result.pooled = pooling != LLAMA_POOLING_TYPE_NONE;
    result.ranks = pooling == LLAMA_POOLING_TYPE_RANK;
    result.has_head = tensors_by_name_.contains("cls.weight") || tensors_by_name_.contains("cls.output.weight");
    if (string("general.type") == "adapter")
      result.adapter = string("adapter.type").empty() ? "unknown" : string("adapter.type");
    result.invoked = values_.contains("adapter.alora.invocation_tokens");
    result.file_bytes = bytes_.size();
    result.cache_bytes_per_token = cache_bytes_per_token(result.architecture);
    result.tensors = tensors_by_name_;
    result.fingerprint =
        sha256_hex(std::to_string(bytes_.size()) + " " + sha256_hex(bytes_.substr(0, head_bytes_))).substr(0, 16);
    return result;
  }

  std::uint64_t cache_bytes_per_token(const std::string& architecture) const {
    constexpr std::uint64_t kValueBytes = 2, kLayersMax = 10'000, kSizeMax = 1U << 20U;
    const auto at_most = [](std::uint64_t value, std::uint64_t most) { return std::min(value, most); };
    const std::string attention = architecture + ".attention.";
    const std::uint64_t layers = at_most(number(architecture + ".block_count").value_or(0), kLayersMax);
    const Numbers heads = per_layer(attention + "head_count", layers, Numbers(layers, 1));
    const std::uint64_t width = number(architecture + ".embedding_length").value_or(0);
    std::uint64_t sum = 0;
    const Numbers shared = per_layer(attention + "head_count_kv", layers, heads);
    for (std::size_t i = 0; i < shared.size(); ++i) {
      const std::uint64_t size = width / std::max<std::uint64_t>(heads[i], 1);
      const std::uint64_t both = at_most(number(attention + "key_length").value_or(size), kSizeMax) +
                                 at_most(number(attention + "value_length").value_or(size), kSizeMax);
      sum += at_most(shared[i], kSizeMax) * both * kValueBytes;
    }
    return sum;
  }

  /// One number for all layers, or one for each.
  Numbers per_layer(const std::string& key, std::uint64_t layers, const Numbers& otherwise) const {
    if (const auto same = number(key)) return Numbers(layers, *same);
    const auto found = values_.find(key);
    if (found == values_.end() || !std::holds_alternative<Numbers>(found->second)) return otherwise;
    Numbers each = std::get<Numbers>(found->second);
    each.resize(layers, 0);
    return each;
  }

  std::optional<std::uint64_t> number(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end() || !std::holds_alternative<std::uint64_t>(found->second)) return std::nullopt;
    return std::get<std::uint64_t>(found->second);
  }

  std::string string(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end() || !std::holds_alternative<std::string>(found->second)) return {};
    return std::get<std::string>(found->second);
  }

  std::string_view bytes_;
  std::size_t at_ = 0, head_bytes_ = 0;
  std::uint64_t keys_ = 0, tensors_ = 0, alignment_ = 32;
  std::map<std::string, Value> values_;
  std::vector<Place> places_;
  std::map<std::string, GgufTensor, std::less<>> tensors_by_name_;
};

}  // namespace

Result<GgufSummary> read_gguf(std::string_view bytes) { return Walker(bytes).walk(); }

Result<GgufSummary> check_gguf(const std::string& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return fail(ErrorCode::not_found, "no model file at " + path);
  if (!fd) return std::unexpected(system_error("open", path, errno));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return std::unexpected(system_error("look at", path, errno));
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::bad_input, path + " is not a file", "not_gguf");
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes == 0) return fail(ErrorCode::bad_input, path + " is empty", "not_gguf");
  void* map = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (map == MAP_FAILED) return std::unexpected(system_error("map", path, errno));
  auto result = read_gguf(std::string_view(static_cast<const char*>(map), bytes));
  ::munmap(map, bytes);
  if (!result) return within(path, std::move(result).error());
  return result;
}

}  // namespace onggi::model
