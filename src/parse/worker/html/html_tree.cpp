// A parsed HTML tree; see html_tree.h.
#include "parse/worker/html/html_tree.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <new>
#include <utility>

#include "document/document.h"
#include "parse/worker/html/html_tags.h"

namespace onggi::parse {
namespace {

void* allocate(void* arena, std::size_t size) { return static_cast<HtmlArena*>(arena)->take(size); }

void release(void* arena, void* memory) { static_cast<HtmlArena*>(arena)->give_back(memory); }

std::string letters_of(std::int32_t number, char first) {
  std::string letters;
  for (; number > 0; number = (number - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>(first + (number - 1) % 26));
  return letters;
}

void number_items(const GumboNode* list, std::unordered_map<const GumboNode*, std::int32_t>& numbers) {
  constexpr std::int32_t kNumberMax = 1'000'000;
  std::int32_t number = number_attribute(list, "start", 1, kNumberMax) - 1;
  const GumboVector& items = children_of(list);
  for (unsigned i = 0; i < items.length; ++i) {
    const auto* item = static_cast<const GumboNode*>(items.data[i]);
    if (tag_of(item) != GUMBO_TAG_LI) continue;
    number = number_attribute(item, "value", number + 1, kNumberMax);
    numbers.emplace(item, number);
  }
}

}  // namespace

// Small sizes are rounded up to sixteen bytes, larger ones to a power of two; a piece that gumbo gives back is given
// out again for the same size. A word before each piece holds which list it belongs to.
void* HtmlArena::take(std::size_t size) {
  const bool small = size <= kSmallMax;
  const std::size_t units = std::max<std::size_t>((size + kWord - 1) / kWord, 1);
  const auto power = static_cast<std::size_t>(std::bit_width(size));
  const std::size_t list = small ? units : kSmallMax / kWord + power;
  if (Free*& first = free_.at(list); first != nullptr) return std::exchange(first, first->next);
  const std::size_t bytes = small ? units * kWord : std::size_t{1} << power;
  auto* const word = static_cast<std::size_t*>(memory_.allocate(kWord + bytes, kWord));
  *word = list;
  return reinterpret_cast<std::byte*>(word) + kWord;
}

void HtmlArena::give_back(void* memory) {
  if (memory == nullptr) return;
  const std::size_t list = *reinterpret_cast<std::size_t*>(static_cast<std::byte*>(memory) - kWord);
  free_.at(list) = new (memory) Free{free_.at(list)};
}

HtmlTree::HtmlTree(std::string_view utf8) : options_(kGumboDefaultOptions) {
  options_.allocator = allocate;
  options_.deallocator = release;
  options_.userdata = &arena_;
  options_.max_errors = 0;
  output_ = gumbo_parse_with_options(&options_, utf8.data(), utf8.size());
  each_node(document(), [&](const GumboNode* node) {
    if (tag_of(node) == GUMBO_TAG_OL) number_items(node, item_numbers_);
    return true;
  });
}

const GumboNode* HtmlTree::find(GumboTag tag) const {
  const GumboNode* found = nullptr;
  each_node(output_->document, [&](const GumboNode* node) {
    if (found == nullptr && tag_of(node) == tag) found = node;
    return found == nullptr;
  });
  return found;
}

std::int32_t guess_depth(std::string_view html) {
  std::int32_t depth = 0, deepest = 0;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos; ++at) {
    const bool end = html.substr(at + 1).starts_with('/');
    const std::string tag = tag_name_at(html, at + (end ? 2 : 1));
    if (tag.empty() || closes_itself(tag)) continue;
    depth = end ? std::max(depth - 1, 0) : depth + 1;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

bool is_element(const GumboNode* node) { return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE; }

GumboTag tag_of(const GumboNode* node) { return is_element(node) ? node->v.element.tag : GUMBO_TAG_UNKNOWN; }

const GumboVector& children_of(const GumboNode* node) {
  static constexpr GumboVector kNone{nullptr, 0, 0};
  if (node->type == GUMBO_NODE_DOCUMENT) return node->v.document.children;
  return is_element(node) ? node->v.element.children : kNone;
}

std::string_view text_of(const GumboNode* node) {
  const bool text =
      node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA;
  return text ? std::string_view(node->v.text.text) : std::string_view{};
}

std::string_view attribute(const GumboNode* element, const char* name) {
  const GumboAttribute* found =
      is_element(element) ? gumbo_get_attribute(&element->v.element.attributes, name) : nullptr;
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

bool has_attribute(const GumboNode* element, const char* name) {
  return is_element(element) && gumbo_get_attribute(&element->v.element.attributes, name) != nullptr;
}

std::int32_t number_attribute(const GumboNode* element, const char* name, std::int32_t fallback, std::int32_t max) {
  const std::string_view value = attribute(element, name);
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && number >= 0 ? std::min(number, max) : fallback;
}

std::string HtmlTree::list_marker(const GumboNode* node) const {
  const auto found = item_numbers_.find(node);
  if (found == item_numbers_.end()) return {};
  const std::string_view type = attribute(node->parent, "type");
  const bool letters = (type == "a" || type == "A") && found->second > 0;
  return (letters ? letters_of(found->second, type.front()) : std::to_string(found->second)) + ". ";
}

std::int64_t HtmlTree::count_characters(const GumboNode* root, const GumboNode* except) const {
  std::int64_t characters = 0;
  each_node(root, [&](const GumboNode* node) {
    if (node == except) return false;
    characters += count_visible(to_nfc(text_of(node)));
    if (tag_of(node) == GUMBO_TAG_IMG) characters += count_visible(to_nfc(attribute(node, "alt")));
    characters += count_visible(list_marker(node));
    return true;
  });
  return characters;
}

}  // namespace onggi::parse
