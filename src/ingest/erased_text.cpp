// See erased_text.h.
#include "ingest/erased_text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <numeric>

#include "base/file.h"

namespace onggi::ingest_room {
namespace {

constexpr std::size_t kWindowBytes = 1U << 20U;
constexpr std::size_t kOverlapBytes = 1024;  // no value with all that may stand between is longer

bool is_short_number(const std::string& text) {
  constexpr std::size_t kDigitsMin = 2, kBytesMax = 32;
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text.size() <= kBytesMax && digits >= static_cast<std::ptrdiff_t>(kDigitsMin);
}

bool holds_any(std::string_view bytes, const std::vector<std::string>& forms) {
  return std::ranges::any_of(forms, [&](const std::string& form) {
    return ::memmem(bytes.data(), bytes.size(), form.data(), form.size()) != nullptr;
  });
}

}  // namespace

bool Eraser::take_out(std::string& text) {
  if (text.empty()) return false;
  const std::vector<SubjectHit> hits = subject_.find(text);
  if (hits.empty()) return false;
  for (const SubjectHit& hit : hits) ++places_[hit.value];
  text = subject_.without(text, hits);
  return true;
}

std::int64_t Eraser::total() const { return std::accumulate(places_.begin(), places_.end(), std::int64_t{0}); }

// A form gives a registration number two cells.
bool Eraser::take_out_split_numbers(Table& table) {
  bool changed = false;
  for (std::size_t i = 0; i + 1 < table.cells.size(); ++i) {
    Cell& front = table.cells[i];
    Cell& back = table.cells[i + 1];
    if (front.row != back.row || !is_short_number(front.text) || !is_short_number(back.text)) continue;
    std::string whole = front.text + "-" + back.text;
    if (!take_out(whole)) continue;
    front.text = whole;
    back.text.clear();
    changed = true;
  }
  return changed;
}

bool Eraser::take_out(Table& table) {
  bool changed = false;
  for (Cell& cell : table.cells) changed = take_out(cell.text) || changed;
  return take_out_split_numbers(table) || changed;
}

void Eraser::take_out(Element& element) {
  if (element.table) {
    if (take_out(*element.table)) element.text = table_text(*element.table);
  } else {
    take_out(element.text);
  }
  for (std::string* text : {&element.latex, &element.inner_file, &element.clause}) take_out(*text);
}

void Eraser::take_out(Document& document) {
  take_out(document.title);
  for (Page& page : document.pages) take_out(page.label);
  for (Element& element : document.elements) take_out(element);
  for (Warning& warning : document.warnings) take_out(warning.detail);
}

bool Eraser::take_out(CorrectionState& state) {
  bool changed = state.text && take_out(*state.text);
  for (std::string& text : state.texts) changed = take_out(text) || changed;
  return (state.table && take_out(*state.table)) || changed;
}

bool Eraser::take_out(Correction& correction) {
  const bool before = take_out(correction.before);
  return take_out(correction.after) || before;
}

std::unordered_map<ElementId, ElementId> renew_ids(Document& document) {
  std::vector<ElementId> before;
  before.reserve(document.elements.size());
  for (Element& element : document.elements) before.push_back(std::exchange(element.id, {}));
  assign_element_ids(document);
  std::unordered_map<ElementId, ElementId> renewed;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] != document.elements[i].id) renewed.emplace(before[i], document.elements[i].id);
  return renewed;
}

void renew_ids(Correction& correction, const std::unordered_map<ElementId, ElementId>& renewed) {
  const auto renew = [&](ElementId& id) {
    if (const auto found = renewed.find(id); found != renewed.end()) id = found->second;
  };
  renew(correction.element);
  for (CorrectionState* state : {&correction.before, &correction.after}) {
    for (ElementId& id : state->elements) renew(id);
    if (state->behind) renew(*state->behind);
  }
}

bool stands_in_bytes(const Subject& subject, std::string_view bytes, HoldsText as_text) {
  if (holds_any(bytes, subject.byte_forms())) return true;
  if (as_text == HoldsText::if_it_is_text && !is_valid_utf8(bytes)) return false;
  for (std::size_t begin = 0; begin < bytes.size(); begin += kWindowBytes)
    if (!subject.find(bytes.substr(begin, kWindowBytes + kOverlapBytes)).empty()) return true;
  return false;
}

Result<bool> stands_in_file(const std::vector<std::string>& forms, const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(system_error("open", path, errno));
  std::string window;
  while (file) {
    const std::size_t kept = std::min(window.size(), kOverlapBytes);
    window.erase(0, window.size() - kept);
    window.resize(kept + kWindowBytes);
    file.read(window.data() + kept, static_cast<std::streamsize>(kWindowBytes));
    window.resize(kept + static_cast<std::size_t>(file.gcount()));
    if (holds_any(window, forms)) return true;
  }
  return false;
}

}  // namespace onggi::ingest_room
