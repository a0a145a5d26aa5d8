// functions: what a language model does in a company beside answering questions, as ready applications.
//
// Some work without any weights, by rule and statistics (classify, summarise, keywords, faq, correct); all work with a
// language model, and those that need one say so. One table names them with what they need and their options.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/spelling.h"
#include "model/price.h"
#include "model/registry.h"
#include "prompt/prompts.h"
#include "text/analyzer.h"

namespace onggi {

enum class FunctionNeeds : std::uint8_t { nothing, model };

/// `json`: a shape of its own that `about` and docs/functions.md describe.
enum class OptionType : std::uint8_t { text, integer, choice, json };
std::string_view to_string(OptionType type);

struct FunctionOption {
  std::string_view name;
  OptionType type = OptionType::text;
  std::string_view preset;           // as JSON
  std::string_view korean, english;  // about it
  std::string_view choices;          // of a choice, split by spaces
  std::int64_t least = 0, most = 0;  // of an integer
};

struct FunctionInfo {
  std::string_view id;
  FunctionNeeds needs = FunctionNeeds::nothing;
  std::string_view korean, english;              // its name
  std::string_view korean_about, english_about;  // what goes in, what comes out
  std::span<const FunctionOption> options;
};

/// The table, in the order in which people read it.
std::span<const FunctionInfo> functions();

/// The same as JSON: {"functions":[{"id","needs":"nothing"|"model","name":{"ko","en"},"about":{"ko","en"},
/// "options":[{"name","type","preset","about","choices"?,"least"?,"most"?}],"prompts":[{"name","version"}]}]}, versions
/// being those in use; `prompts` may be null: as shipped. Errors: those of Prompts::list().
Result<std::string> functions_json(const Prompts* prompts);

/// Options as the command line takes them: `named` are "name=value", laid over `json`, an object or empty. Errors:
/// invalid_argument naming the option; not_found (no such function).
Result<std::string> function_options(std::string_view function, const std::vector<std::string>& named,
                                     std::string_view json);

struct FunctionRequest {
  std::string function;            // id of the table
  std::string text;                // UTF-8; Markdown where it has headings. At most 4 MiB
  std::vector<std::string> texts;  // of classify alone, instead of `text`: what is learnt is learnt once
  std::string options = "{}";      // JSON object, checked strictly against the table
  std::string model;               // empty: the configured default; "onggi/extractive": without weights
};

struct FunctionResult {
  std::string text;         // for people
  std::string json;         // for programs: an object whose shape belongs to the function
  std::string model;        // as used: an id, or "onggi/extractive"
  bool used_model = false;  // a language model wrote it
  std::string prompt;       // what it was asked with: "summarise.text@3"; empty where no model was asked
  WorkTaken taken;
};

/// Thread safe.
class Functions {
 public:
  struct Parts {
    const Analyzer& analyzer;
    std::function<Result<std::shared_ptr<Embedder>>()> embedder;
    std::function<Result<std::shared_ptr<const SpellChecker>>()> spell_checker;
    ModelRegistry* models = nullptr;   // null: there are none, all goes without weights
    std::string default_model;         // empty: "onggi/extractive"
    const Prompts* prompts = nullptr;  // null: as shipped
  };
  explicit Functions(Parts parts);

  /// Pieces of the text go to `sink` (may be null) once they are checked: nothing is taken back. What a model writes as
  /// JSON is parsed and held against its schema; one that does not fit is asked for once more with what was wrong.
  /// A text that is longer than the model reads is worked on in pieces (summarise, correct, translate, restyle) or cut,
  /// which `json` says ("read_characters").
  ///
  /// Errors: not_found (function; model, reason "model_not_found"), invalid_argument (the option is named; the text is
  /// empty), unsupported (reason "model_needed": the function needs a model and there is none), limit_exceeded,
  /// bad_input (reason "model_output": what the model wrote does not fit, twice), unavailable, timeout, cancelled. Cost
  /// without a model: linear in the text, about 1 s for 1 MB; classify also grows with its examples.
  Result<FunctionResult> apply(const FunctionRequest& request, const TextSink& sink, const Cancel& cancel) const;

 private:
  Parts parts_;
};

}  // namespace onggi
