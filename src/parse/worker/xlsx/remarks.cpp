// See remarks.h.
#include "parse/worker/xlsx/remarks.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/drawing_text.h"

namespace onggi::parse::xlsx {
namespace {

constexpr std::size_t kLinksMax = 2'000;

void write_comment(std::string_view cell, const std::string& author, std::string_view text, ooxml::PageWriter& page) {
  if (count_visible(text) == 0) return;
  // Programs write the author's name as the first line of the text: not twice.
  const bool named = author.empty() || text.starts_with(author);
  const std::string lead = std::string(cell) + (named ? ": " : " (" + author + "): ");
  page.builder().count_in(lead);
  page.add(ElementKind::paragraph, lead + std::string(text), {.role = "comment"});
}

// Text of a comment's runs, without its reading aids.
std::string comment_text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& run : node.children()) {
    if (local_name(run) == "t") text += unescaped(direct_text(run));
    if (local_name(run) == "r") text += unescaped(direct_text(child(run, "t")));
  }
  return text;
}

void write_legacy(const pugi::xml_node& root, bool threads, ooxml::PageWriter& page) {
  std::vector<std::string> authors;
  for (const pugi::xml_node& node : child(root, "authors").children())
    if (local_name(node) == "author") authors.push_back(direct_text(node));
  for (const pugi::xml_node& node : child(root, "commentList").children()) {
    if (local_name(node) != "comment") continue;
    const std::string text = comment_text(child(node, "text"));
    page.builder().count_in(text);
    const auto id = static_cast<std::size_t>(std::max(attribute_number(node, "authorId", 0), 0));
    const std::string author = id < authors.size() ? authors[id] : std::string();
    if (threads && author.starts_with("tc=")) {
      page.builder().drop("comment_placeholder", text);
    } else {
      write_comment(attribute(node, "ref"), author.starts_with("tc=") ? std::string() : author, text, page);
    }
  }
}

void write_thread(const pugi::xml_node& root, const Workbook& workbook, ooxml::PageWriter& page) {
  for (const pugi::xml_node& node : root.children()) {
    if (local_name(node) != "threadedComment") continue;
    const std::string text = direct_text(child(node, "text"));
    page.builder().count_in(text);
    const auto person = workbook.people.find(attribute(node, "personId"));
    write_comment(attribute(node, "ref"), person == workbook.people.end() ? std::string() : person->second, text, page);
  }
}

}  // namespace

Result<void> write_comments(const ooxml::Relations& relations, const Workbook& workbook, ooxml::OfficePackage& package,
                            ooxml::PageWriter& page) {
  const std::string thread = ooxml::part_of_kind(relations, "threadedComment");
  const std::string legacy = ooxml::part_of_kind(relations, "comments");
  const bool threads = package.has(thread);
  if (package.has(legacy)) {
    ONGGI_TRY(const auto part, package.open_side(legacy));
    if (part) write_legacy(part->root(), threads, page);
  }
  if (threads) {
    ONGGI_TRY(const auto part, package.open_side(thread));
    if (part) write_thread(part->root(), workbook, page);
  }
  return {};
}

std::vector<std::string> links_of(const Sheet& sheet, const Workbook& workbook, const ooxml::Relations& relations) {
  std::vector<std::string> links;
  for (const Link& link : sheet.links) {
    const auto relation = relations.find(link.relation);
    if (relation == relations.end() || !relation->second.external || links.size() >= kLinksMax) continue;
    std::string_view address = relation->second.target;
    if (address.starts_with("mailto:")) address.remove_prefix(7);
    const auto cell = std::ranges::lower_bound(sheet.cells, link.range.top, {}, &SheetCell::row);
    const auto here = std::find_if(cell, sheet.cells.end(), [&](const SheetCell& one) {
      return one.row != link.range.top || one.column == link.range.left;
    });
    const bool shown = here != sheet.cells.end() && here->row == link.range.top &&
                       sheet.text(*here, workbook.strings).find(address) != std::string_view::npos;
    if (shown || count_visible(address) == 0) continue;
    links.push_back(address_text(link.range.top, link.range.left) + ": " + std::string(address));
  }
  return links;
}

std::map<std::string, std::string, std::less<>> read_people(const pugi::xml_node& root) {
  std::map<std::string, std::string, std::less<>> people;
  for (const pugi::xml_node& node : root.children())
    people.emplace(attribute(node, "id"), attribute(node, "displayName"));
  return people;
}

}  // namespace onggi::parse::xlsx
