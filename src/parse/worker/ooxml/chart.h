// Charts as the numbers they draw (ECMA-376 part 1, section 21.2; HWPX packages hold the same parts), and diagrams
// (SmartArt, 21.4) as their texts.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/flow.h"

namespace onggi::parse::ooxml {

struct Chart {
  std::string title;  // may be empty
  std::string notes;  // other texts: titles of axes, labels; a line each
  Table table;        // a row a category, a column a series; the first row is the header
};

/// Reads a chart part from the values it keeps for programs that do not calculate. Counts its texts and values in;
/// categories that several series share are dropped as "repeated_category".
Chart read_chart(const pugi::xml_node& root, DocumentBuilder& builder);

/// A chart as the blocks that stand for it where `shown` stands: its title a caption, its numbers a table, its notes a
/// paragraph; role "chart".
std::vector<Block> blocks_of(Chart chart, const Block& shown);

/// The chart part of a document that is no OOXML package (HWPX, an OLE object in HWP 5) as elements at `places`; one
/// that keeps no values becomes a warning.
void add_chart(std::string xml, DocumentBuilder& builder, const std::vector<Place>& places);

/// The texts of a diagram's data part, one a node in the order of the model. Counted in.
std::vector<std::string> read_diagram(const pugi::xml_node& root, std::int32_t depth_max, DocumentBuilder& builder);

}  // namespace onggi::parse::ooxml
