// Markings of secrecy that a document carries, and the label that each stands for; inside of room ingest, and of its
// tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/people.h"
#include "document/document.h"

namespace onggi::ingest_room {

/// One marking. Reasons: "page_header", "page_footer", "first_page" (alone on a line near the top), "title" (in
/// brackets before or behind it), "disclosure_field" (공개구분), "letter_disclosure" (last line of an official letter's
/// foot).
struct Marking {
  Label label = Label::open;
  std::string reason;
  ElementId element;
  std::int32_t page_index = -1;  // -1: of a format without pages
  bool operator==(const Marking&) const = default;
};

/// 비밀 and its grades → C; 대외비, 사외비, 사내한, 비공개, CONFIDENTIAL ... → S; 공개 → O; other texts: none. As
/// written alone: spaces, brackets and dashes around and inside do not matter.
std::optional<Label> label_of_marking(std::string_view text);

/// The highest marking of a document, of equal ones the first. A word that merely occurs in a sentence, a title or a
/// table is none. Pure, thread safe, cannot fail; cost: the document's length.
std::optional<Marking> find_marking(const Document& document);

}  // namespace onggi::ingest_room
