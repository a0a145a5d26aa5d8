// XML piece by piece, for sheets and string tables that are too large to hold as a tree. Reading by libxml2; the only
// file that includes it. No DTD is loaded, no entity is expanded, nothing is fetched.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "parse/worker/zip/package.h"

struct _xmlTextReader;  // NOLINT(bugprone-reserved-identifier): the library named it

namespace onggi::parse::xlsx {

class XmlPull {
 public:
  enum class Event { start, end, text, done };

  /// Errors: limit_exceeded "memory_bytes_max" when the reader cannot be made.
  static Result<XmlPull> open(Package::Stream stream);

  /// The next event. An empty element has its end too. White space between elements is text.
  Event next();
  /// Local name of the element that starts or ends.
  std::string_view name() const { return name_; }
  /// The characters of a text event.
  std::string_view text() const { return text_; }
  /// Value of the starting element's attribute by local name; empty where it is missing. Valid until the next call.
  std::string_view attribute(const char* local_name);
  /// The part ended or broke in the middle; what came before was read.
  bool cut_off() const { return *broken_; }

 private:
  struct Free {
    void operator()(_xmlTextReader* reader) const;
  };
  // Addresses are handed to C: they must not move.
  std::unique_ptr<Package::Stream> stream_;
  std::unique_ptr<bool> broken_ = std::make_unique<bool>(false);
  std::unique_ptr<_xmlTextReader, Free> reader_;
  std::string_view name_, text_;
  std::string value_;
  bool close_next_ = false;
};

/// Loads what the library initialises at first use, before the sandbox closes.
void warm_xml_pull();

}  // namespace onggi::parse::xlsx
