// What floats over a sheet's cells: pictures, charts, text boxes, diagrams (ECMA-376 part 1, section 20.5).
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"

namespace onggi::parse::xlsx {

/// One anchored object; `node` lives in the part it was read from.
struct Anchored {
  std::int32_t row = 0, column = 0;  // of its upper left corner
  pugi::xml_node node;
};

class Drawing {
 public:
  /// Opens a drawing part. A missing or broken one has no objects. Counts its texts in.
  static Result<Drawing> open(ooxml::OfficePackage& package, const std::string& part, DocumentBuilder& builder);
  const std::vector<Anchored>& objects() const { return objects_; }
  /// Writes one object.
  Result<void> write(const Anchored& object, ooxml::OfficePackage& package, ooxml::PageWriter& page) const;

 private:
  Result<void> shapes(const pugi::xml_node& parent, std::int32_t depth, ooxml::OfficePackage& package,
                      ooxml::PageWriter& page) const;
  Result<void> shape(const pugi::xml_node& node, std::int32_t depth, ooxml::OfficePackage& package,
                     ooxml::PageWriter& page) const;
  Result<void> picture(const pugi::xml_node& node, ooxml::OfficePackage& package, ooxml::PageWriter& page) const;

  std::unique_ptr<XmlPart> part_;
  ooxml::Relations relations_;
  std::vector<Anchored> objects_;
};

}  // namespace onggi::parse::xlsx
