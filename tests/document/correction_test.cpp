// Corrections: what each operation makes of a document, what no longer fits, and what holds for all of them.
#include "document/correction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "document/json.h"

namespace onggi {
namespace {

Element text_element(ElementKind kind, std::string text) {
  Element one;
  one.kind = kind;
  one.text = std::move(text);
  return one;
}

Table grid(std::int32_t rows, std::int32_t columns, const std::string& prefix) {
  Table table{rows, columns, {}};
  for (std::int32_t row = 0; row < rows; ++row)
    for (std::int32_t column = 0; column < columns; ++column)
      table.cells.push_back(
          {row, column, 1, 1, row == 0, prefix + std::to_string(row) + std::to_string(column), std::nullopt});
  return table;
}

Element table_element(Table table) {
  Element one = text_element(ElementKind::table, table_text(table));
  one.table = std::move(table);
  one.places = {{0, "1", Box{50, 100, 300, 200}}};
  return one;
}

/// heading, two paragraphs, a table of 3 × 2, a paragraph, a footer.
Document sample() {
  Document document;
  document.title = "규정";
  document.media_type = "application/pdf";
  document.pages = {{"1", 595, 842}, {"2", 595, 842}};
  document.account = {.characters_in = 100, .characters_out = 98, .dropped = {{"hidden", 2}}};
  document.warnings = {{"needs_ocr", 1, ""}};
  document.elements = {text_element(ElementKind::heading, "제1조 목적"),
                       text_element(ElementKind::paragraph, "연차는 l5일이다."),
                       text_element(ElementKind::paragraph, "신청은 사흘 전까지 한다."),
                       table_element(grid(3, 2, "칸")),
                       text_element(ElementKind::paragraph, "끝."),
                       text_element(ElementKind::page_footer, "- 1 -")};
  document.elements[0].level = 1;
  document.elements[1].places = {{0, "1", Box{50, 50, 300, 62}}};
  assign_element_ids(document);
  return document;
}

Correction wish(CorrectionOperation operation, const ElementId& element, CorrectionState after) {
  static int number = 0;
  Correction one;
  one.id = CorrectionId("cor_" + std::to_string(100 + number));
  one.element = element;
  one.operation = operation;
  one.after = std::move(after);
  one.author = PersonId("per_1");
  one.time_ms = 1'000 + number++;
  return one;
}

CorrectionState texted(std::string text) {
  CorrectionState state;
  state.text = std::move(text);
  return state;
}

CorrectionState kinded(ElementKind kind, std::int32_t level = 0) {
  CorrectionState state;
  state.kind = kind;
  state.level = level;
  return state;
}

CorrectionState celled(std::int32_t row, std::int32_t column, std::string text) {
  CorrectionState state = texted(std::move(text));
  state.row = row, state.column = column;
  return state;
}

CorrectionState behind(const ElementId& id) {
  CorrectionState state;
  state.behind = id;
  return state;
}

/// A document that people work on: wishes are completed against what stands there and kept when they fit.
struct Desk {
  Document source = sample();
  std::vector<Correction> kept;

  Document now() const { return apply(source, kept).document; }
  ElementId id(std::size_t at) const { return now().elements.at(at).id; }
  Result<Correction> ask(Correction one) const { return complete(now(), std::move(one)); }
  std::string tell(Correction one) {
    auto made = ask(std::move(one));
    if (!made) return made.error().reason;
    kept.push_back(*std::move(made));
    return "ok";
  }
};

std::vector<std::string> texts(const Document& document) {
  std::vector<std::string> list;
  for (const Element& element : document.elements) list.push_back(element.text);
  return list;
}

std::string reasons(const Corrected& corrected) {
  std::string list;
  for (const auto& conflict : corrected.conflicts) list += (list.empty() ? "" : " ") + conflict.reason;
  return list;
}

using enum CorrectionOperation;

TEST(Correction, TypesATextAnewUnderTheSameId) {
  Desk desk;
  const ElementId id = desk.id(1);
  ASSERT_EQ(desk.tell(wish(set_text, id, texted("연차는 15일이다."))), "ok");
  EXPECT_EQ(desk.kept[0].before.text, "연차는 l5일이다.");
  EXPECT_EQ(desk.kept[0].kind, ElementKind::paragraph);
  ASSERT_EQ(desk.kept[0].places.size(), 1U);
  EXPECT_EQ(desk.now().elements[1].text, "연차는 15일이다.");
  EXPECT_EQ(desk.now().elements[1].id, id);
}

TEST(Correction, TakesTextAsNfc) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("\u1112\u1161\u11ab글"))), "ok");
  EXPECT_EQ(desk.now().elements[1].text, "한글");
}

TEST(Correction, ChangesKindAndLevel) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_kind, desk.id(1), kinded(ElementKind::heading, 9))), "ok");
  EXPECT_EQ(desk.now().elements[1].kind, ElementKind::heading);
  EXPECT_EQ(desk.now().elements[1].level, 6);
  ASSERT_EQ(desk.tell(wish(set_kind, desk.id(1), kinded(ElementKind::page_header, 3))), "ok");
  EXPECT_EQ(desk.now().elements[1].level, 0);
}

TEST(Correction, ReadsATableAsTextAndBack) {
  Desk desk;
  const std::string text = desk.now().elements[3].text;
  ASSERT_EQ(desk.tell(wish(set_kind, desk.id(3), kinded(ElementKind::paragraph))), "ok");
  EXPECT_FALSE(desk.now().elements[3].table);
  EXPECT_EQ(desk.now().elements[3].text, text);
  ASSERT_EQ(desk.tell(wish(set_kind, desk.id(3), kinded(ElementKind::table))), "ok");
  ASSERT_TRUE(desk.now().elements[3].table);
  EXPECT_EQ(desk.now().elements[3].table->columns, 2);
  EXPECT_EQ(desk.now().elements[3].text, text);
}

TEST(Correction, MendsACellAndTheTablesText) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_cell, desk.id(3), celled(1, 1, "15,000원"))), "ok");
  const Document now = desk.now();
  EXPECT_EQ(now.elements[3].table->cells[3].text, "15,000원");
  EXPECT_EQ(now.elements[3].text, "칸00 | 칸01\n칸10 | 15,000원\n칸20 | 칸21");
  EXPECT_EQ(desk.tell(wish(set_cell, desk.id(3), celled(3, 0, "x"))), "cell_missing");
  EXPECT_EQ(desk.tell(wish(set_cell, desk.id(1), celled(0, 0, "x"))), "bad_field");
}

TEST(Correction, ReplacesAGridButNotByABrokenOne) {
  Desk desk;
  CorrectionState wider;
  wider.table = grid(2, 3, "새");
  ASSERT_EQ(desk.tell(wish(set_table, desk.id(3), wider)), "ok");
  EXPECT_EQ(desk.now().elements[3].text, "새00 | 새01 | 새02\n새10 | 새11 | 새12");
  wider.table->cells[0].column_span = 2;
  EXPECT_EQ(desk.tell(wish(set_table, desk.id(3), wider)), "bad_field");
}

TEST(Correction, MovesBehindAnotherOrToTheBeginning) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(move, desk.id(2), behind(desk.id(4)))), "ok");
  EXPECT_EQ(texts(desk.now())[4], "신청은 사흘 전까지 한다.");
  EXPECT_EQ(desk.kept[0].before.behind, desk.source.elements[1].id);
  ASSERT_EQ(desk.tell(wish(move, desk.id(5), behind({}))), "ok");
  EXPECT_EQ(texts(desk.now())[0], "- 1 -");
  EXPECT_EQ(desk.tell(wish(move, desk.id(1), behind(desk.id(1)))), "target_missing");
  EXPECT_EQ(desk.tell(wish(move, desk.id(1), behind(desk.id(0)))), "bad_field");
}

TEST(Correction, SplitsATextIntoPartsWithIdsOfTheirOwn) {
  Desk desk;
  const ElementId id = desk.id(2);
  CorrectionState parts;
  parts.texts = {"신청은", "사흘 전까지", "한다."};
  ASSERT_EQ(desk.tell(wish(split, id, parts)), "ok");
  const Document now = desk.now();
  ASSERT_EQ(now.elements.size(), 8U);
  EXPECT_EQ(now.elements[2].id, id);
  EXPECT_EQ(now.elements[3].text, "사흘 전까지");
  EXPECT_EQ((std::vector{now.elements[3].id, now.elements[4].id}), made_elements(desk.kept[0]));
  EXPECT_EQ(desk.tell(wish(set_text, now.elements[4].id, texted("합니다."))), "ok");
  EXPECT_EQ(texts(desk.now())[4], "합니다.");
  parts.texts = {"신청", "이라"};
  EXPECT_EQ(desk.tell(wish(split, id, parts)), "bad_field");
}

TEST(Correction, KeepsTheClauseOfARule) {
  Desk desk;
  Element& element = desk.source.elements[2];
  element.text = "① 신청은 서면으로 한다. ② 기한은 사흘 전이다.";
  element.clause = "제1조 제1항";
  CorrectionState parts;
  parts.texts = {"① 신청은 서면으로 한다.", "② 기한은 사흘 전이다."};
  ASSERT_EQ(desk.tell(wish(split, desk.id(2), parts)), "ok");
  EXPECT_EQ(desk.now().elements[2].clause, "제1조 제1항");
  EXPECT_EQ(desk.now().elements[3].clause, "제1조 제2항");
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(3), texted("③ 기한은 사흘 전이다."))), "ok");
  EXPECT_EQ(desk.now().elements[3].clause, "제1조 제3항");
}

TEST(Correction, CutsATableAndJoinsItAgain) {
  Desk desk;
  const std::string text = desk.now().elements[3].text;
  CorrectionState cut;
  cut.row = 2;
  ASSERT_EQ(desk.tell(wish(split, desk.id(3), cut)), "ok");
  EXPECT_EQ(texts(desk.now())[4], "칸20 | 칸21");
  CorrectionState joined;
  joined.elements = {desk.id(4)};
  ASSERT_EQ(desk.tell(wish(merge, desk.id(3), joined)), "ok");
  EXPECT_EQ(desk.now().elements[3].text, text);
  EXPECT_EQ(desk.now().elements.size(), 6U);
}

TEST(Correction, CutsNoSpannedCell) {
  Desk desk;
  Table& table = *desk.source.elements[3].table;
  table.cells = {{0, 0, 3, 1, false, "합", {}}, {0, 1, 1, 1, false, "가", {}}};
  desk.source.elements[3].text = table_text(table);
  CorrectionState cut;
  cut.row = 1;
  EXPECT_EQ(desk.tell(wish(split, desk.id(3), cut)), "unlike");
}

TEST(Correction, MergesLikeWithLikeOnly) {
  Desk desk;
  CorrectionState joined;
  joined.elements = {desk.id(2)};
  ASSERT_EQ(desk.tell(wish(merge, desk.id(1), joined)), "ok");
  EXPECT_EQ(texts(desk.now())[1], "연차는 l5일이다. 신청은 사흘 전까지 한다.");
  EXPECT_EQ(desk.kept[0].before.texts.size(), 2U);
  joined.elements = {desk.id(2)};
  EXPECT_EQ(desk.tell(wish(merge, desk.id(1), joined)), "unlike");
}

TEST(Correction, AddsAMissedTableThatCanBeFilled) {
  Desk desk;
  CorrectionState missed = kinded(ElementKind::table);
  missed.table = grid(2, 2, "");
  for (Cell& cell : missed.table->cells) cell.text.clear();
  missed.behind = desk.id(4);
  missed.place = Place{1, "", Box{-5, 100, 400, 250}};
  ASSERT_EQ(desk.tell(wish(add, {}, missed)), "ok");
  const Element made = desk.now().elements[5];
  EXPECT_EQ(made.places[0].page_label, "2");
  EXPECT_EQ(made.places[0].box, (Box{0, 100, 400, 250}));
  ASSERT_EQ(desk.tell(wish(set_cell, made.id, celled(1, 0, "합계"))), "ok");
  EXPECT_EQ(desk.now().elements[5].table->cells[2].text, "합계");
  EXPECT_EQ(desk.tell(wish(add, {}, missed)), "already_there");
  missed.place = Place{2, "", std::nullopt};
  EXPECT_EQ(desk.tell(wish(add, {}, missed)), "bad_field");
}

TEST(Correction, RemovesWhatIsNoContent) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(remove, desk.id(5), {})), "ok");
  EXPECT_EQ(desk.now().elements.size(), 5U);
  EXPECT_EQ(desk.kept[0].before.text, "- 1 -");
}

TEST(Correction, RefusesWhatIsUnknownUnchangedOrSeenOtherwise) {
  Desk desk;
  EXPECT_EQ(desk.tell(wish(set_text, ElementId("ffffffffffffffff"), texted("가"))), "element_missing");
  EXPECT_EQ(desk.tell(wish(set_text, desk.id(1), texted("연차는 l5일이다."))), "bad_field");
  EXPECT_EQ(desk.tell(wish(set_text, desk.id(1), texted(" "))), "bad_field");
  EXPECT_EQ(desk.tell(wish(set_text, desk.id(1), texted("\xff"))), "bad_field");
  EXPECT_EQ(desk.tell(wish(set_text, desk.id(3), texted("표"))), "bad_field");
  Correction stale = wish(set_text, desk.id(1), texted("새 글"));
  stale.before.text = "딴 글";
  EXPECT_EQ(desk.tell(stale), "changed");
  stale.after.text = "연차는 l5일이다.";  // what stands there, but not what they saw
  EXPECT_EQ(desk.tell(stale), "changed");
  Correction wordy = wish(set_text, desk.id(1), texted("새 글"));
  wordy.reason = "김 과장이 그랬다";
  EXPECT_EQ(desk.tell(wordy), "bad_field");
}

TEST(Correction, IsAConflictWhereANewerReaderReadsOtherwise) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("연차는 15일이다."))), "ok");
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(4), texted("끝이다."))), "ok");
  ASSERT_EQ(desk.tell(wish(set_cell, desk.id(3), celled(1, 1, "가"))), "ok");
  Document newer = sample();
  newer.elements[1].text = "연차는 I5일이다.";  // another misreading at the same place
  for (Element& element : newer.elements) element.id = {};
  assign_element_ids(newer);
  const Corrected corrected = apply(newer, desk.kept);
  ASSERT_EQ(reasons(corrected), "element_missing");
  EXPECT_EQ(corrected.conflicts[0].correction, desk.kept[0].id);
  EXPECT_EQ(corrected.conflicts[0].candidate, newer.elements[1].id);
  EXPECT_EQ(texts(corrected.document)[4], "끝이다.");
  EXPECT_EQ(corrected.document.elements[3].table->cells[3].text, "가");
}

TEST(Correction, KnowsThatANewerReaderReadsItRightByItself) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("연차는 15일이다."))), "ok");
  Document newer = sample();
  newer.elements[1].text = "연차는 15일이다.";
  for (Element& element : newer.elements) element.id = {};
  assign_element_ids(newer);
  EXPECT_EQ(reasons(apply(newer, desk.kept)), "already_there");
}

TEST(Correction, OfAConflictLeavesNothingBehind) {
  Desk desk;
  CorrectionState joined;
  joined.elements = {desk.id(2), desk.id(4)};
  ASSERT_EQ(desk.tell(wish(merge, desk.id(1), joined)), "ok");
  Document newer = desk.source;
  newer.elements.erase(newer.elements.begin() + 4);
  const Corrected corrected = apply(newer, desk.kept);
  EXPECT_EQ(reasons(corrected), "target_missing");
  EXPECT_EQ(to_json(corrected.document), to_json(newer));
}

TEST(Correction, WithdrawnUnderALaterOneMakesThatOneAConflict) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("둘"))), "ok");
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("셋"))), "ok");
  EXPECT_EQ(reasons(apply(desk.source, {desk.kept[1]})), "changed");
}

TEST(Correction, ExportsPlaceKindBeforeAndAfterButNoPerson) {
  Desk desk;
  ASSERT_EQ(desk.tell(wish(set_text, desk.id(1), texted("연차는 15일이다."))), "ok");
  const auto record = training_record(desk.kept[0], "abc", desk.source);
  EXPECT_EQ(record["document_sha256"], "abc");
  EXPECT_EQ(record["page"], (nlohmann::json{{"index", 0}, {"label", "1"}, {"width", 595.0}, {"height", 842.0}}));
  EXPECT_EQ(record["box"], (nlohmann::json{50.0, 50.0, 300.0, 62.0}));
  EXPECT_EQ(record["kind"], "paragraph");
  EXPECT_EQ(record["before"]["text"], "연차는 l5일이다.");
  EXPECT_EQ(record["after"]["text"], "연차는 15일이다.");
  EXPECT_EQ(record.dump().find("per_1"), std::string::npos);
}

// ---- properties over random work ----

CorrectionState random_after(const Document& now, CorrectionOperation operation, const Element& element,
                             std::mt19937& random) {
  const auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  CorrectionState state;
  state.text = "글" + std::to_string(pick(50));
  state.kind = static_cast<ElementKind>(pick(12));
  state.level = static_cast<std::int32_t>(pick(4));
  state.row = static_cast<std::int32_t>(pick(3)), state.column = static_cast<std::int32_t>(pick(3));
  state.behind = pick(5) == 0 ? ElementId() : now.elements[pick(now.elements.size())].id;
  state.elements = {now.elements[pick(now.elements.size())].id};
  state.table = grid(static_cast<std::int32_t>(pick(3)) + 1, static_cast<std::int32_t>(pick(3)) + 1, "표");
  if (operation == split && !element.table && count_visible(element.text) > 1) {
    const std::size_t cut = byte_offset_of_code_point(element.text, 1);
    state.texts = {element.text.substr(0, cut), element.text.substr(cut)};
  }
  return state;
}

Desk worked_on(unsigned seed) {
  Desk desk;
  std::mt19937 random(seed);
  for (int i = 0; i < 60; ++i) {
    const Document now = desk.now();
    if (now.elements.empty()) break;
    const Element& element =
        now.elements[std::uniform_int_distribution<std::size_t>(0, now.elements.size() - 1)(random)];
    const auto operation = static_cast<CorrectionOperation>(std::uniform_int_distribution<int>(0, 8)(random));
    desk.tell(wish(operation, element.id, random_after(now, operation, element, random)));
  }
  return desk;
}

class CorrectionProperty : public testing::TestWithParam<unsigned> {};

TEST_P(CorrectionProperty, WhatWasCompletedFitsInWhateverOrderItIsGiven) {
  Desk desk = worked_on(GetParam());
  ASSERT_GE(desk.kept.size(), 5U);
  const Corrected once = apply(desk.source, desk.kept);
  EXPECT_EQ(reasons(once), "");
  std::mt19937 random(GetParam());
  std::ranges::shuffle(desk.kept, random);
  EXPECT_EQ(to_json(apply(desk.source, desk.kept).document), to_json(once.document));
}

TEST_P(CorrectionProperty, IdsStayDistinctAndTheRestOfTheDocumentUntouched) {
  const Desk desk = worked_on(GetParam());
  const Document now = desk.now();
  std::set<ElementId> ids;
  for (const Element& element : now.elements) {
    EXPECT_EQ(element.id.str().size(), 16U);
    EXPECT_TRUE(ids.insert(element.id).second);
    if (element.table) {
      EXPECT_EQ(element.text, table_text(*element.table));
    }
  }
  const auto rest = [](const Document& document) {
    auto json = to_json(document);
    json.erase("elements");
    return json;
  };
  EXPECT_EQ(rest(now), rest(desk.source));
}

TEST_P(CorrectionProperty, AnySubsetIsAppliedOrReportedAndNeverBoth) {
  const Desk desk = worked_on(GetParam());
  std::mt19937 random(GetParam() + 1'000);
  std::vector<Correction> some;
  for (const Correction& one : desk.kept)
    if (random() % 3 != 0) some.push_back(one);
  const Corrected corrected = apply(desk.source, some);
  std::set<CorrectionId> refused;
  for (const auto& conflict : corrected.conflicts) EXPECT_TRUE(refused.insert(conflict.correction).second);
  std::erase_if(some, [&](const Correction& one) { return refused.contains(one.id); });
  const Corrected rest = apply(desk.source, some);
  EXPECT_EQ(reasons(rest), "");
  EXPECT_EQ(to_json(rest.document), to_json(corrected.document));
}

TEST_P(CorrectionProperty, JsonGoesBothWays) {
  const Desk desk = worked_on(GetParam());
  std::vector<Correction> back;
  for (const Correction& one : desk.kept) {
    auto read = correction_from_json(to_json(one));
    ASSERT_TRUE(read.has_value()) << describe(read.error());
    EXPECT_EQ(to_json(*read), to_json(one));
    EXPECT_EQ(read->before, one.before);
    EXPECT_EQ(read->after, one.after);
    back.push_back(*std::move(read));
  }
  EXPECT_EQ(fingerprint(back), fingerprint(desk.kept));
  back.pop_back();
  EXPECT_NE(fingerprint(back), fingerprint(desk.kept));
}

TEST_P(CorrectionProperty, TextsAreOnlyMovedByMoveSplitAndMerge) {
  Desk desk;
  std::mt19937 random(GetParam());
  const auto letters = [](const Document& document) {
    std::string all;
    for (const std::string& text : texts(document))
      for (const char byte : text)
        if (byte != ' ' && byte != '\n' && byte != '|') all += byte;
    std::ranges::sort(all);
    return all;
  };
  const std::string before = letters(desk.now());
  for (int i = 0; i < 40; ++i) {
    const Document now = desk.now();
    const Element& element = now.elements[random() % now.elements.size()];
    const CorrectionOperation operation = std::array{move, split, merge}[random() % 3];
    desk.tell(wish(operation, element.id, random_after(now, operation, element, random)));
  }
  EXPECT_EQ(letters(desk.now()), before);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CorrectionProperty, testing::Range(0U, 20U));

TEST(Correction, NoneIsTheSameDocument) {
  const Corrected corrected = apply(sample(), {});
  EXPECT_EQ(to_json(corrected.document), to_json(sample()));
  EXPECT_TRUE(corrected.conflicts.empty());
  EXPECT_EQ(fingerprint({}), "");
}

TEST(Correction, JsonIsReadStrictly) {
  const nlohmann::json good = to_json(wish(set_text, ElementId("a"), texted("b")));
  for (const auto& [field, value] : std::vector<std::pair<std::string, nlohmann::json>>{
           {"operation", "fly"}, {"after", 3}, {"kind", "poem"}, {"time_ms", "now"}, {"places", "x"}}) {
    nlohmann::json bad = good;
    bad[field] = value;
    EXPECT_FALSE(correction_from_json(bad).has_value()) << field;
  }
  EXPECT_FALSE(correction_state_from_json({{"row", -1}}).has_value());
  EXPECT_FALSE(correction_state_from_json({{"texts", {1}}}).has_value());
}

}  // namespace
}  // namespace onggi
