// Structure that Koreans write with numbers and signs instead of styles, found after a reader has done its work: the
// same for every format. Texts stay as they are; kinds, levels and clauses are set.
#pragma once

#include "document/document.h"

namespace onggi::parse {

/// Rules (법령, 규정, 계약서): 편 장 절 관 and lone article titles become headings, every element gets its clause. Only
/// where at least two articles follow one another; nothing else changes a document without them.
void find_rules(Document& document);

/// Reports and official letters: lines that begin with □ ○ - · or 1. 가. 1) 가) become list items of the depth that the
/// sign has in this document; a short line with such a sign and deeper ones below it becomes a heading.
/// Elements with a clause are left alone.
void find_outline(Document& document);

/// Exam papers: "1." … followed by ① … ⑤ become questions with their choices, "[1~3] 다음 글을 …" a passage; roles
/// "exam_question", "exam_choice", "exam_passage" and clauses "문항 7". At least three such questions in a row.
void find_exam_items(Document& document);

/// All of them in this order. Cost: one pass over the elements each.
void find_structure(Document& document);

}  // namespace onggi::parse
