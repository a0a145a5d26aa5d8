// dedup: of rows that say the same one stays.
#include <nlohmann/json.hpp>

#include "clean/duplicate_clusters.h"
#include "clean/duplicates.h"
#include "clean/operations.h"
#include "clean/row_file.h"

namespace onggi::clean_room {
namespace {

DuplicateMethod method_of(const std::string& name) {
  if (name == "exact") return DuplicateMethod::exact;
  if (name == "levenshtein") return DuplicateMethod::levenshtein;
  return name == "semantic" ? DuplicateMethod::semantic : DuplicateMethod::minhash;
}

Result<DuplicateOptions> options_of(Options& options) {
  const std::string method = options.word("method", "minhash", {"exact", "minhash", "levenshtein", "semantic"});
  DuplicateOptions chosen;
  chosen.method = method_of(method);
  const bool semantic = chosen.method == DuplicateMethod::semantic;
  chosen.threshold = options.number("threshold", semantic ? default_threshold(chosen.method) : 0.8, 0.1, 1);
  chosen.ngram = static_cast<int>(options.whole("ngram", 0, 0, 100));
  if (!semantic) return chosen;
  if (!options.parts().embedder)
    return options.wrong("method", "semantic needs an embedder, and there is none here; take minhash or levenshtein");
  ONGGI_TRY(chosen.embedder, options.parts().embedder());
  options.note_version(chosen.embedder->version());
  return chosen;
}

class Dedup final : public RowOperation {
 public:
  explicit Dedup(const DuplicateOptions& options) : finder_(options) {}

  bool observes() const override { return true; }

  std::any observe(const nlohmann::ordered_json& row) const override {
    return finder_.sketch(row["text"].get_ref<const std::string&>());
  }

  void add(std::any&& observed) override { finder_.add(std::any_cast<const DuplicateFinder::Sketch&>(observed)); }

  Result<void> settle(const RowFile& rows, const Cancel& cancel) override {
    const auto text_of = [&](std::uint32_t row) -> Result<std::string> {
      ONGGI_TRY(const nlohmann::ordered_json json, rows.row(row));
      return json["text"].get<std::string>();
    };
    ONGGI_TRY(const std::vector<DuplicatePair> pairs, finder_.pairs(text_of, cancel));
    removed_.assign(finder_.rows(), false);
    for (const std::vector<std::uint32_t>& cluster : clusters_of(pairs, finder_.rows())) {
      ONGGI_CHECK(cancel.check());
      ONGGI_TRY(const std::vector<std::uint32_t> order, ranked(cluster, rows));
      for (std::size_t i = 1; i < order.size(); ++i) removed_[order[i]] = true;
    }
    return {};
  }

  RowOutcome apply(nlohmann::ordered_json&, std::uint32_t number) const override {
    if (!removed_[number]) return {};
    return {.removed = true, .notes = {{"duplicate", 1}}};
  }

 private:
  DuplicateFinder finder_;
  std::vector<bool> removed_;
};

}  // namespace

MadeOperation make_dedup(Options& options) {
  ONGGI_TRY(const DuplicateOptions chosen, options_of(options));
  return std::make_unique<Dedup>(chosen);
}

}  // namespace onggi::clean_room
