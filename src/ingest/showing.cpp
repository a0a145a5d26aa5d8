// See showing.h.
#include "ingest/showing.h"

#include <algorithm>

#include "ingest/covers.h"

namespace onggi::ingest_room {

Result<std::shared_ptr<const DocumentRecipe>> Showing::recipe_of(const DocumentId& document) const {
  ONGGI_TRY(const RecipeId chosen, recipes_.chosen(document));
  return recipes_.of(chosen);
}

Result<Document> Showing::shown(const DocumentId& document, const Cancel& cancel) const {
  ONGGI_TRY(CorrectedDocument corrected, correcting_.corrected(document));
  ONGGI_TRY(const auto recipe, recipe_of(document));
  if (recipe == nullptr) return std::move(corrected.document);
  ONGGI_TRY(const auto decisions, rulings_.of(document));
  ONGGI_TRY(RefinedDocument made, recipe->apply(std::move(corrected.document), cancel, decisions.get()));
  if (made.held_back.empty()) return std::move(made.document);
  return fail(ErrorCode::not_found, made.held_back + "; the recipe " + recipe->name() + " does not let it pass",
              "held_back");
}

Result<bool> Showing::hides(const DocumentRow& row) const {
  if (row.masked_places > 0) return true;
  ONGGI_TRY(const auto recipe, recipe_of(row.id));
  const bool finished = row.state == DocumentState::ready || row.state == DocumentState::duplicate;
  return recipe != nullptr && recipe->masks() && !finished;
}

Result<std::vector<Box>> Showing::covers(const DocumentRow& row, const std::string& bytes, std::int32_t page_index,
                                         const Cancel& cancel) const {
  ONGGI_TRY(const bool hides_something, hides(row));
  if (!hides_something) return std::vector<Box>{};
  ONGGI_TRY(const auto recipe, recipe_of(row.id));
  if (recipe == nullptr) return fail(ErrorCode::not_allowed, "the document waits for its new recipe", "place_unknown");
  ONGGI_TRY(CorrectedDocument corrected, correcting_.corrected(row.id));
  ONGGI_TRY(const auto decisions, rulings_.of(row.id));
  ONGGI_TRY(std::vector<HiddenValue> hidden, recipe->hidden_in(std::move(corrected.document), cancel, decisions.get()));
  std::erase_if(hidden, [&](const HiddenValue& value) {
    return !value.places.empty() &&
           std::ranges::none_of(value.places, [&](const Place& place) { return place.page_index == page_index; });
  });
  if (hidden.empty()) return std::vector<Box>{};
  auto words = parts_.parser.page_words(bytes, row.name, page_index, {}, cancel);
  if (!words && words.error().code != ErrorCode::unsupported) return std::unexpected(std::move(words).error());
  return covers_of(hidden, words.value_or(std::vector<PageWord>{}), page_index);
}

Result<PageImage> Showing::page_image(const DocumentRow& row, std::int32_t page_index, double dots_per_inch,
                                      const Cancel& cancel) const {
  ONGGI_TRY(const std::string bytes, parts_.blobs.get(row.blob));
  ParseOptions options;
  ONGGI_TRY(options.covers, covers(row, bytes, page_index, cancel));
  return parts_.parser.render_page(bytes, row.name, page_index, dots_per_inch, options, cancel);
}

Result<std::vector<PageWord>> Showing::page_words(const DocumentRow& row, std::int32_t page_index,
                                                  const Cancel& cancel) const {
  ONGGI_TRY(const std::string bytes, parts_.blobs.get(row.blob));
  ONGGI_TRY(const std::vector<Box> covered, covers(row, bytes, page_index, cancel));
  ONGGI_TRY(std::vector<PageWord> words, parts_.parser.page_words(bytes, row.name, page_index, {}, cancel));
  std::erase_if(words, [&](const PageWord& word) {
    return std::ranges::any_of(covered, [&](const Box& box) { return overlap(word.box, box); });
  });
  return words;
}

}  // namespace onggi::ingest_room
