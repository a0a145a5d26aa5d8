// One operation over all texts of a document: title, elements, cells. Inside of room clean.
#pragma once

#include <string>
#include <vector>

#include "clean/clean.h"
#include "clean/document_recipe.h"
#include "clean/table_headings.h"

namespace onggi::clean_room {

class DocumentTexts {
 public:
  struct Takes {
    std::vector<CleanChange>& changes;
    std::vector<HiddenValue>* hidden = nullptr;
    std::vector<PseudonymisedValue>* named = nullptr;
    const PersonalDecisions* decisions = nullptr;  // given to the operation
  };
  DocumentTexts(const TextOperation& operation, Document& document, const Takes& takes)
      : operation_(operation),
        document_(document),
        changes_(takes.changes),
        hidden_(takes.hidden),
        named_(takes.named),
        decisions_(takes.decisions) {}

  /// Why the document is held back, or nothing.
  Result<std::string> change(const Cancel& cancel);

 private:
  /// Where a text stands: in no element, it is the title.
  struct Spot {
    const Element* element = nullptr;
    const Cell* cell = nullptr;
  };
  bool change(std::string& text, TextPlace place, const Spot& spot);
  void change_table(Element& element);
  bool change_split_numbers(Element& element, const TableHeadings& headings);

  const TextOperation& operation_;
  Document& document_;
  std::vector<CleanChange>& changes_;
  std::vector<HiddenValue>* hidden_;
  std::vector<PseudonymisedValue>* named_;
  const PersonalDecisions* decisions_;
  std::string removed_;
};

/// A form gives a registration number two cells: "850315" and "1234567".
bool is_split_number(const Cell& front, const Cell& back);
std::string joined_number(const Cell& front, const Cell& back);

}  // namespace onggi::clean_room
