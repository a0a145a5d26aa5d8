// XML of no known kind → text. Two manners: XML that holds running text (an element with text and elements side by
// side: manuals, articles) becomes paragraphs and headings; XML that holds data (everything else) becomes lines "name:
// value" below headings from the names. Feeds are feed.h, SVG gives its texts.
//
// pugixml knows no DTD: entities are neither fetched nor expanded (flow/xml.h).
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "parse/worker/flow/xml.h"
#include "parse/worker/mail/mail_text.h"
#include "parse/worker/reader.h"
#include "parse/worker/structured/feed.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using Node = pugi::xml_node;

bool is_text(const Node& node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }
bool is_element(const Node& node) { return node.type() == pugi::node_element; }
bool has_words(const Node& node) { return is_text(node) && count_visible(node.value()) > 0; }

bool has_element(const Node& node) { return std::ranges::any_of(node.children(), is_element); }
bool has_own_words(const Node& node) { return std::ranges::any_of(node.children(), has_words); }

// Text and elements side by side somewhere: people wrote this to be read, not programs to be stored.
bool holds_running_text(const Node& root) {
  for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
    if (is_element(node) && has_element(node) && has_own_words(node)) return true;
  }
  return false;
}

std::string words_below(const Node& top) {
  std::string text;
  for (Node node = top; !node.empty(); node = next_in_order(node, top)) {
    if (is_text(node)) text += node.value();
  }
  return text;
}

bool names_a_heading(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>({"title", "head", "heading", "h1", "h2", "h3", "subtitle"});
  return std::ranges::find(kNames, name) != kNames.end();
}

class Walker {
 public:
  Walker(DocumentBuilder& builder, bool running_text, std::int32_t depth_max)
      : builder_(builder), running_text_(running_text), depth_max_(std::min(depth_max, 100)) {}

  void element(const Node& node, std::int32_t level);

 private:
  void data(const Node& node, std::int32_t level);
  bool table(const Node& node);
  void add_names(const std::vector<std::string>& names, TableGrid& grid);
  void text(const Node& node, std::int32_t level);
  void attributes(const Node& node);
  void line(std::string_view name, std::string_view value);
  void flush() { builder_.add(ElementKind::paragraph, std::exchange(lines_, {})); }

  DocumentBuilder& builder_;
  bool running_text_;
  std::int32_t depth_max_;
  std::string lines_;
};

void Walker::element(const Node& node, std::int32_t level) {
  running_text_ ? text(node, level) : data(node, level);
  flush();
}

void Walker::text(const Node& node, std::int32_t level) {
  if (has_own_words(node) || level > depth_max_) {
    const bool heading = names_a_heading(lower_ascii(local_name(node))) && level <= depth_max_;
    const std::string words = words_below(node);
    return builder_.add(heading ? ElementKind::heading : ElementKind::paragraph,
                        heading ? squeeze_spaces(words) : words, {}, heading ? std::clamp(level - 1, 1, 6) : 0);
  }
  for (const Node& below : node.children()) {
    if (is_element(below) && !builder_.full()) text(below, level + 1);
  }
}

void Walker::data(const Node& node, std::int32_t level) {
  attributes(node);
  if (table(node)) return;
  if (level > depth_max_) return line(local_name(node), words_below(node));
  for (const Node& below : node.children()) {
    if (builder_.full()) return;
    if (!is_element(below)) continue;
    const std::string name(local_name(below));
    if (!has_element(below)) {
      attributes(below);
      line(name, words_below(below));
      continue;
    }
    flush();
    builder_.count_in(name);
    builder_.add(ElementKind::heading, name, {}, std::clamp(level, 1, 6));
    data(below, level + 1);
    flush();
  }
  if (!has_element(node)) line(local_name(node), words_below(node));
}

// The fields of a row by name, or nothing when it is no row: fields without attributes and elements, each name once.
std::optional<std::map<std::string, std::string>> fields_of(const Node& row, std::vector<std::string>& names) {
  constexpr std::size_t kCellBytesMax = 240, kColumnsMax = 40;
  if (!row.first_attribute().empty() || has_own_words(row)) return std::nullopt;
  std::map<std::string, std::string> fields;
  for (const Node& field : row.children()) {
    if (!is_element(field)) continue;
    const std::string name(local_name(field));
    std::string words = words_below(field);
    if (!field.first_attribute().empty() || has_element(field) || words.size() > kCellBytesMax) return std::nullopt;
    if (!fields.emplace(name, std::move(words)).second) return std::nullopt;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return fields.empty() || names.size() > kColumnsMax ? std::nullopt : std::optional(std::move(fields));
}

// Children of one name that hold nothing but short fields are the rows of a table.
bool Walker::table(const Node& node) {
  constexpr std::size_t kRowsPerTable = 1'000;
  std::vector<std::string> names;
  std::vector<std::map<std::string, std::string>> rows;
  std::string_view row_name;
  for (const Node& row : node.children()) {
    if (!is_element(row)) continue;
    auto fields = fields_of(row, names);
    if (!fields || (!rows.empty() && row_name != local_name(row))) return false;
    row_name = local_name(row);
    rows.push_back(*std::move(fields));
  }
  if (rows.size() < 2 || names.size() < 2) return false;
  flush();
  TableGrid grid;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % kRowsPerTable == 0) builder_.add_table(grid.take()), add_names(names, grid);
    grid.next_row();
    for (const std::string& name : names) grid.add(rows[i][name], 1, 1, false);
  }
  builder_.add_table(grid.take());
  return true;
}

void Walker::add_names(const std::vector<std::string>& names, TableGrid& grid) {
  grid.next_row();
  for (const std::string& name : names) {
    builder_.count_in(name);
    grid.add(name, 1, 1, true);
  }
}

// Attributes of data are data: counted where they are written, as are the names of elements.
void Walker::attributes(const Node& node) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (name.starts_with("xmlns") || name.starts_with("xsi:")) continue;
    builder_.count_in(attribute.value());
    line(name, attribute.value());
  }
}

void Walker::line(std::string_view name, std::string_view value) {
  if (count_visible(value) == 0) return;
  const std::string label = std::string(name) + ":";
  builder_.count_in(label);
  lines_.append(lines_.empty() ? "" : "\n").append(label).append(" ").append(squeeze_spaces(value));
}

// All text nodes, wherever they stand.
void count_text(const Node& root, DocumentBuilder& builder) {
  for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
    if (is_text(node)) builder.count_in(node.value());
  }
}

void drop_below(const Node& top, std::string_view reason, DocumentBuilder& builder) {
  builder.drop(reason, words_below(top));
}

// SVG: the texts that are drawn, its title and description (SVG 1.1 §5.4, §10).
void write_svg(const Node& root, DocumentBuilder& builder) {
  for (Node node = root; !node.empty();) {
    const std::string_view name = local_name(node);
    const bool drawn = name == "text" || name == "desc" || name == "title" || name == "foreignObject";
    if (drawn)
      builder.add(name == "title" ? ElementKind::heading : ElementKind::paragraph, words_below(node), {},
                  name == "title" ? 1 : 0);
    else if (name == "style" || name == "script" || name == "metadata") drop_below(node, "metadata", builder);
    else if (is_text(node)) builder.drop("metadata", node.value());
    const bool done = drawn || name == "style" || name == "script" || name == "metadata";
    node = done ? next_after(node, root) : next_in_order(node, root);
  }
}

// encoding="EUC-KR" of the XML declaration.
std::string stated_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, std::min<std::size_t>(bytes.find("?>"), 200));
  const std::size_t at = head.find("encoding");
  const std::size_t begin = at == std::string_view::npos ? at : head.find_first_of("\"'", at);
  if (begin == std::string_view::npos) return {};
  return std::string(head.substr(begin + 1, head.find_first_of("\"'", begin + 1) - begin - 1));
}

void write(const Node& root, const ReadContext& context, DocumentBuilder& builder) {
  const std::string_view name = local_name(root);
  if (is_feed(root)) return write_feed(root, context, builder);
  count_text(root, builder);
  if (name == "svg") return write_svg(root, builder);
  Walker(builder, holds_running_text(root), context.limits.depth_max).element(root, 1);
}

}  // namespace

Result<Document> read_xml(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes, stated_encoding(context.bytes));
  auto part = parse_xml(decoded.utf8);
  if (!part) return fail(ErrorCode::bad_input, "the file is no XML: it holds no element", "broken");
  DocumentBuilder builder(context.media_type, context.limits);
  warn_replaced(builder, decoded);
  if ((*part)->cut_off) builder.warn("truncated", "the XML ends or breaks in the middle; what came before was read");
  write((*part)->root(), context, builder);
  const Node root = (*part)->root();
  ONGGI_TRY(Document document, std::move(builder).finish());
  // A heading that was made from an element's name is no title.
  if (!is_feed(root) && !holds_running_text(root)) document.title = squeeze_spaces(words_below(child(root, "title")));
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the XML holds no text"});
  return document;
}

}  // namespace onggi::parse
