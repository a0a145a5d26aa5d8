// What writing a document element by element is made of; inside of room document.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "base/result.h"
#include "document/document.h"

namespace onggi::document_room {

/// The next element, nullptr behind the last.
using NextElement = std::function<Result<const Element*>()>;

/// Errors: those of `next`.
Result<void> write_json(const Document& head, const NextElement& next, std::ostream& out);

/// Markdown element by element: what stands between two depends on those before.
class MarkdownBlocks {
 public:
  MarkdownBlocks();
  ~MarkdownBlocks();
  /// One more element behind what parts it from the last; nothing for those that are left out.
  std::string block(const Element& element);
  /// What ends the document.
  std::string_view end() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Plain text in the same manner.
class TextBlocks {
 public:
  std::string block(const Element& element);
  std::string_view end() const { return begun_ ? "\n" : ""; }

 private:
  bool begun_ = false;
};

std::string html_block(const Element& element);

}  // namespace onggi::document_room
