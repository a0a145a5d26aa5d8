// DOCX (ECMA-376, WordprocessingML) → Document: opens the package, finds the parts by their relationships, walks the
// stories.
#include <algorithm>
#include <map>
#include <memory>

#include "parse/worker/docx/body.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse {
namespace docx {
namespace {

using Relations =
    std::map<std::string, std::pair<std::string, std::string>, std::less<>>;  // id → (last word of the type, target)

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

// A target is relative to the folder of its source unless it starts with "/"; "../" goes up.
std::string resolve(std::string_view source, std::string target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string folder = folder_of(source);
  while (target.starts_with("../")) {
    target.erase(0, 3);
    if (!folder.empty()) folder.pop_back();
    folder = folder_of(folder);
  }
  return folder + target;
}

class Reader {
 public:
  Reader(Package package, const ReadContext& context)
      : package_(std::move(package)),
        context_(context),
        builder_(context.media_type, context.limits),
        body_(parts_, builder_, context.limits.depth_max) {}

  Result<Document> read() {
    ONGGI_TRY(const Relations top, relations(""));
    main_ = "word/document.xml";
    for (const auto& [id, relation] : top) {
      if (relation.first == "officeDocument" && package_.has(relation.second)) main_ = relation.second;
    }
    if (!package_.has(main_)) return fail(ErrorCode::bad_input, "the package has no Word document in it", "broken");
    ONGGI_TRY(relations_, relations(main_));
    ONGGI_CHECK(read_parts());
    ONGGI_TRY(const pugi::xml_node document, open(main_));
    const pugi::xml_node text = child(document, "body");
    const auto sections = sections_of(text);
    body_.pages().begin(sections);
    ONGGI_CHECK(read_margins(sections));
    builder_.count_in(raw_text(text));
    std::vector<Block> blocks = body_.read(text);
    ONGGI_CHECK(read_comments());
    if (body_.too_deep())
      return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
    return finish(std::move(blocks));
  }

 private:
  // Parses a part and keeps it until the end: nodes point into it.
  Result<pugi::xml_node> open(std::string_view name) {
    ONGGI_TRY(std::string bytes, package_.read(name));
    ONGGI_TRY(auto part, parse_xml(std::move(bytes)));
    if (part->cut_off) builder_.warn("truncated", "a part of the package is cut off: what came before was read");
    kept_.push_back(std::move(part));
    return kept_.back()->root();
  }

  Result<Relations> relations(const std::string& source) {
    const std::string folder = folder_of(source);
    const std::string name = folder + "_rels/" + source.substr(folder.size()) + ".rels";
    Relations found;
    if (!package_.has(name)) return found;
    ONGGI_TRY(const pugi::xml_node root, open(name));
    for (const pugi::xml_node& node : root.children()) {
      if (attribute(node, "TargetMode") == "External") continue;  // never followed
      const std::string_view type = attribute(node, "Type");
      found.emplace(attribute(node, "Id"), std::pair(std::string(type.substr(type.rfind('/') + 1)),
                                                     resolve(source, std::string(attribute(node, "Target")))));
    }
    return found;
  }

  // The part of a kind, or an empty node; a broken side part costs a warning, not the document.
  Result<pugi::xml_node> side_part(std::string_view kind) {
    for (const auto& [id, relation] : relations_) {
      if (relation.first == kind && package_.has(relation.second)) return tolerant(relation.second);
    }
    return pugi::xml_node();
  }

  Result<pugi::xml_node> tolerant(const std::string& name) {
    auto root = open(name);
    if (root) return *root;
    if (root.error().code != ErrorCode::bad_input || root.error().reason == "password_required")
      return std::unexpected(root.error());
    builder_.warn("part_unreadable", "a side part of the package is broken and was left out");
    return pugi::xml_node();
  }

  Result<void> read_parts() {
    ONGGI_TRY(const pugi::xml_node styles, side_part("styles"));
    parts_.styles = Styles(styles);
    ONGGI_TRY(const pugi::xml_node numbering, side_part("numbering"));
    parts_.numbering = Numbering(numbering);
    ONGGI_TRY(const pugi::xml_node footnotes, side_part("footnotes"));
    read_notes(footnotes, parts_.footnotes);
    ONGGI_TRY(const pugi::xml_node endnotes, side_part("endnotes"));
    read_notes(endnotes, parts_.endnotes);
    return {};
  }

  void read_notes(const pugi::xml_node& root, std::map<std::string, pugi::xml_node, std::less<>>& notes) {
    for (const pugi::xml_node& node : root.children()) {
      const std::string_view type = attribute(node, "type");
      if (type == "separator" || type == "continuationSeparator" || type == "continuationNotice") continue;
      if (local_name(node) != "footnote" && local_name(node) != "endnote") continue;
      if (notes.emplace(std::string(attribute(node, "id")), node).second) builder_.count_in(raw_text(node));
    }
  }

  static std::vector<pugi::xml_node> sections_of(const pugi::xml_node& text) {
    std::vector<pugi::xml_node> sections;
    for (auto node = next_in_order(text, text); !node.empty(); node = next_in_order(node, text)) {
      const std::string_view parent = local_name(node.parent());
      if (local_name(node) == "sectPr" && (parent == "pPr" || parent == "body")) sections.push_back(node);
    }
    return sections;
  }

  // Headers and footers once a part, before the text of the document: they belong to every page of their section.
  Result<void> read_margins(const std::vector<pugi::xml_node>& sections) {
    std::map<std::string, bool> seen;
    for (const pugi::xml_node& section : sections) {
      for (const pugi::xml_node& node : section.children()) {
        const bool header = local_name(node) == "headerReference";
        if (!header && local_name(node) != "footerReference") continue;
        const auto relation = relations_.find(attribute(node, "id"));
        if (relation == relations_.end() || !package_.has(relation->second.second)) continue;
        if (!seen.emplace(relation->second.second, true).second) continue;
        ONGGI_TRY(const pugi::xml_node root, tolerant(relation->second.second));
        read_margin(root, header ? ElementKind::page_header : ElementKind::page_footer);
      }
    }
    return {};
  }

  void read_margin(const pugi::xml_node& root, ElementKind kind) {
    builder_.count_in(raw_text(root));
    Body story(parts_, builder_, context_.limits.depth_max);  // its page breaks mean nothing
    story.pages().begin({});
    std::int64_t separators = 0;
    Block block{.kind = kind, .text = flatten(story.read(root), separators)};
    builder_.count_in(separators);
    margins_.push_back(std::move(block));
  }

  Result<void> read_comments() {
    ONGGI_TRY(const pugi::xml_node comments, side_part("comments"));
    if (comments.empty()) return {};
    const std::string text = raw_text(comments);
    builder_.count_in(text);
    builder_.drop("comment", text);
    return {};
  }

  Result<void> read_title(const std::vector<Block>& blocks) {
    if (package_.has("docProps/core.xml")) {
      ONGGI_TRY(const pugi::xml_node core, tolerant("docProps/core.xml"));
      builder_.set_title(child(core, "title").text().get());
    }
    const auto title =
        std::find_if(blocks.begin(), blocks.end(), [](const Block& block) { return block.kind == ElementKind::title; });
    if (title != blocks.end()) builder_.set_title(title->text);
    return {};
  }

  Result<Document> finish(std::vector<Block> blocks) {
    body_.drop_unreferenced_notes();
    ONGGI_CHECK(read_title(blocks));
    PageCounter& counter = body_.pages();
    const bool any = counter.any();
    if (any && counter.approximate())
      builder_.warn("page_approximate", "page borders are those of the last program that saved the file");
    std::vector<Page> pages = any ? counter.take() : std::vector<Page>();
    if (pages.size() > static_cast<std::size_t>(context_.limits.pages_max)) {
      return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
    }
    emit(std::move(margins_), pages, builder_);
    emit(std::move(blocks), pages, builder_);
    for (Page& page : pages) builder_.add_page(std::move(page));
    return std::move(builder_).finish();
  }

  Package package_;
  const ReadContext& context_;
  std::string main_;
  Relations relations_;
  std::vector<std::unique_ptr<XmlPart>> kept_;
  Parts parts_;
  DocumentBuilder builder_;
  Body body_;
  std::vector<Block> margins_;
};

// An encrypted OOXML file is a compound file with a stream of this name (MS-OFFCRYPTO 1.3.3), in UTF-16LE.
bool is_encrypted_office(std::string_view bytes) {
  constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0";
  std::string name;
  for (const char letter : std::string_view("EncryptedPackage")) name += letter, name += '\0';
  return bytes.starts_with(kCompoundFile) && bytes.find(name) != std::string_view::npos;
}

}  // namespace
}  // namespace docx

Result<Document> read_docx(const ReadContext& context) {
  if (docx::is_encrypted_office(context.bytes)) {
    return fail(ErrorCode::bad_input, "the document is encrypted: save it without a password", "password_required");
  }
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  return docx::Reader(std::move(package), context).read();
}

}  // namespace onggi::parse
