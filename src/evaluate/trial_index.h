// An index of the workspace's documents under other settings, made beside the one in use for as long as it is measured.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/result.h"
#include "chunk/chunk.h"
#include "retrieve/retrieve.h"

namespace onggi {

/// What is otherwise than in the workspace.
struct TrialSettings {
  std::optional<ChunkOptions> chunk;  // none: as the workspace cuts
  std::string embedder;               // its id in the registry of models; empty: the one in use
  bool is_own() const { return !chunk && embedder.empty(); }
  bool operator==(const TrialSettings&) const = default;
};

/// The documents as they stood when it was made. Removed with everything that it kept when it is destroyed.
class TrialIndex {
 public:
  virtual ~TrialIndex() = default;
  /// Searches as the workspace does, for the same people.
  virtual const Retriever& retriever() const = 0;
};

/// Makes them. Thread safe.
class TrialIndexes {
 public:
  virtual ~TrialIndexes() = default;

  /// How documents are cut and embedded under these settings, in words for people who compare runs:
  /// "tokens 1f…, chunks clause 384/48, vectors 9a…". Settings without anything otherwise are the workspace's own.
  /// Errors: not_found (embedder); invalid_argument (a chunk that the embedder cannot read, or under 16 tokens).
  virtual Result<std::string> version(const TrialSettings& settings) const = 0;

  /// How the workspace cuts.
  virtual const ChunkOptions& own_chunk() const = 0;

  /// Cost: the cutting, analysis and embedding of all documents (1 to 2 MB of text a second and core with the built-in
  /// embedder), and as much disk as the index takes. `report` hears before the first and after each document. Errors:
  /// those of version(); unavailable (disk), cancelled; those of the embedder.
  virtual Result<std::unique_ptr<TrialIndex>> make(
      const TrialSettings& settings, const std::function<void(std::int64_t done, std::int64_t all)>& report,
      const Cancel& cancel) = 0;
};

}  // namespace onggi
