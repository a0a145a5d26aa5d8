// Grammars (GBNF, as libllama reads them) out of JSON schemas: what a model may write, token by token. Inside of room
// model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace onggi::model {

/// Collects named rules. One grammar may hold several schemas: the arguments of each tool, for instance.
///
/// A schema is never weakened: what its grammar lets through is valid against it, though not all that is valid gets
/// through (no properties beyond the named ones, numbers of at most 16 digits). A keyword that cannot be kept is
/// refused by name.
class GrammarBuilder {
 public:
  /// Adds the rules of one schema and gives the name of its first. Errors: invalid_argument for a schema that is
  /// broken, unknown or not to be kept, naming the keyword; also for more than 64 KiB, 40 levels or 4096 rules.
  Result<std::string> add_schema(std::string_view schema_json);

  /// Adds a rule as it stands; `hint` becomes a part of its name, which is given back.
  std::string add_rule(std::string_view hint, std::string body);

  void set_rule(const std::string& name, std::string body);

  /// Names of rules for what JSON lets through anywhere.
  std::string any_object();
  std::string any_value();
  std::string string_character();

  /// The whole grammar, which begins with `root`.
  std::string text(const std::string& root) const;

  std::size_t rules() const { return rules_.size(); }

 private:
  void add_basics();

  bool basics_ = false;
  std::vector<std::pair<std::string, std::string>> rules_;
};

/// GBNF for this text and nothing else.
std::string grammar_literal(std::string_view text);

/// One of these texts. What they begin with together is written once, so that few ways are open at any time.
std::string grammar_of_texts(std::vector<std::string> texts);

/// Whole numbers from `min` to `max`, as an expression. Either may be left open (INT64_MIN, INT64_MAX).
std::string grammar_of_integers(std::int64_t min, std::int64_t max);

/// The strings (between the quotes, as JSON writes them) that a regular expression of ECMA-262 matches; `character` is
/// the rule of any one. Errors: invalid_argument for what goes beyond literals, classes, groups, alternatives and
/// repetitions, and for anchors elsewhere than at the ends.
Result<std::string> grammar_of_pattern(std::string_view pattern, const std::string& character);

constexpr std::int64_t kGrammarRepetitionsMax = 1000;  // libllama unrolls them

}  // namespace onggi::model
