// Tagged PDF (ISO 32000-1, 14.7 and 14.8): the structure tree of one page.
//
// Word processors tag what they export, many other programs do it badly or not at all. So tags are believed where they
// cover the page's text and run down its columns; otherwise the page is read by its looks.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"

namespace onggi::parse::pdf {

struct PageTags {
  std::vector<Tag> tags;                                   // in the order of the tree
  std::unordered_map<std::int32_t, std::int32_t> of_mcid;  // marked content → index into `tags`
  std::vector<Table> tables;                               // grids without text; Tag::table points here
};

/// Empty for pages without a tree.
PageTags load_tags(FPDF_PAGE page);

/// Turns the marked content ids of glyphs into indices of tags; false, and no glyph has a tag any more, where the tree
/// is not to be believed.
bool apply_tags(const PageTags& tags, PageSource& source);

/// Tables as the tree says. Their glyphs are taken out of `source.glyphs`. A tree leaves out empty cells: tables that
/// have gaps are better told by their rulings, where they have any.
enum class TagTables : std::uint8_t { complete, all };
std::vector<DraftTable> take_tagged_tables(const PageTags& tags, PageSource& source, TagTables which);

}  // namespace onggi::parse::pdf
