// A parsed HTML tree and what the reader asks of its nodes. gumbo stays inside of this folder.
#pragma once

#include <gumbo.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

namespace onggi::parse {

/// The memory of one tree; it goes as a whole. gumbo gives most of what it takes back while it parses: what is not used
/// again costs nine times the text.
class HtmlArena {
 public:
  void* take(std::size_t size);
  void give_back(void* memory);

 private:
  struct Free {
    Free* next;
  };
  static constexpr std::size_t kWord = alignof(std::max_align_t), kSmallMax = 2048;
  std::pmr::monotonic_buffer_resource memory_;
  std::array<Free*, kSmallMax / kWord + 65> free_{};  // a list a size
};

/// The tree of one HTML text. Everything lies in one arena that goes with it: gumbo's own destroy function recurses
/// once per level and would overflow the stack on a hostile file.
class HtmlTree {
 public:
  explicit HtmlTree(std::string_view utf8);
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;

  const GumboNode* document() const { return output_->document; }
  /// The first element of this tag in reading order, or nullptr.
  const GumboNode* find(GumboTag tag) const;
  /// "3. " of the third item of an ordered list (start, value, types a and A honoured); empty for other nodes.
  std::string list_marker(const GumboNode* node) const;
  /// All characters at or below a node that a reader of the account would count: text, alternative texts, list numbers;
  /// `except` and what is below it left out.
  std::int64_t count_characters(const GumboNode* root, const GumboNode* except = nullptr) const;

 private:
  HtmlArena arena_;
  GumboOptions options_;
  GumboOutput* output_;
  std::unordered_map<const GumboNode*, std::int32_t> item_numbers_;  // of all items of ordered lists
};

/// An upper guess of how deep elements nest, from the tags alone. gumbo looks through all open elements for each new
/// one, so 100,000 open elements would take minutes: ask before parsing.
std::int32_t guess_depth(std::string_view html);

bool is_element(const GumboNode* node);
GumboTag tag_of(const GumboNode* node);  // GUMBO_TAG_UNKNOWN for anything but an element
const GumboVector& children_of(const GumboNode* node);
/// The text of a text node; empty for anything else.
std::string_view text_of(const GumboNode* node);
/// The value of an attribute; empty when missing.
std::string_view attribute(const GumboNode* element, const char* name);
bool has_attribute(const GumboNode* element, const char* name);
/// A number between 0 and `max` in an attribute, `fallback` when it is missing or no number.
std::int32_t number_attribute(const GumboNode* element, const char* name, std::int32_t fallback, std::int32_t max);

/// Calls visit(child) for the node's own children.
template <typename Visit>
void each_child(const GumboNode* node, const Visit& visit) {
  const GumboVector& children = children_of(node);
  for (unsigned i = 0; i < children.length; ++i) visit(static_cast<const GumboNode*>(children.data[i]));
}

/// Calls visit(node) for a node and all below it, in reading order, without recursion. visit returns whether to go
/// below; leave(node) is called when all below a node is done.
template <typename Visit, typename Leave>
void each_node(const GumboNode* root, const Visit& visit, const Leave& leave) {
  const GumboNode* node = root;
  bool below = visit(node);
  while (true) {
    const GumboVector& children = children_of(node);
    if (below && children.length > 0) {
      node = static_cast<const GumboNode*>(children.data[0]);
    } else {
      leave(node);
      while (node != root && node->index_within_parent + 1 >= children_of(node->parent).length) {
        node = node->parent;
        leave(node);
      }
      if (node == root) return;
      node = static_cast<const GumboNode*>(children_of(node->parent).data[node->index_within_parent + 1]);
    }
    below = visit(node);
  }
}

template <typename Visit>
void each_node(const GumboNode* root, const Visit& visit) {
  each_node(root, visit, [](const GumboNode* /*node*/) {});
}

}  // namespace onggi::parse
