// Recipes over documents: what changes in elements and cells, what holds a document back, and that nothing that was
// masked is left anywhere.
#include "clean/document_recipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "clean/personal_findings.h"

namespace onggi {
namespace {

DocumentRecipe recipe(std::string_view operations) {
  const auto read = Recipe::read_without_files("operations: [" + std::string(operations) + "]");
  if (!read) throw std::runtime_error(read.error().message);
  auto made = DocumentRecipe::from(*read);
  if (!made) throw std::runtime_error(made.error().message);
  return *std::move(made);
}

Document document_of(std::vector<Element> elements) {
  Document document;
  document.elements = std::move(elements);
  assign_element_ids(document);
  return document;
}

Document paragraph(std::string text) {
  return document_of({Element{.kind = ElementKind::paragraph, .text = std::move(text)}});
}

Document table(std::vector<std::vector<std::string>> rows) {
  Table grid{.rows = static_cast<std::int32_t>(rows.size()), .columns = static_cast<std::int32_t>(rows[0].size())};
  for (std::int32_t row = 0; row < grid.rows; ++row)
    for (std::int32_t column = 0; column < grid.columns; ++column)
      grid.cells.push_back({.row = row,
                            .column = column,
                            .header = row == 0,
                            .text = rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)],
                            .box = {}});
  Element element{.kind = ElementKind::table, .text = table_text(grid), .table = grid};
  return document_of({element});
}

RefinedDocument refined(const DocumentRecipe& recipe, Document document) {
  auto made = recipe.apply(std::move(document), {});
  if (!made) throw std::runtime_error(made.error().message);
  return *std::move(made);
}

std::int64_t count(const RefinedDocument& result, const std::string& operation) {
  std::int64_t sum = 0;
  for (const CleanChange& change : result.changes)
    if (change.operation == operation) sum += change.count;
  return sum;
}

TEST(DocumentRecipe, ChangesEachElementInTheOrderOfTheSteps) {
  const RefinedDocument result =
      refined(recipe("normalise, pii"), paragraph("담당자 ｈｏｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ입니다."));
  EXPECT_EQ(result.document.elements[0].text, "담당자 [이메일]입니다.");
  EXPECT_EQ(count(result, "mask.EMAIL"), 1);
  EXPECT_GT(count(result, "compatibility"), 0);
  EXPECT_TRUE(result.held_back.empty());
}

TEST(DocumentRecipe, TakesTheHeaderOfAColumnForWhatANumberIs) {
  const RefinedDocument result = refined(
      recipe("pii"), table({{"관리번호", "건강보험증 번호", "성명"}, {"00000000000", "00000000000", "홍길동"}}));
  const std::string& text = result.document.elements[0].text;
  EXPECT_NE(text.find("00000000000 | [건강보험증번호] | [이름]"), std::string::npos) << text;
}

TEST(DocumentRecipe, MasksANumberThatTwoCellsShareAndSaysBothHalves) {
  const Document form = table({{"구분", "앞자리", "뒷자리"}, {"주민등록번호", "900101", "1234567"}});
  const DocumentRecipe masking = recipe("pii: {action: partial}");
  const RefinedDocument result = refined(masking, form);
  EXPECT_EQ(result.document.elements[0].table->cells[4].text, "900101-●●●●●●●");
  EXPECT_EQ(result.document.elements[0].text.find("1234567"), std::string::npos);
  const auto hidden = masking.hidden_in(form, {});
  ASSERT_TRUE(hidden.has_value());
  std::vector<std::string> values;
  for (const HiddenValue& value : *hidden) values.push_back(value.value);
  EXPECT_EQ(values, (std::vector<std::string>{"900101", "1234567"}));
}

TEST(DocumentRecipe, LeavesCodeItsLinesAndSpaces) {
  const Document code = document_of({Element{.kind = ElementKind::code, .text = "if x:\n    send(\"a@b.co.kr\")"}});
  EXPECT_EQ(refined(recipe("normalise, pii"), code).document.elements[0].text, "if x:\n    send(\"[이메일]\")");
}

TEST(DocumentRecipe, HidesTitlesAndUncertainWordsToo) {
  Document document = paragraph("본문");
  document.title = "홍길동 010-1234-5678 계약";
  document.pages.push_back({.label = "1", .uncertain = {{.text = "010-1234-5678", .box = {}, .confidence = 40}}});
  const RefinedDocument result = refined(recipe("pii"), document);
  EXPECT_EQ(result.document.title.find("010-1234"), std::string::npos) << result.document.title;
  EXPECT_TRUE(result.document.pages[0].uncertain.empty());
  EXPECT_FALSE(refined(recipe("normalise"), document).document.pages[0].uncertain.empty());
}

TEST(DocumentRecipe, HoldsBackByTheWholeText) {
  const DocumentRecipe filter = recipe("filter: {min_characters: 8}");
  EXPECT_EQ(refined(filter, paragraph("짧다")).held_back, "filter: too_short");
  Document margins = paragraph("짧다");
  margins.elements.push_back({.kind = ElementKind::page_footer, .text = "오래 이어지는 꼬리말은 본문이 아닙니다"});
  EXPECT_EQ(refined(filter, margins).held_back, "filter: too_short");
  Document several = paragraph("짧은 글도");
  several.elements.push_back({.kind = ElementKind::paragraph, .text = "둘이면 된다"});
  EXPECT_EQ(refined(filter, several).held_back, "");
  EXPECT_EQ(refined(recipe("pii: {kinds: {RRN: remove}}"), paragraph("주민등록번호 900101-1234567")).held_back,
            "pii: personal_data.RRN");
}

TEST(DocumentRecipe, SaysWhatCannotBeDoneToOneDocument) {
  const auto rag = Recipe::open("rag");
  ASSERT_TRUE(rag.has_value());
  const auto made = DocumentRecipe::from(*rag);
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(made->left_out(), (std::vector<std::string>{"boilerplate", "dedup"}));
  EXPECT_TRUE(made->masks());
  EXPECT_FALSE(recipe("normalise").masks());
  const auto perplexity = DocumentRecipe::from(*Recipe::read_without_files("operations: [perplexity]"));
  ASSERT_FALSE(perplexity.has_value());
  EXPECT_EQ(perplexity.error().code, ErrorCode::unsupported);
}

TEST(DocumentRecipe, TwiceIsOnce) {
  const DocumentRecipe masking = recipe("normalise, pii: {action: partial}");
  const Document document = table({{"이름", "연락처"}, {"홍길동", "010-1234-5678"}, {"김영희", "02-123-4567"}});
  const RefinedDocument once = refined(masking, document);
  const RefinedDocument twice = refined(masking, once.document);
  EXPECT_EQ(twice.document.elements[0].text, once.document.elements[0].text);
  EXPECT_TRUE(std::ranges::none_of(twice.changes,
                                   [](const CleanChange& change) { return change.operation.starts_with("mask."); }));
}

TEST(DocumentRecipe, HasAKeyOfWhatItDoes) {
  EXPECT_EQ(recipe("normalise, pii").key(), recipe("normalise: {nfc: true}, pii: {action: type}").key());
  EXPECT_NE(recipe("normalise, pii").key(), recipe("pii, normalise").key());
}

// Without a key_file a workspace's key is taken where there is one, and what its pseudonyms stand for is told once a
// place; a key of a file tells nothing.
TEST(DocumentRecipe, TellsWhatPseudonymsUnderTheWorkspacesKeyStandFor) {
  const std::string_view yaml = "operations: [pii: {kinds: {PHONE: pseudonym}}]";
  EXPECT_EQ(Recipe::read_without_files(yaml).error().code, ErrorCode::invalid_argument);
  const auto under = [&](const std::string& key) {
    RecipeParts parts;
    parts.pseudonym_key = [key] { return key; };
    return refined(*DocumentRecipe::from(*Recipe::read_without_files(yaml, parts)),
                   table({{"성명", "휴대전화"}, {"홍길동", "010-1234-5678"}, {"김영희", "01012345678"}}));
  };
  const RefinedDocument made = under(std::string(32, 'k')), other = under(std::string(32, 'o'));
  ASSERT_EQ(made.named.size(), 2U);
  EXPECT_EQ(made.named[0].value, "010-1234-5678");
  EXPECT_EQ(made.named[0].hash, made.named[1].hash);
  EXPECT_NE(made.named[0].pseudonym, other.named[0].pseudonym);
  const std::vector<Cell>& cells = made.document.elements[0].table->cells;
  EXPECT_EQ(cells[3].text, "[휴대전화번호-" + made.named[0].pseudonym + "]");
  EXPECT_EQ(cells[5].text, cells[3].text);
}

// Where judged findings say so, one kind counts only when it is surer; the others stay as they were.
TEST(DocumentRecipe, KindsMayHaveThresholdsOfTheirOwn) {
  const std::string text = "연락처 02-0000-1234, 전자우편 hong@example.com";
  const auto masked = [&](const std::string& options) {
    return refined(recipe("pii: {" + options + "}"), paragraph(text)).document.elements[0].text;
  };
  EXPECT_EQ(masked("action: type"), "연락처 [전화번호], 전자우편 [이메일]");
  EXPECT_EQ(masked("thresholds: {TEL: 1}"), "연락처 02-0000-1234, 전자우편 [이메일]");
  EXPECT_EQ(masked("confidence: 1, thresholds: {TEL: 0.1}"), "연락처 [전화번호], 전자우편 hong@example.com");
  for (const char* wrong : {"{TEL: 2}", "{TEL: much}", "{TELEPHONE: 0.5}"})
    EXPECT_EQ(Recipe::read_without_files("operations: [pii: {thresholds: " + std::string(wrong) + "}]").error().code,
              ErrorCode::invalid_argument)
        << wrong;
}

/// Says of some values what they are.
class Decided final : public PersonalDecisions {
 public:
  std::map<std::string, bool> personal;  // by the value as it stands
  std::map<std::string, double, std::less<>> thresholds;
  Verdict verdict(std::string_view, std::string_view value) const override {
    const auto found = personal.find(std::string(value));
    return found == personal.end() ? Verdict::open : found->second ? Verdict::personal : Verdict::not_personal;
  }
  std::optional<double> threshold(std::string_view kind) const override {
    const auto found = thresholds.find(kind);
    return found == thresholds.end() ? std::nullopt : std::optional(found->second);
  }
};

std::string masked(const DocumentRecipe& recipe, const Document& document, const PersonalDecisions& decisions) {
  const auto made = recipe.apply(document, {}, &decisions);
  if (!made) throw std::runtime_error(made.error().message);
  return made->document.elements[0].text;
}

TEST(DocumentRecipe, DecisionsGoBeforeThresholds) {
  const Document text = paragraph("처리번호는 123-45-67890이고 참고번호는 110-234-567890이다. 010-1234-5678");
  Decided decided;
  decided.personal = {{"110-234-567890", true}, {"010-1234-5678", false}};
  const DocumentRecipe masking = recipe("pii: {thresholds: {ACCOUNT: 0.9}}");
  const std::string once = masked(masking, text, decided);
  EXPECT_EQ(once, "처리번호는 [사업자등록번호]이고 참고번호는 [계좌번호]이다. 010-1234-5678");
  EXPECT_EQ(masked(masking, paragraph(once), decided), once);  // masking twice equals once
  const auto hidden = masking.hidden_in(text, {}, &decided);
  ASSERT_TRUE(hidden.has_value());
  std::vector<std::string> values;
  for (const HiddenValue& one : *hidden) values.push_back(one.value);
  EXPECT_EQ(values, (std::vector<std::string>{"123-45-67890", "110-234-567890"}));
}

TEST(DocumentRecipe, AThresholdOfTheRecipeWinsOverAKeptOne) {
  const Document text = paragraph("번호 110-234-567890, 처리번호 123-45-67890");
  Decided decided;
  decided.thresholds = {{"ACCOUNT", 0.35}, {"BRN", 0.8}};
  EXPECT_EQ(masked(recipe("pii"), text, decided), "번호 [계좌번호], 처리번호 123-45-67890");
  EXPECT_EQ(masked(recipe("pii: {thresholds: {ACCOUNT: 0.5, BRN: 0.5}}"), text, decided),
            "번호 110-234-567890, 처리번호 [사업자등록번호]");
}

TEST(DocumentRecipe, ADismissedValueDoesNotHoldItsDocumentBack) {
  const Document text = paragraph("주민등록번호 900101-1234567");
  Decided decided;
  EXPECT_FALSE(recipe("pii: {action: remove}").apply(text, {}, &decided)->held_back.empty());
  decided.personal = {{"900101-1234567", false}};
  EXPECT_TRUE(recipe("pii: {action: remove}").apply(text, {}, &decided)->held_back.empty());
}

TEST(PersonalFindings, StandWhereTheyStandHoweverSure) {
  Document document = table({{"성명", "앞자리", "뒷자리"}, {"홍길동", "900101", "1234567"}});
  document.title = "010-1234-5678 문의";
  document.elements.push_back({.kind = ElementKind::paragraph, .text = "참고번호 110-234-567890"});
  assign_element_ids(document);
  const auto found = find_personal_data(document, nullptr, {});
  ASSERT_TRUE(found.has_value());
  std::vector<std::string> values;
  for (const PlacedFinding& one : *found) {
    values.push_back(one.kind + " " + one.value);
    const std::string text = personal_text(document, one.place);
    ASSERT_LE(one.place.bytes.end, text.size()) << one.kind;
    EXPECT_EQ(slice(text, one.place.bytes), one.value);
  }
  std::ranges::sort(values);
  EXPECT_EQ(values, (std::vector<std::string>{"ACCOUNT 110-234-567890", "PERSON 홍길동", "PHONE 010-1234-5678",
                                              "RRN 900101-1234567"}));
  const auto person = std::ranges::find(*found, "PERSON", &PlacedFinding::kind);
  EXPECT_EQ(personal_heading(document, person->place).substr(0, 6), "성명");
  Document gone = paragraph("다른 글");
  EXPECT_EQ(personal_text(gone, person->place), "");
}

TEST(PersonalFindings, AreThoseOfTheRecipesOwnKinds) {
  const Document text = paragraph("https://example.com/a 참고");
  EXPECT_TRUE(find_personal_data(text, nullptr, {})->empty());
  const DocumentRecipe everything = recipe("pii: {everything: true}");
  EXPECT_EQ(find_personal_data(text, &everything, {})->size(), 1U);
  EXPECT_NE(personal_rules(&everything), personal_rules(nullptr));
}

}  // namespace
}  // namespace onggi
