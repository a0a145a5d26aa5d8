// decontaminate: rows that hold text of an evaluation set go, so that a model is not measured on what it was taught.
//
// Two texts overlap where a run of letters is in both (spaces, punctuation and case do not count): 40 of them, in
// Korean about 13 words, the run of Brown et al. 2020; the report on GPT-4 (OpenAI 2023, appendix C) took 50 of
// English.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "clean/operations.h"
#include "clean/rows.h"
#include "clean/shingles.h"

namespace onggi::clean_room {
namespace {

using Json = nlohmann::ordered_json;

void strings_of(const Json& value, std::vector<std::string>& strings) {
  if (value.is_string()) strings.push_back(value.get<std::string>());
  if (value.is_structured())
    for (const auto& [name, inner] : value.items())
      if (name != "id" && name != "metadata") strings_of(inner, strings);
}

class Decontaminate final : public RowOperation {
 public:
  explicit Decontaminate(Options& options) : run_(static_cast<int>(options.whole("letters", 40, 10, 1000))) {}

  // Every string of every row counts: questions, answers, choices.
  Result<void> add_set(const std::filesystem::path& file) {
    ONGGI_TRY(RowReader reader, RowReader::open(file));
    for (;;) {
      ONGGI_TRY(const std::optional<RowBatch> batch, reader.next());
      if (!batch) return {};
      ONGGI_CHECK(each_line(*batch, [&](std::string_view line, std::size_t number) -> Result<void> {
        const Json row = Json::parse(line, nullptr, false);
        if (row.is_discarded())
          return fail(ErrorCode::bad_input,
                      "line " + std::to_string(number) + " of " + file.filename().string() + " is not JSON");
        std::vector<std::string> strings;
        strings_of(row, strings);
        for (const std::string& text : strings) add_text(text);
        return {};
      }));
    }
  }

  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t) const override {
    const std::u32string letters = letters_of(row["text"].get_ref<const std::string&>());
    if (letters.size() < static_cast<std::size_t>(run_)) return {};
    std::int64_t runs = 0;
    for (const std::uint64_t run : shingles_of(letters, run_)) runs += runs_.contains(run) ? 1 : 0;
    if (runs == 0) return {};
    return {.removed = true, .notes = {{"evaluation_set", runs}}};
  }

 private:
  void add_text(const std::string& text) {
    const std::u32string letters = letters_of(text);
    if (letters.size() < static_cast<std::size_t>(run_)) return;  // too short to tell a quotation from chance
    const std::vector<std::uint64_t> runs = shingles_of(letters, run_);
    runs_.insert(runs.begin(), runs.end());
  }

  int run_;
  std::unordered_set<std::uint64_t> runs_;
};

}  // namespace

MadeOperation make_decontaminate(Options& options) {
  auto made = std::make_unique<Decontaminate>(options);
  const std::vector<std::filesystem::path> files = options.files("against");
  if (files.empty()) return options.wrong("against", "names the evaluation sets: against: [test.jsonl]");
  for (const std::filesystem::path& file : files)
    if (const auto added = made->add_set(file); !added) return options.wrong("against", added.error().message);
  return made;
}

}  // namespace onggi::clean_room
