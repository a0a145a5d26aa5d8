// answer: question → answer whose citations were checked, or abstention.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/cancel.h"
#include "base/result.h"
#include "base/trace.h"
#include "model/price.h"
#include "model/registry.h"
#include "prompt/guards.h"
#include "prompt/prompts.h"
#include "retrieve/retrieve.h"
#include "retrieve/thesaurus.h"

namespace onggi {

/// The extractive answerer needs no weights; it is also the fallback name for "the default model".
inline constexpr std::string_view kExtractiveModel = "onggi/extractive";

/// The rule of a GuardDecision: hits have a label above what may be sent to the model that was asked for.
inline constexpr std::string_view kLabelRule = "label.model";

struct AskRequest {
  std::string question;               // at most 16 KiB; longer is limit_exceeded
  std::vector<ChatMessage> history;   // earlier turns, oldest first
  std::vector<Label> history_labels;  // of each turn, the highest of what it rests on; none: open. A turn above what
                                      // may be sent to the model is left out
  std::string model;                  // empty: the configured default, else kExtractiveModel
  std::int32_t hits = 8;              // how many chunks the answer may use
  GenerateOptions generate;
  std::vector<DocumentId> documents;          // none: all
  std::vector<MetadataCondition> conditions;  // as SearchRequest's
  std::string as_of;                          // as SearchRequest's
  std::string prompt;  // as Answer::prompt: asked with these versions, where they are still there
  // Of an application (application/application.h):
  std::string application;             // its name, for who reads about the answer later
  std::string instructions;            // on form and tone, beneath the rules of the prompt; a model alone reads them
  std::vector<std::string> forbidden;  // what is refused beside what the guards refuse, as patterns of a rule
};

struct Citation {
  std::int32_t number = 0;  // [1], [2] ... as in the answer's text
  DocumentId document;
  std::string name, title;
  ChunkId chunk;
  std::string quote;                  // literally from the source
  std::string clause;                 // in a rule: "제12조 제3항"; empty elsewhere
  std::vector<ElementId> elements;    // what to highlight
  std::int32_t row = -1;              // of a table: the row that is quoted; -1: the element as a whole
  std::vector<std::int32_t> columns;  // in which the cells of that row begin that answer; none: the row as a whole
  std::vector<Place> places;          // where it stands
};

/// What came of holding a sentence against its sources. All but the first: a person should look.
enum class Support : std::uint8_t {
  borne_out,     // nothing in it speaks against them
  other_number,  // a number, or its unit, that neither they nor the question hold
  other_date,
  other_name,
  denial,     // denies what they say, or says what they deny
  no_source,  // most of it stands nowhere in them
};
std::string_view to_string(Support support);

/// A sentence that a model wrote.
struct CheckedSentence {
  ByteRange bytes;  // in Answer::text, with its markers
  Support support = Support::borne_out;
  std::string what;  // what is not borne out, as written: "15일"; empty: the sentence as a whole
};

/// How an answer came about, for who looks into it later.
struct AnswerCourse {
  std::string question;               // as it went on: masked where the guards mask questions
  std::vector<ChatMessage> history;   // likewise, as AskRequest's
  std::vector<Label> history_labels;  // likewise
  std::vector<Hit> hits;              // what was found, in the order in which it was read
  std::size_t read = 0;               // so many of them, the first ones; the others found no room in the prompt
  std::vector<ChatMessage> messages;  // what a model was asked; none: no model wrote
  std::int64_t retrieve_us = 0;       // looking for documents; 0: nothing was looked for
  std::int64_t first_us = 0;          // from the beginning to a model's first piece; 0: it did not stream
  std::int64_t whole_us = 0;
};

struct Answer {
  std::string text;           // with [n] markers
  bool abstained = false;     // the documents do not say; `text` says so, citations are empty
  bool refused = false;       // a guard refused the question; `text` says so, nothing was looked for
  Label label = Label::open;  // the highest of what is cited
  std::string model;
  std::string prompt;                // what the model was asked with: "answer.question@3", with instructions
                                     // "answer.question@3,answer.application@0", where it wrote out what is looked for
                                     // "answer.question@3,answer.rewrite@0"; empty where none was
  std::vector<std::string> queries;  // what was looked for: parts of the question, a follow-up written out
  std::vector<Citation> citations;
  std::vector<CheckedSentence> sentences;  // of a model's answer, in order; none of one that quotes
  std::vector<Hit> nearest;                // when abstained: the closest hits, for the person to look at
  std::int32_t prompt_tokens = 0, completion_tokens = 0;
  std::int32_t cached_tokens = 0;     // of the prompt's: not computed again
  std::int64_t computed_us = 0;       // by a model of this process
  std::vector<GuardDecision> guards;  // what guards found in the question, in hits, in the answer
  AnswerCourse course;

  /// Written by a language model, not quoted: people are told so (Korean AI law of 2026).
  bool is_generated() const { return !refused && !abstained && model != kExtractiveModel; }
};

WorkTaken taken_by(const Answer& answer);

/// Thread safe.
class Answerer {
 public:
  struct Parts {
    const Retriever& retriever;
    const Analyzer& analyzer;
    const Thesaurus& thesaurus;
    ModelRegistry& models;
    TraceSink& trace;
    std::string default_model;         // empty: kExtractiveModel
    std::int32_t read_tokens = 0;      // how much is read around each hit (SearchRequest's); 0: the hit alone
    Guards* guards = nullptr;          // null: none
    const Prompts* prompts = nullptr;  // null: as shipped
    bool removes_unsupported = false;  // sentences that are not borne out are left out instead of marked
    bool rewrites = true;              // a model writes follow-ups out before they are looked for; else a rule alone
  };
  explicit Answerer(Parts parts);

  /// Pieces of the text go to `sink` (may be null) as they come; together they are Answer::text before unsupported
  /// markers were taken out. With a language model each [n] marker is checked against hit n: one that points nowhere or
  /// whose sentence shares nothing with its source is removed. Abstains when no hit covers enough of the question.
  /// Each sentence of a model's is held against what it cites (Answer::sentences); where such that are not borne out
  /// are left out, pieces come a sentence at a time. Instructions inside documents are quoted data, never obeyed; where
  /// guards know them for such, neither answerer sees them. Parts of a question ("A는 얼마이고 B는 며칠인가요?") are
  /// looked for each by itself, a follow-up ("그건 이월되나요?") with what it takes from the conversation: by the
  /// model, where it may read all of the conversation and adds nothing to it, else by rule. A question that a guard
  /// refuses is not looked for. Where a hit's label is above what may be sent to the model (ModelInfo::label_max), the
  /// extractive answerer answers instead, and a decision says so. Errors: invalid_argument, limit_exceeded, not_found
  /// (model), unavailable, timeout, cancelled.
  Result<Answer> ask(const AskRequest& request, const Viewer& viewer, const TextSink& sink, const Cancel& cancel) const;

 private:
  struct Task;
  Result<Answer> answer(Task& task, LanguageModel* model, const Viewer& viewer, const TextSink& sink,
                        const Cancel& cancel) const;
  Result<void> plan(Task& task, LanguageModel* model, const Cancel& cancel) const;
  Result<std::vector<SearchResult>> search(const Task& task, const Viewer& viewer, const Cancel& cancel) const;
  Answer extract(const Task& task, const std::vector<SearchResult>& found) const;
  bool extract_part(const Task& task, std::size_t part, const std::vector<SearchResult>& found, Answer& answer) const;
  bool extract_query(const Task& task, const std::string& query, const SearchResult& found, Answer& answer) const;
  Result<Answer> generate(LanguageModel& model, const Task& task, const SearchResult& found, const TextSink& sink,
                          const Cancel& cancel) const;
  Result<Answer> refuse(const Task& task, std::vector<GuardDecision> decisions, const TextSink& sink) const;

  Parts parts_;
};

}  // namespace onggi
