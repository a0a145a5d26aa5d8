// The parts of an HWPX package: which are there, in what order, and their bytes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/hwpx/decrypt.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse::hwpx {

class Parts {
 public:
  /// Reads the manifests. Packages without one, or whose names are odd, give their sections by name or by root element.
  /// Errors: as Package::open and decrypt; bad_input "broken" without any section.
  static Result<Parts> open(const ReadContext& context, DocumentBuilder& builder);

  const std::string& header() const { return header_; }
  const std::vector<std::string>& sections() const { return sections_; }
  const std::vector<std::string>& master_pages() const { return master_pages_; }
  /// The member of an item that the manifest names ("image1"), else the member of that name; empty for none.
  std::string member_of(std::string_view item);

  /// A part as UTF-8. One that is missing or broken is empty and a warning; limits and passwords are errors.
  Result<std::string> xml(std::string_view name);
  /// As it stands; empty when missing or broken.
  Result<std::string> bytes(std::string_view name);
  void warn_cut_off() { builder_->warn("truncated", "a part of the package is cut off: what came before was read"); }
  /// Says where parts that nobody asked for are damaged.
  void check_others();

 private:
  Parts(Package package, const ReadContext& context, DocumentBuilder& builder)
      : package_(std::move(package)), context_(&context), builder_(&builder) {}
  Result<void> read_encryption();
  Result<void> read_manifest();
  void read_items(XmlScan& xml, const std::string& manifest);
  std::string located(const std::string& manifest, const std::string& href) const;
  Result<void> find_sections();
  Result<std::string> read(std::string_view name);

  Package package_;
  const ReadContext* context_;
  DocumentBuilder* builder_;
  Encryptions encryptions_;
  std::map<std::string, std::string, std::less<>> items_;  // id → member
  std::map<std::string, std::string, std::less<>> stems_;  // "image1" → "BinData/image1.png"; made when first asked
  std::set<std::string, std::less<>> read_;
  std::string header_ = "Contents/header.xml";
  std::vector<std::string> sections_, master_pages_;
  std::int64_t iterations_ = 0;  // of key derivations so far
};

}  // namespace onggi::parse::hwpx
