// From what a person asks for to a correction that says what was there before; see complete() in correction.h.
#include <algorithm>
#include <ranges>

#include "document/correction.h"
#include "document/correction_parts.h"
#include "text/text.h"

namespace onggi {
namespace {

using document_room::is_sound;
using document_room::line_of;
using document_room::same_grid;

constexpr std::size_t kTextBytesMax = 256U << 10U;
constexpr std::size_t kPartsMax = 1'000;
constexpr std::int32_t kGridMax = 2'000;  // rows or columns of a grid made by people
constexpr std::int64_t kGridCellsMax = 20'000;
constexpr std::int32_t kLevelMax = 6;
constexpr std::size_t kReasonBytesMax = 32;

Result<void> wrong(std::string_view field, std::string_view why) {
  return fail(ErrorCode::invalid_argument, std::string(field) + " " + std::string(why), "bad_field");
}

std::unexpected<Error> misfit(std::string_view reason) {
  return fail(ErrorCode::conflict, "the correction does not fit the document as it stands now", std::string(reason));
}

Result<void> tidy(std::string_view field, std::string& text) {
  if (text.size() > kTextBytesMax) return wrong(field, "has more than 262144 bytes");
  if (!is_valid_utf8(text)) return wrong(field, "is not UTF-8");
  text = to_nfc(text);
  for (std::size_t offset = 0; offset < text.size();)
    if (is_control(next_code_point(text, offset))) return wrong(field, "holds control characters");
  return {};
}

Result<void> tidy(Table& table) {
  if (table.rows < 1 || table.columns < 1 || table.rows > kGridMax || table.columns > kGridMax ||
      std::int64_t{table.rows} * table.columns > kGridCellsMax)
    return wrong("after.table", "needs 1 to 2000 rows and columns and at most 20000 cells");
  if (!is_sound(table)) return wrong("after.table", "has cells that overlap or stand outside");
  for (Cell& cell : table.cells) ONGGI_CHECK(tidy("after.table", cell.text));
  return {};
}

bool is_blank(std::string_view text) { return count_visible(text) == 0; }

// What a reader counts, in one piece: a cut may only take white space away.
std::string visible(std::string_view text) {
  std::string kept;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const char32_t code_point = next_code_point(text, offset);
    if (!is_white_space(code_point) && !is_control(code_point)) kept.append(text, begin, offset - begin);
  }
  return kept;
}

bool is_code(std::string_view reason) {
  return reason.size() <= kReasonBytesMax &&
         std::ranges::all_of(reason, [](char byte) { return (byte >= 'a' && byte <= 'z') || byte == '_'; });
}

class Completion {
 public:
  Completion(const Document& document, Correction wish)
      : document_(document), wish_(std::move(wish)), given_(std::move(wish_.before)) {
    wish_.before = {};
  }

  Result<Correction> run() {
    if (!is_code(wish_.reason)) return std::unexpected(wrong("reason", "is a short code of letters and _").error());
    if (wish_.operation == CorrectionOperation::add) ONGGI_CHECK(add());
    else {
      const auto found = std::ranges::find(document_.elements, wish_.element, &Element::id);
      if (found == document_.elements.end()) return misfit("element_missing");
      wish_.kind = found->kind;
      wish_.places = found->places;
      ONGGI_CHECK(change(*found));
    }
    return fitting();
  }

 private:
  Result<void> change(const Element& element) {
    switch (wish_.operation) {
      case CorrectionOperation::set_text:
        return set_text(element);
      case CorrectionOperation::set_kind:
        return set_kind(element);
      case CorrectionOperation::set_cell:
        return set_cell(element);
      case CorrectionOperation::set_table:
        return set_table(element);
      case CorrectionOperation::move:
        return move(element);
      case CorrectionOperation::split:
        return element.table ? split_table(element) : split_text(element);
      case CorrectionOperation::merge:
        return merge();
      case CorrectionOperation::remove:
        wish_.after = {};
        wish_.before.kind = element.kind;
        wish_.before.text = element.text;
        return {};
      case CorrectionOperation::add:
        break;
    }
    return {};
  }

  Result<void> set_text(const Element& element) {
    if (element.table) return wrong("element", "is a table: correct its cells");
    ONGGI_CHECK(need_text());
    only([](CorrectionState& kept, CorrectionState& given) { kept.text = std::move(given.text); });
    wish_.before.text = line_of(element);
    return changed(wish_.before.text != wish_.after.text);
  }

  Result<void> need_text() {
    if (!wish_.after.text || is_blank(*wish_.after.text)) return wrong("after.text", "is required");
    return tidy("after.text", *wish_.after.text);
  }

  Result<void> set_kind(const Element& element) {
    ONGGI_CHECK(need_kind());
    only([](CorrectionState& kept, const CorrectionState& given) { kept.kind = given.kind, kept.level = given.level; });
    if (*wish_.after.kind == ElementKind::table && !element.table && is_blank(element.text))
      return wrong("after.kind", "table needs text to make rows of");
    wish_.before.kind = element.kind;
    wish_.before.level = element.level;
    return changed(wish_.before.kind != wish_.after.kind || wish_.before.level != wish_.after.level);
  }

  // Headings have a depth of 1 to 6 and list items one from 1; nothing else has any.
  Result<void> need_kind() {
    if (!wish_.after.kind) return wrong("after.kind", "is required");
    const bool has_level = *wish_.after.kind == ElementKind::heading || *wish_.after.kind == ElementKind::list_item;
    wish_.after.level = has_level ? std::clamp(wish_.after.level, 1, kLevelMax) : 0;
    return {};
  }

  Result<void> set_cell(const Element& element) {
    if (!element.table) return wrong("element", "is not a table");
    if (!wish_.after.row || !wish_.after.column || !wish_.after.text)
      return wrong("after", "needs row, column and text");
    ONGGI_CHECK(tidy("after.text", *wish_.after.text));
    only([](CorrectionState& kept, CorrectionState& given) {
      kept.row = given.row, kept.column = given.column, kept.text = std::move(given.text);
    });
    const auto cell = std::ranges::find_if(element.table->cells, [&](const Cell& one) {
      return one.row == *wish_.after.row && one.column == *wish_.after.column;
    });
    if (cell == element.table->cells.end()) return misfit("cell_missing");
    wish_.before.row = cell->row;
    wish_.before.column = cell->column;
    wish_.before.text = cell->text;
    if (cell->box && !wish_.places.empty()) wish_.places.front().box = cell->box;
    return changed(wish_.before.text != wish_.after.text);
  }

  Result<void> set_table(const Element& element) {
    if (!element.table) return wrong("element", "is not a table");
    if (!wish_.after.table) return wrong("after.table", "is required");
    ONGGI_CHECK(tidy(*wish_.after.table));
    only([](CorrectionState& kept, CorrectionState& given) { kept.table = std::move(given.table); });
    wish_.before.table = element.table;
    return changed(!same_grid(*wish_.before.table, *wish_.after.table));
  }

  Result<void> move(const Element& element) {
    if (!wish_.after.behind) return wrong("after.behind", "is required: an element's id, or \"\" for the beginning");
    only([](CorrectionState& kept, CorrectionState& given) { kept.behind = std::move(given.behind); });
    const auto at = std::ranges::find(document_.elements, element.id, &Element::id);
    wish_.before.behind = at == document_.elements.begin() ? ElementId() : std::prev(at)->id;
    return changed(wish_.before.behind != wish_.after.behind);
  }

  Result<void> split_text(const Element& element) {
    if (wish_.after.texts.size() < 2 || wish_.after.texts.size() > kPartsMax)
      return wrong("after.texts", "needs 2 to 1000 parts");
    std::string joined;
    for (std::string& text : wish_.after.texts) {
      ONGGI_CHECK(tidy("after.texts", text));
      if (is_blank(text)) return wrong("after.texts", "has an empty part");
      joined += visible(text);
    }
    if (joined != visible(line_of(element))) return wrong("after.texts", "must hold the same characters together");
    wish_.before.text = line_of(element);
    only([](CorrectionState& kept, CorrectionState& given) { kept.texts = std::move(given.texts); });
    return {};
  }

  Result<void> split_table(const Element& element) {
    if (!wish_.after.row) return wrong("after.row", "is required: the first row of the second table");
    if (!document_room::split_table(*element.table, *wish_.after.row)) return misfit("unlike");
    wish_.before.text = table_text(*element.table);
    only([](CorrectionState& kept, const CorrectionState& given) { kept.row = given.row; });
    return {};
  }

  Result<void> merge() {
    const auto& wanted = wish_.after.elements;
    if (wanted.empty() || wanted.size() > kPartsMax) return wrong("after.elements", "needs 1 to 1000 elements");
    for (auto id = wanted.begin(); id != wanted.end(); ++id)
      if (std::find(wanted.begin(), id, *id) != id) return wrong("after.elements", "names an element twice");
    std::vector<ElementId> all{wish_.element};
    all.insert(all.end(), wanted.begin(), wanted.end());
    for (const ElementId& id : all) {
      const auto found = std::ranges::find(document_.elements, id, &Element::id);
      if (found == document_.elements.end()) return misfit("target_missing");
      wish_.before.texts.push_back(found->text);
    }
    only([](CorrectionState& kept, CorrectionState& given) { kept.elements = std::move(given.elements); });
    return {};
  }

  Result<void> add() {
    wish_.element = {};
    if (!wish_.after.behind) return wrong("after.behind", "is required: an element's id, or \"\" for the beginning");
    if (wish_.after.place) ONGGI_CHECK(place(*wish_.after.place));
    ONGGI_CHECK(need_kind());
    const bool is_table = *wish_.after.kind == ElementKind::table;
    if (is_table && !wish_.after.table) return wrong("after.table", "is required");
    ONGGI_CHECK(is_table ? tidy(*wish_.after.table) : need_text());
    only([&](CorrectionState& kept, CorrectionState& given) {
      kept = std::move(given);
      kept.texts.clear(), kept.elements.clear(), kept.row.reset(), kept.column.reset();
      if (is_table) kept.text.reset();
      else kept.table.reset();
    });
    wish_.kind = *wish_.after.kind;
    wish_.places.clear();
    if (wish_.after.place) wish_.places.push_back(*wish_.after.place);
    return {};
  }

  Result<void> place(Place& place) const {
    if (place.page_index < 0 || static_cast<std::size_t>(place.page_index) >= document_.pages.size())
      return wrong("after.place", "is on a page that the document does not have");
    const Page& page = document_.pages[static_cast<std::size_t>(place.page_index)];
    place.page_label = page.label;
    if (!place.box) return {};
    Box& box = *place.box;
    box = {std::clamp(box.x0, 0.0, page.width), std::clamp(box.y0, 0.0, page.height),
           std::clamp(box.x1, 0.0, page.width), std::clamp(box.y1, 0.0, page.height)};
    return box.x0 < box.x1 && box.y0 < box.y1 ? Result<void>{} : wrong("after.place", "has an empty box");
  }

  // Keeps of `after` what counts for this operation.
  template <typename Keep>
  void only(const Keep& keep) {
    CorrectionState kept;
    keep(kept, wish_.after);
    wish_.after = std::move(kept);
  }

  Result<void> changed(bool is_changed) const {
    if (is_changed) return {};
    return agrees() ? wrong("after", "is what stands there already") : misfit("changed");
  }

  // Who typed over something that changed meanwhile did not see what they changed.
  bool agrees() const {
    return (!given_.text || given_.text == wish_.before.text) && (!given_.kind || given_.kind == wish_.before.kind) &&
           (!given_.table || (wish_.before.table && same_grid(*given_.table, *wish_.before.table)));
  }

  Result<Correction> fitting() {
    if (!agrees()) return misfit("changed");
    const Corrected tried = apply(document_, {wish_});
    if (!tried.conflicts.empty()) return misfit(tried.conflicts.front().reason);
    return std::move(wish_);
  }

  const Document& document_;
  Correction wish_;
  CorrectionState given_;
};

}  // namespace

Result<Correction> complete(const Document& corrected, Correction wish) {
  return Completion(corrected, std::move(wish)).run();
}

}  // namespace onggi
