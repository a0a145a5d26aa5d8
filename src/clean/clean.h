// clean: Document → clean text, every change explained.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace onggi {

struct CleanOptions {
  bool drop_repeated_lines =
      true;  // page headers and footers that the reader did not mark: the same short line on most pages
  bool join_broken_lines = true;  // lines of a paragraph that a page layout broke
};

/// One thing that cleaning did, for the report and for lineage. Counts, never text.
struct CleanChange {
  std::string operation;   // "nfc", "control_characters", "spaces", "repeated_line"; of recipes also "mask.PHONE" ...
  ElementId element;       // empty: the whole document
  std::int64_t count = 0;  // characters or findings
};

struct Cleaned {
  CleanText text;
  std::vector<CleanChange> changes;
};

/// Deterministic; the same document and options give the same bytes. A document without any text gives an empty
/// CleanText. Cost: O(n); pure, thread safe.
Cleaned clean(const Document& document, const CleanOptions& options);

/// Hash of the clean text with spaces and case folded: equal for exact duplicates.
std::string duplicate_key(const CleanText& text);

/// Version of the rules: part of the stage key.
std::string_view clean_version();

}  // namespace onggi
