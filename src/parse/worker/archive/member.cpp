// See member.h.
#include "parse/worker/archive/member.h"

#include <algorithm>
#include <array>

#include "parse/worker/inner/inner.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::int64_t kWarningsMax = 200;  // a hostile archive must not drown the rest of the answer in warnings

}  // namespace

std::string member_name(std::string_view raw) {
  constexpr std::size_t kNameBytesMax = 1'000;
  std::string name = decode_text(raw.substr(0, kNameBytesMax), "CP949").utf8;
  std::ranges::replace(name, '\\', '/');
  std::erase_if(name, [](char byte) { return (byte >= 0 && byte < ' ') || byte == 0x7F; });
  return name;
}

bool is_system_file(std::string_view name) {
  if (name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != std::string_view::npos) return true;
  constexpr auto kNames = std::to_array<std::string_view>({".DS_Store", "Thumbs.db", "desktop.ini"});
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return last.starts_with("._") || std::ranges::find(kNames, last) != kNames.end();
}

Members::Members(DocumentBuilder& builder, const ReadContext& context) : builder_(builder), context_(context) {}

bool Members::spent() const {
  return builder_.full() || bytes_left() == 0 || (context_.inner != nullptr && context_.inner->files <= 0);
}

std::uint64_t Members::bytes_left() const {
  const std::uint64_t mine =
      context_.limits.inflated_bytes_max - std::min(unpacked_, context_.limits.inflated_bytes_max);
  return context_.inner == nullptr ? mine : std::min(mine, context_.inner->bytes);
}

void Members::add(std::string_view bytes, std::string_view name) {
  unpacked_ += bytes.size();
  if (bytes.empty()) return count_empty();
  add_inner_file(builder_, context_, bytes, name);
}

void Members::unread(std::string_view name, std::string_view why) {
  if (++unread_ <= kWarningsMax) builder_.warn("inner_file_unread", std::string(name) + ": " + std::string(why));
}

void Members::finish(std::size_t not_looked_at) {
  if (unread_ > kWarningsMax)
    builder_.warn("inner_file_unread", std::to_string(unread_ - kWarningsMax) + " more members were not read");
  if (not_looked_at > 0) {
    builder_.warn("inner_file_unread", std::to_string(not_looked_at) +
                                           " members were not read: a limit of all inner files together was reached");
  }
  if (empty_ > 0) builder_.warn("inner_file_empty", std::to_string(empty_) + " members are empty");
}

}  // namespace onggi::parse
