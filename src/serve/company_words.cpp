// /api/words: the company's own words, what means the same, and what the documents suggest.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::int64_t kListedMax = 1'000, kListed = 200, kProposalsMax = 200, kProposals = 50;
constexpr std::size_t kAtOnceMax = 5'000;

json encode(const WordsState& state) {
  return {{"state", state.state}, {"following", state.swept < state.state}, {"documents", state.documents}};
}

json encode(const CompanyWord& word, Logins& logins) {
  return {{"word", word.word.word},
          {"parts", word.word.parts},
          {"from_file", word.from_file},
          {"by", word.by.empty() ? std::string() : logins.of(word.by)},
          {"time_ms", word.time_ms}};
}

json encode(const SynonymGroup& group, Logins& logins) {
  return {{"id", group.id}, {"words", group.words}, {"by", logins.of(group.by)}, {"time_ms", group.time_ms}};
}

json encode(const WordProposal& one) {
  return {{"id", one.id},
          {"kind", one.kind == WordProposal::Kind::synonyms ? "synonyms" : "word"},
          {"words", one.words},
          {"documents", one.documents},
          {"document_id", one.document.str()},
          {"document_name", one.document_name},
          {"chunk_id", one.chunk.str()},
          {"text", one.text}};
}

struct Page {
  std::string contains;
  std::size_t limit = 0, offset = 0;
};

Result<Page> page_of(const Request& request) {
  Page page;
  page.contains = fold(request.query_value("contains").value_or(""));
  ONGGI_TRY(const std::int64_t limit,
            query_integer(request, "limit", {.min = 1, .max = kListedMax, .fallback = kListed}));
  ONGGI_TRY(const std::int64_t offset, query_integer(request, "offset", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  page.limit = static_cast<std::size_t>(limit), page.offset = static_cast<std::size_t>(offset);
  return page;
}

/// Those of the page, and how many there are without it.
template <typename T, typename Holds>
std::pair<std::vector<const T*>, std::int64_t> cut(const std::vector<T>& all, const Page& page, Holds holds) {
  std::vector<const T*> met;
  for (const T& one : all)
    if (page.contains.empty() || holds(one)) met.push_back(&one);
  const auto total = std::ssize(met);
  met.erase(met.begin(), met.begin() + static_cast<std::ptrdiff_t>(std::min(page.offset, met.size())));
  if (met.size() > page.limit) met.resize(page.limit);
  return {std::move(met), total};
}

bool is_text_list(const json& list) {
  return list.is_array() && std::ranges::all_of(list, [](const json& one) { return one.is_string(); });
}

Result<std::vector<UserWord>> words_to_add(const Fields& fields) {
  std::vector<UserWord> words;
  const json* list = fields.find("add");
  if (list == nullptr) return words;
  if (!list->is_array()) return bad_field("add", "must be a list of words with their parts");
  for (const json& one : *list) {
    if (!one.is_object() || !one.contains("word") || !one["word"].is_string())
      return bad_field("add", "has an entry without a word");
    UserWord word{.word = one["word"].get<std::string>(), .parts = {}};
    if (const auto parts = one.find("parts"); parts != one.end()) {
      if (!is_text_list(*parts)) return bad_field("add", "has parts that are no texts");
      word.parts = parts->get<std::vector<std::string>>();
    }
    words.push_back(std::move(word));
  }
  return words;
}

Result<std::vector<std::vector<std::string>>> groups_to_make(const Fields& fields) {
  const json* list = fields.find("same");
  if (list == nullptr) return std::vector<std::vector<std::string>>();
  if (!list->is_array() || !std::ranges::all_of(*list, is_text_list))
    return bad_field("same", "must be a list of lists of words");
  return list->get<std::vector<std::vector<std::string>>>();
}

Result<WordsChange> change_in(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  WordsChange change;
  ONGGI_TRY(change.add, words_to_add(fields));
  ONGGI_TRY(change.same, groups_to_make(fields));
  ONGGI_TRY(change.remove, fields.texts("remove"));
  ONGGI_TRY(change.alone, fields.texts("alone"));
  const std::size_t wishes = change.add.size() + change.same.size() + change.remove.size() + change.alone.size();
  if (wishes == 0) return bad_field("add", "or one of same, remove and alone must name a word");
  if (wishes > kAtOnceMax) return bad_field("add", "and the others name more than 5,000 changes at once");
  call.deed.detail = dump({{"add", change.add.size()},
                           {"same", change.same.size()},
                           {"remove", change.remove.size()},
                           {"alone", change.alone.size()}});
  return change;
}

}  // namespace

Result<Response> list_words(const Call& call) {
  ONGGI_TRY(const Page page, page_of(call.request));
  ONGGI_TRY(const KeptWords kept, call.rooms.vocabulary.list());
  ONGGI_TRY(const WordsState state, call.rooms.vocabulary.state());
  const auto holds = [&](const std::string& word) { return fold(word).contains(page.contains); };
  const auto [words, words_total] = cut(kept.words, page, [&](const CompanyWord& one) { return holds(one.word.word); });
  const auto [groups, groups_total] =
      cut(kept.groups, page, [&](const SynonymGroup& one) { return std::ranges::any_of(one.words, holds); });
  Logins logins(call.rooms.people);
  json word_list = json::array(), group_list = json::array();
  for (const CompanyWord* one : words) word_list.push_back(encode(*one, logins));
  for (const SynonymGroup* one : groups) group_list.push_back(encode(*one, logins));
  return json_response(200, {{"words", std::move(word_list)},
                             {"words_total", words_total},
                             {"groups", std::move(group_list)},
                             {"groups_total", groups_total},
                             {"progress", encode(state)}});
}

Result<Response> change_words(const Call& call) {
  ONGGI_TRY(const WordsChange change, change_in(call));
  ONGGI_TRY(const WordsChanged done, call.rooms.vocabulary.change(change, call.viewer.person));
  call.deed.object = "words:" + std::to_string(done.state);
  if (done.anything) call.rooms.work();
  ONGGI_TRY(const WordsState state, call.rooms.vocabulary.state());
  return json_response(200, {{"changed", done.anything}, {"progress", encode(state)}});
}

Result<Response> propose_words(const Call& call) {
  ONGGI_TRY(const std::int64_t limit,
            query_integer(call.request, "limit", {.min = 1, .max = kProposalsMax, .fallback = kProposals}));
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const WordProposals found,
            call.rooms.vocabulary.proposals(visible, static_cast<std::size_t>(limit), call.cancel));
  json list = json::array();
  for (const WordProposal& one : found.proposals) list.push_back(encode(one));
  return json_response(
      200, {{"proposals", std::move(list)}, {"documents_read", found.documents_read}, {"documents", found.documents}});
}

Result<Response> dismiss_word_proposal(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string proposal, fields.text("proposal"));
  call.deed.object = "words";
  ONGGI_CHECK(call.rooms.vocabulary.dismiss(proposal, call.viewer.person));
  return Response::empty();
}

}  // namespace onggi::serve_room
