// See feed.h.
#include "parse/worker/structured/feed.h"

#include <algorithm>
#include <array>

#include "parse/worker/flow/xml.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using Node = pugi::xml_node;

std::string words_below(const Node& top) {
  std::string text;
  for (Node node = top; !node.empty(); node = next_in_order(node, top)) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
  }
  return text;
}

template <std::size_t count>
bool is_one_of(std::string_view name, const std::array<std::string_view, count>& names) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 2> kEntries{"item", "entry"};
constexpr std::array<std::string_view, 5> kTexts{"description", "summary", "content", "encoded", "subtitle"};
constexpr std::array<std::string_view, 5> kFields{"pubDate", "date", "updated", "author", "creator"};

// What the text says must be read as HTML: RSS escapes it, Atom says so in `type`. Inline XHTML is text of its own.
void add_text(const Node& node, const ReadContext& context, DocumentBuilder& builder) {
  const std::string text = words_below(node);
  const bool html = text.find('<') != std::string::npos || text.find("&#") != std::string::npos ||
                    text.find("&amp;") != std::string::npos || text.find("&nbsp;") != std::string::npos;
  if (count_visible(text) == 0) return;
  if (html) {
    auto document = read_part(read_html, {text, {}, "text/html", context.options, context.limits, context.inner});
    if (document) return builder.append(*std::move(document), {});
    builder.warn("part_unread", "an entry's HTML: " + document.error().message);
  }
  builder.count_in(text);
  builder.add(ElementKind::paragraph, text);
}

// RSS writes both: a description that begins the full text is said already.
bool is_repeated(const Node& node, const Node& entry) {
  const std::string_view name = local_name(node);
  const bool brief = name == "description" || name == "summary";
  if (!brief) return false;
  return !child(entry, "encoded").empty() || !child(entry, "content").empty();
}

void write_entry(const Node& entry, const ReadContext& context, DocumentBuilder& builder, std::int32_t level) {
  const std::string title = words_below(child(entry, "title"));
  builder.count_in(title);
  builder.add(ElementKind::heading, squeeze_spaces(title), {}, level);
  std::string fields;
  bool titled = false;
  for (const Node& node : entry.children()) {
    const std::string_view name = local_name(node);
    if (node.type() != pugi::node_element || is_one_of(name, kEntries) || name == "channel") continue;
    if (name == "title" && !std::exchange(titled, true)) continue;
    const std::string words = words_below(node);
    if (is_one_of(name, kTexts)) continue;
    builder.count_in(words);
    if (!is_one_of(name, kFields)) {
      builder.drop("metadata", words);
      continue;
    }
    const std::string label = std::string(name) + ":";
    builder.count_in(label);
    fields.append(fields.empty() ? "" : "\n").append(label).append(" ").append(squeeze_spaces(words));
  }
  builder.add(ElementKind::paragraph, fields);
  for (const Node& node : entry.children()) {
    if (!is_one_of(local_name(node), kTexts)) continue;
    if (!is_repeated(node, entry)) {
      add_text(node, context, builder);
      continue;
    }
    builder.count_in(words_below(node));
    builder.drop("alternative", words_below(node));
  }
}

}  // namespace

bool is_feed(const Node& root) {
  const std::string_view name = local_name(root);
  return name == "rss" || name == "feed" || (name == "RDF" && !child(root, "channel").empty());
}

void write_feed(const Node& root, const ReadContext& context, DocumentBuilder& builder) {
  const Node channel = local_name(root) == "feed" ? root : child(root, "channel");
  builder.set_title(words_below(child(channel, "title")));
  write_entry(channel, context, builder, 1);
  // RSS 2.0 keeps items in the channel, RSS 1.0 beside it.
  for (const Node& home : {channel, root}) {
    for (const Node& entry : home.children()) {
      if (builder.full()) return;
      if (is_one_of(local_name(entry), kEntries)) write_entry(entry, context, builder, 2);
    }
    if (channel == root) break;
  }
}

}  // namespace onggi::parse
