// A corpus in the rooms of the product, for as long as it is measured; inside of room evaluate.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include "access/permissions.h"
#include "evaluate/retrieval.h"
#include "index/catalog.h"
#include "index/index.h"
#include "retrieve/retrieve.h"

namespace onggi::evaluate_room {

/// Documents in the order of their best chunks; the one that has the id of the question is passed over.
std::vector<std::pair<std::string, double>> documents_of(const std::vector<Hit>& hits, const std::string& query);
std::vector<std::string> names_of(const std::vector<std::pair<std::string, double>>& ranked);

class RetrievalIndex {
 public:
  /// Errors: unavailable.
  static Result<std::unique_ptr<RetrievalIndex>> open(const RetrievalTask& task);
  ~RetrievalIndex();
  RetrievalIndex(const RetrievalIndex&) = delete;
  RetrievalIndex& operator=(const RetrievalIndex&) = delete;

  /// All documents; by all cores.
  Result<void> add(const std::vector<RetrievalDocument>& documents, const std::function<void(std::size_t)>& done,
                   const Cancel& cancel);

  const Retriever& retriever() const { return *retriever_; }
  const Viewer& viewer() const { return viewer_; }
  std::int64_t chunks() const { return index_->stats().chunks; }

 private:
  explicit RetrievalIndex(const RetrievalTask& task) : task_(task) {}
  Result<void> prepare();
  Result<void> add_some(std::span<const RetrievalDocument> documents, const Cancel& cancel);

  const RetrievalTask& task_;
  std::filesystem::path folder_;  // removed at the end
  std::shared_ptr<Database> database_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Permissions> permissions_;
  std::unique_ptr<Index> index_;
  std::unique_ptr<Retriever> retriever_;
  PermissionId everyone_;
  Viewer viewer_;
};

}  // namespace onggi::evaluate_room
