// Keeping catalog, index, jobs and blobs one; inside of room ingest.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "ingest/correcting.h"
#include "ingest/ingest.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

class Care {
 public:
  Care(const Ingest::Parts& parts, Stages& stages, const Correcting& correcting)
      : parts_(parts), stages_(stages), correcting_(correcting) {}

  // As Ingest's.
  Result<std::int64_t> catch_up(const Cancel& cancel);
  using Progress = std::function<void(std::int64_t done, std::int64_t all)>;
  Result<std::int64_t> embed_ahead(Embedder& next, const Progress& report, const Cancel& cancel);
  Result<std::vector<std::string>> check() const;
  Result<std::int64_t> requeue_lost() const;
  Result<std::int64_t> collect_garbage();

  /// Takes a document out of the index, where this process keeps one.
  Result<void> take_out(const DocumentId& id) const;
  /// Removes stage outputs that nobody uses any more, and this original unless somebody does.
  Result<void> remove_bytes(const BlobId& blob);

 private:
  Result<bool> is_used(const BlobId& blob) const;

  const Ingest::Parts& parts_;
  Stages& stages_;
  const Correcting& correcting_;
  std::mutex catch_up_mutex_;
};

}  // namespace onggi::ingest_room
