// Clauses: where something stands in the numbering of a Korean rule, as people cite it ("제12조 제3항 제2호 가목",
// "부칙 제2조", "별표 1"). Numbering as the Ministry of Government Legislation's drafting standard describes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onggi {

/// Empty parts are not there. Ordered from the outside in.
struct Clause {
  std::string annex;           // "부칙", "별표 1", "별지 제2호서식"; empty: the rule's main body
  std::string article;         // "제12조", "제12조의2"
  std::int32_t paragraph = 0;  // 항
  std::string item;            // 호: "제2호", "제2호의3"
  std::string subitem;         // 목: "가목"

  bool empty() const { return annex.empty() && article.empty() && paragraph == 0 && item.empty() && subitem.empty(); }
  bool operator==(const Clause&) const = default;
};

/// "제12조 제3항 제2호 가목"; empty for an empty one.
std::string to_string(const Clause& clause);

/// Whether `inner` is `outer` or lies in it: "제12조 제3항" lies in "제12조". An empty outer holds nothing.
bool lies_in(const Clause& inner, const Clause& outer);

/// Every clause that a text names, in order, in whatever spelling: "제12조제3항", "12조 3항", "제 12 조의2", "§12③",
/// "별표 1", "부칙 제2조". A number of articles ("3조원", "2개 조") is none. Cost: one pass.
std::vector<Clause> clauses_named_in(std::string_view utf8);

/// What begins a line or, for 항, a sentence: the mark's own part of a clause, filled in.
struct ClauseMark {
  enum class Kind : std::uint8_t { article, paragraph, item, subitem, supplement, table, form };
  Kind kind = Kind::article;
  Clause clause;        // only the mark's own part
  std::size_t end = 0;  // byte behind the mark
};

/// The mark with which `text` begins ("제12조(휴가) …", "③ …", "2. …", "가. …", "부칙", "[별표 1]", "별지 제1호서식").
/// A sentence that only begins with a reference ("제12조에 따라", "제3조 제2항의") is none.
std::optional<ClauseMark> leading_mark(std::string_view text);

/// `above` moved on to the mark: outer parts stay, what lies below the mark's part is gone.
Clause entered(const Clause& above, const ClauseMark& mark);

/// The clause of what stands at byte `offset` of a text that begins in `clause`: marks at the beginnings of lines, and
/// 항 signs anywhere, are followed up to there. Only sensible inside of a rule.
Clause clause_at(const Clause& clause, std::string_view text, std::size_t offset);

/// Reads what to_string() wrote.
Clause clause_from(std::string_view text);

}  // namespace onggi
