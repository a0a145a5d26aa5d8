// The XML of a section, counted while it is read: the account's input side sees every event, whatever the walker takes
// or passes over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse::hwpx {

class Source : public XmlScan {
 public:
  Source(std::string_view xml, DocumentBuilder& builder) : XmlScan(xml), builder_(builder) {}

  /// Passes over what is left of the innermost element; its text is dropped for that reason.
  void drop_rest(std::string_view reason);
  /// Counts in what has been seen so far.
  void settle();

 protected:
  void passed(Event event) override;

 private:
  void count();

  DocumentBuilder& builder_;
  std::string seen_;  // text of the current paragraph that is not counted yet: letters compose over run borders
  std::int64_t counted_ = 0;
};

/// Text that an element holds in its attributes ("compose", "textart", buttons and lists of forms); else empty.
std::string text_in_attributes(const XmlScan& element);

}  // namespace onggi::parse::hwpx
