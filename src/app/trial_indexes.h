// Indexes of a workspace's documents under other settings, for evaluate.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "access/permissions.h"
#include "evaluate/trial_index.h"
#include "index/catalog.h"
#include "ingest/ingest.h"
#include "model/registry.h"
#include "retrieve/retrieve.h"

namespace onggi::app {

class WorkspaceTrials final : public TrialIndexes {
 public:
  struct Parts {
    const Ingest& ingest;
    const Catalog& catalog;
    const Analyzer& analyzer;
    ModelRegistry& models;
    const Retriever& retriever;          // trials search as it does
    std::shared_ptr<Embedder> embedder;  // in use
    ChunkOptions chunk;                  // in use
    std::filesystem::path folder;        // of the home; what a killed process left in it is removed
  };
  explicit WorkspaceTrials(Parts parts);

  Result<std::string> version(const TrialSettings& settings) const override;
  const ChunkOptions& own_chunk() const override { return parts_.chunk; }
  Result<std::unique_ptr<TrialIndex>> make(const TrialSettings& settings,
                                           const std::function<void(std::int64_t, std::int64_t)>& report,
                                           const Cancel& cancel) override;

 private:
  Result<std::shared_ptr<Embedder>> embedder_of(const TrialSettings& settings) const;

  Parts parts_;
};

}  // namespace onggi::app
