// Writes a slide's shapes as elements of its page.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "parse/worker/ooxml/drawing_text.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"
#include "parse/worker/pptx/shapes.h"

namespace onggi::parse::pptx {

class SlideWriter {
 public:
  SlideWriter(ooxml::OfficePackage& package, ooxml::PageWriter& page, const ooxml::Relations& relations,
              const Layout& layout)
      : package_(package), page_(page), relations_(relations), layout_(layout) {}

  Result<void> write(const std::vector<Shape>& shapes);
  /// Parts of embedded objects that the shapes showed, in their order.
  const std::vector<std::string>& embedded() const { return embedded_; }

 private:
  Result<void> write_shape(const Shape& shape);
  Result<void> write_frame(const Shape& shape, const ooxml::Added& how);
  Result<void> write_picture(const Shape& shape, const ooxml::Added& how);
  void write_text(const Shape& shape, const ooxml::Added& how);
  void write_line(const ooxml::TextLine& line, const Marker& marker, const ooxml::Added& how);
  void write_table(const pugi::xml_node& table, const ooxml::Added& how);

  ooxml::OfficePackage& package_;
  ooxml::PageWriter& page_;
  const ooxml::Relations& relations_;
  const Layout& layout_;
  std::vector<std::string> embedded_;
};

/// The printed marker of an automatically numbered line: "arabicPeriod", 3 → "3.".
std::string number_marker(std::string_view type, std::int32_t number);

}  // namespace onggi::parse::pptx
