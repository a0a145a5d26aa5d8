// What DOCX, XLSX and PPTX share: a package of parts that point at one another by relationships (ECMA-376 part 2,
// Open Packaging Conventions).
//
// Relations to the outside are kept apart and never followed. Types are known by their last word ("slide", "chart"),
// which is the same in the transitional and the strict form.
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse::ooxml {

struct Relation {
  std::string type;    // last word of the type's URI
  std::string target;  // a part's name; of an external one the address as it stands
  bool external = false;
};
using Relations = std::map<std::string, Relation, std::less<>>;  // by id

class OfficePackage {
 public:
  OfficePackage(Package package, DocumentBuilder& builder) : package_(std::move(package)), builder_(builder) {}

  bool has(std::string_view name) const { return package_.has(name); }
  Package& members() { return package_; }

  /// The part that `_rels/.rels` names as the office document; `otherwise` where it names none.
  Result<std::string> main_part(std::string_view otherwise);

  /// What a part points at; empty where it points at nothing. "" is the package itself.
  Result<Relations> relations(const std::string& source);

  /// A part's root element. The tree lives as long as the returned part; a cut off part is a warning.
  /// Errors: as Package::read; bad_input "broken" when it is no XML.
  Result<std::unique_ptr<XmlPart>> open(std::string_view name);

  /// As open(), of a part's bytes that were read already.
  Result<std::unique_ptr<XmlPart>> tree_of(std::string bytes);

  /// As open(), but a part that is missing or broken is a warning and no part at all; limits stay errors.
  Result<std::unique_ptr<XmlPart>> open_side(std::string_view name);

  /// A part's bytes; a missing or broken one is a warning and empty.
  Result<std::string> read_side(std::string_view name);

 private:
  Package package_;
  DocumentBuilder& builder_;
};

/// The first part of a kind among relations; empty when there is none.
std::string part_of_kind(const Relations& relations, std::string_view kind);
/// The target of one relation inside of the package; empty for unknown ids and outside targets.
std::string target_of(const Relations& relations, std::string_view id);

}  // namespace onggi::parse::ooxml
