// Graphics that lie in parts of their own: charts and diagrams, as elements of a page.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "parse/worker/ooxml/chart.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"

namespace onggi::parse::ooxml {

/// Writes what an a:graphic shows: a chart (role "chart") or a diagram. `relations` are those of the part that holds
/// it. Other graphics write nothing.
Result<void> write_graphic(const pugi::xml_node& graphic, const Relations& relations, OfficePackage& package,
                           PageWriter& page, const Added& how);

/// The alternative text of a shape's properties (cNvPr, docPr): its description, else its title.
std::string alternative_text(const pugi::xml_node& properties);

/// The id of the picture below a node: a:blip's r:embed, VML's imagedata; empty when there is none.
std::string picture_relation(const pugi::xml_node& node);

}  // namespace onggi::parse::ooxml
