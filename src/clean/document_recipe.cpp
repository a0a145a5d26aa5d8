// Step after step over the elements of one document.
#include "clean/document_recipe.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "clean/document_texts.h"
#include "clean/personal_rows.h"

namespace onggi {

using clean_room::DocumentTexts;

namespace {

constexpr std::string_view kVersion = "1";  // of how operations are laid over documents

bool is_margin(const Element& element) {
  return element.kind == ElementKind::page_header || element.kind == ElementKind::page_footer;
}

std::string running_text(const Document& document) {
  std::string text;
  for (const Element& element : document.elements)
    if (!is_margin(element)) text.append(text.empty() ? "" : "\n").append(element.text);
  return text;
}

Result<std::string> judge(const RowOperation& operation, const Document& document) {
  nlohmann::ordered_json row{{"text", running_text(document)}};
  const RowOutcome outcome = operation.apply(row, 0);
  if (!outcome.removed) return std::string();
  return outcome.notes.empty() ? std::string("removed") : outcome.notes.front().reason;
}

}  // namespace

Result<DocumentRecipe> DocumentRecipe::from(const Recipe& recipe) {
  DocumentRecipe made;
  made.name_ = recipe.name();
  std::string keys(kVersion), finding_keys(privacy_version());
  std::vector<Step> steps;
  for (std::size_t i = 0; i < recipe.steps().size(); ++i) {
    const Recipe::Step& step = recipe.steps()[i];
    if (step.operation == "boilerplate" || step.operation == "dedup") {
      made.left_out_.push_back(step.operation);
      continue;
    }
    if (step.looks_at_all_rows)
      return fail(ErrorCode::unsupported,
                  "the operation " + step.operation +
                      " compares rows with all others and cannot be done to one document; leave it out here and use "
                      "`onggi clean` on exported rows",
                  "looks_at_all_rows");
    ONGGI_TRY(std::unique_ptr<RowOperation> operation, recipe.make(i));
    if (dynamic_cast<const PersonalDataOperation*>(operation.get()) != nullptr) finding_keys += step.key;
    steps.push_back({step.operation, std::move(operation)});
    keys += step.key;
  }
  made.key_ = sha256_hex(keys);
  made.finding_key_ = sha256_hex(finding_keys);
  made.steps_ = std::make_shared<const std::vector<Step>>(std::move(steps));
  return made;
}

bool DocumentRecipe::masks() const {
  return std::ranges::any_of(*steps_, [](const Step& step) {
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    return text != nullptr && text->masks();
  });
}

const PersonalDataPolicy* DocumentRecipe::personal_data() const {
  for (const Step& step : *steps_)
    if (const auto* masks = dynamic_cast<const PersonalDataOperation*>(step.does.get())) return &masks->policy();
  return nullptr;
}

Result<RefinedDocument> DocumentRecipe::apply(Document document, const Cancel& cancel,
                                              const PersonalDecisions* decisions) const {
  RefinedDocument made{.document = std::move(document), .changes = {}, .named = {}, .held_back = {}};
  for (const Step& step : *steps_) {
    ONGGI_CHECK(cancel.check());
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    ONGGI_TRY(const std::string removed,
              text == nullptr ? judge(*step.does, made.document)
                              : DocumentTexts(*text, made.document,
                                              {.changes = made.changes, .named = &made.named, .decisions = decisions})
                                    .change(cancel));
    if (removed.empty()) continue;
    made.held_back = step.operation + ": " + removed;
    return made;
  }
  return made;
}

Result<std::vector<HiddenValue>> DocumentRecipe::hidden_in(Document document, const Cancel& cancel,
                                                           const PersonalDecisions* decisions) const {
  std::vector<HiddenValue> hidden;
  std::vector<CleanChange> changes;
  for (const Step& step : *steps_) {
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    if (text == nullptr) continue;
    ONGGI_TRY(
        [[maybe_unused]] const std::string removed,
        DocumentTexts(*text, document, {.changes = changes, .hidden = &hidden, .decisions = decisions}).change(cancel));
  }
  return hidden;
}

}  // namespace onggi
