// What people wrote beside the cells: comments, threads of comments, addresses behind links.
#pragma once

#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"
#include "parse/worker/xlsx/sheet.h"

namespace onggi::parse::xlsx {

/// Writes a sheet's comments (role "comment"), each with its cell and author: "B3 (author): text". Counts them in; the
/// placeholders that programs without threads would show are dropped.
Result<void> write_comments(const ooxml::Relations& relations, const Workbook& workbook, ooxml::OfficePackage& package,
                            ooxml::PageWriter& page);

/// The addresses behind cells that do not say them already: "B3: https://...".
std::vector<std::string> links_of(const Sheet& sheet, const Workbook& workbook, const ooxml::Relations& relations);

/// Names of people by id, from the persons part.
std::map<std::string, std::string, std::less<>> read_people(const pugi::xml_node& root);

}  // namespace onggi::parse::xlsx
