// See measured_state.h.
#include "evaluate/measured_state.h"

#include <algorithm>

#include "base/file.h"

namespace onggi::evaluate_room {
namespace {

using nlohmann::json;

constexpr std::uint64_t kStateBytesMax = 256ULL << 20U;

}  // namespace

Result<void> MeasuredState::load() {
  if (file_.empty()) return {};
  const auto text = read_file(file_, kStateBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return {};
  if (!text) return std::unexpected(text.error());
  const json kept = json::parse(*text, nullptr, false);
  const auto is_object = [](const json& one) { return one.is_object(); };
  if (!kept.is_object() || kept.value("key", "") != key_ || !kept.contains("tried") || !kept["tried"].is_object() ||
      !std::ranges::all_of(kept["tried"], is_object))
    return fail(ErrorCode::bad_input, file_.string() +
                                          " was not kept for these documents, these questions and this version of "
                                          "onggi; name another file, or remove it to begin anew");
  tried_ = kept["tried"];
  return {};
}

Result<void> MeasuredState::keep(const std::string& name, json measured) {
  if (file_.empty()) return {};
  tried_[name] = std::move(measured);
  return write_file(file_, json{{"key", key_}, {"tried", tried_}}.dump() + "\n", Durable::yes);
}

}  // namespace onggi::evaluate_room
