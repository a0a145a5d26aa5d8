// Trial indexes that find nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "evaluate/trial_index.h"
#include "index/index.h"
#include "support/must.h"

namespace onggi {

/// Under any other settings nothing is in the index.
class EmptyTrials final : public TrialIndexes {
 public:
  EmptyTrials(const std::filesystem::path& folder, const Retriever& retriever, const Catalog& catalog,
              const std::string& tokens)
      : index_(std::move(must(open_embedded_index({folder, 0, "", tokens})).index)),
        retriever_(retriever),
        catalog_(catalog) {}

  Result<std::string> version(const TrialSettings& settings) const override {
    if (settings.embedder == "none") return fail(ErrorCode::not_found, "no such model");
    return settings.is_own() ? "one" : "another";
  }
  const ChunkOptions& own_chunk() const override { return own_; }
  Result<std::unique_ptr<TrialIndex>> make(const TrialSettings&,
                                           const std::function<void(std::int64_t, std::int64_t)>& report,
                                           const Cancel&) override {
    ++made;
    report(0, 1), report(1, 1);
    return std::make_unique<Made>(retriever_.over(*index_, catalog_, nullptr));
  }

  int made = 0;

 private:
  struct Made final : TrialIndex {
    explicit Made(Retriever over) : retriever_(std::move(over)) {}
    const Retriever& retriever() const override { return retriever_; }
    Retriever retriever_;
  };

  std::unique_ptr<Index> index_;
  const Retriever& retriever_;
  const Catalog& catalog_;
  ChunkOptions own_;
};

}  // namespace onggi
