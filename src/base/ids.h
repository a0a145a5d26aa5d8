// Ids as distinct types, so that a document's id cannot be passed where a chunk's is meant.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace onggi {

/// A short opaque text ("doc_3k9x..."): `Tag` makes the type, the text is what lies in SQL and JSON. Empty means
/// "none".
template <typename Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

using DocumentId = Id<struct DocumentTag>;
using ElementId = Id<struct ElementTag>;
using ChunkId = Id<struct ChunkTag>;
using BlobId = Id<struct BlobTag>;
using JobId = Id<struct JobTag>;
using PersonId = Id<struct PersonTag>;
using GroupId = Id<struct GroupTag>;
using KeyId = Id<struct KeyTag>;
using PermissionId = Id<struct PermissionTag>;
using RecipeId = Id<struct RecipeTag>;
using ConversationId = Id<struct ConversationTag>;

/// `prefix` + "_" + 20 characters of Crockford base32: 9 of time in ms (sorts by creation), 11 random.
/// Thread safe. Collisions: 2^-55 for two ids of the same millisecond.
std::string new_id(std::string_view prefix);

}  // namespace onggi

template <typename Tag>
struct std::hash<onggi::Id<Tag>> {
  std::size_t operator()(const onggi::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
