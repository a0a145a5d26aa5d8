// Documents as bytes: between the reading process and its caller, and as what a home keeps of a reading. Compact, and
// neither side needs a tree or a second copy: a sheet of a million cells is an ordinary file.
//
// A document is pieces of about a megabyte: first all but the elements, then elements, then the end. Pieces joined are
// a document too. The first line names the form; who changes the form counts it up and keeps reading the old one, since
// homes hold it.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "document/document.h"

namespace onggi {

/// Hands the pieces of a document to `send`, whose error ends it; elements are freed as they are written.
Result<void> write_wire(Document&& document, const std::function<Result<void>(std::string piece)>& send);

/// All pieces as one.
std::string to_wire(Document&& document);

/// The document of such bytes. The sender may be hostile: nothing is believed.
/// Errors: bad_input "bad_wire": cut off, too long, a cell outside of its table, an unknown kind, broken UTF-8.
Result<Document> document_from_wire(std::string_view bytes);

/// A document whose elements come one after the other out of its pieces, which are freed behind them: who passes
/// elements on never holds the document whole.
class DocumentStream {
 public:
  /// Errors: as document_from_wire().
  static Result<DocumentStream> open(std::deque<std::string> pieces);

  /// All but the elements.
  const Document& head() const { return head_; }
  /// The next element, nullptr behind the last one; it lives until the next call. Errors: as document_from_wire().
  Result<const Element*> next();
  /// The rest of the elements with the head: the document where next() was not called. Errors: as next().
  Result<Document> rest() &&;
  /// The bytes of to_wire(), of a stream that was not read from yet; pieces are freed as they are joined.
  std::string bytes() &&;

 private:
  std::deque<std::string> pieces_;
  std::size_t at_ = 0;  // in the first piece
  Document head_;
  Element element_;
};

}  // namespace onggi
