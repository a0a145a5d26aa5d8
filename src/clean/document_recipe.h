// A recipe as it is done to documents.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/clean.h"
#include "clean/personal_decisions.h"
#include "clean/recipe.h"
#include "document/document.h"
#include "privacy/privacy.h"

namespace onggi {

class PersonalDataPolicy;

/// What a recipe made of a document.
struct RefinedDocument {
  Document document;
  std::vector<CleanChange> changes;
  std::vector<PseudonymisedValue> named;  // what its pseudonyms under the workspace's key stand for; some twice
  std::string held_back;                  // why the document is not to be used: "filter: too_short"; empty: it is
};

/// A value that a recipe masks, and where it stands.
struct HiddenValue {
  std::string value;  // as it stood before the masking
  ElementId element;
  std::vector<Place> places;  // of the cell where it has a box of its own, else of the element
};

/// Operations that change texts (normalise, spell, pii) change each element and cell of a document, a cell with its
/// column's header before it; those that judge rows (filter, decontaminate) judge the whole document by its running
/// text. Immutable; safe from many threads.
class DocumentRecipe {
 public:
  /// Operations that look at all rows cannot be done to one document: boilerplate and dedup are left out, since a
  /// workspace drops repeated lines and finds duplicates by itself. Errors: unsupported naming the operation for
  /// outliers and perplexity; what Recipe::make() gives.
  static Result<DocumentRecipe> from(const Recipe& recipe);

  const std::string& name() const { return name_; }
  const std::string& key() const { return key_; }  // equal for recipes that do the same
  const std::vector<std::string>& left_out() const { return left_out_; }
  /// Whether something is hidden: the document as it was shows more than the one that comes out.
  bool masks() const;

  /// What its first `pii` step follows (clean/personal_rows.h); null: it masks no personal data.
  const PersonalDataPolicy* personal_data() const;
  /// Equal for recipes that find the same kinds by the same rules, whatever they then do with them.
  const std::string& finding_key() const { return finding_key_; }

  /// Deterministic. `decisions`: what people decided about values of this document. cancelled.
  Result<RefinedDocument> apply(Document document, const Cancel& cancel,
                                const PersonalDecisions* decisions = nullptr) const;

  /// What apply() would mask, for painting over pages. cancelled.
  Result<std::vector<HiddenValue>> hidden_in(Document document, const Cancel& cancel,
                                             const PersonalDecisions* decisions = nullptr) const;

 private:
  struct Step {
    std::string operation;
    std::unique_ptr<const RowOperation> does;
  };
  std::string name_, key_, finding_key_;
  std::shared_ptr<const std::vector<Step>> steps_;  // shared by copies
  std::vector<std::string> left_out_;
};

}  // namespace onggi
