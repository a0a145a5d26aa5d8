// See retrieval_set.h.
#include "evaluate/retrieval_set.h"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <unordered_set>

#include "base/file.h"
#include "text/text.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kFileBytesMax = 4ULL << 30U;

std::unexpected<Error> wrong_line(const fs::path& file, std::size_t number, std::string_view what) {
  return fail(ErrorCode::bad_input,
              file.filename().string() + ", line " + std::to_string(number) + ": " + std::string(what), "bad_line");
}

/// Gives each line that is not empty with its number, until one is wrong.
template <typename Each>
Result<void> each_line(const fs::path& file, const Each& each) {
  ONGGI_TRY(const std::string bytes, read_file(file, kFileBytesMax));
  std::size_t number = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (!line.empty()) ONGGI_CHECK(each(line, number));
  }
  return {};
}

std::string text_of(const json& row, const char* name) {
  const auto found = row.find(name);
  if (found == row.end()) return {};
  if (found->is_number_integer()) return found->dump();  // ids are numbers in some sets
  return found->is_string() ? to_nfc(found->get<std::string>()) : std::string();
}

std::vector<std::string_view> fields_of(std::string_view line, std::string_view separators) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(separators), line.size());
    if (end > 0) fields.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
  return done.ec == std::errc() && done.ptr == text.data() + text.size();
}

Result<std::unordered_set<std::string>> read_corpus(const fs::path& file, RetrievalSet& set) {
  std::unordered_set<std::string> ids;
  ONGGI_CHECK(each_line(file, [&](std::string_view line, std::size_t number) -> Result<void> {
    const json row = json::parse(line, nullptr, false);
    if (!row.is_object()) return wrong_line(file, number, "is not a JSON object");
    RetrievalDocument document{text_of(row, "_id"), text_of(row, "title"), text_of(row, "text")};
    if (document.id.empty()) return wrong_line(file, number, "has no \"_id\"");
    if (!ids.insert(document.id).second) return wrong_line(file, number, "has an \"_id\" that came before");
    set.documents.push_back(std::move(document));
    return {};
  }));
  return ids;
}

Result<void> read_queries(const fs::path& file, RetrievalSet& set) {
  std::unordered_set<std::string> ids;
  return each_line(file, [&](std::string_view line, std::size_t number) -> Result<void> {
    const json row = json::parse(line, nullptr, false);
    if (!row.is_object()) return wrong_line(file, number, "is not a JSON object");
    RetrievalQuery query{text_of(row, "_id"), text_of(row, "text"), {}};
    if (query.id.empty() || query.text.empty()) return wrong_line(file, number, "has no \"_id\" or no \"text\"");
    if (!ids.insert(query.id).second) return wrong_line(file, number, "has an \"_id\" that came before");
    set.queries.push_back(std::move(query));
    return {};
  });
}

Result<void> read_qrels(const fs::path& file, const std::unordered_set<std::string>& documents, RetrievalSet& set) {
  std::unordered_map<std::string, RetrievalQuery*> queries;
  for (RetrievalQuery& query : set.queries) queries.emplace(query.id, &query);
  return each_line(file, [&](std::string_view line, std::size_t number) -> Result<void> {
    const auto fields = fields_of(line, "\t");
    std::int32_t grade = 0;
    if (fields.size() != 3 || !read_number(fields[2], grade)) {
      if (number == 1) return {};  // the header
      return wrong_line(file, number, "is not \"query-id <tab> corpus-id <tab> score\"");
    }
    const std::string document(fields[1]);
    if (!documents.contains(document)) return wrong_line(file, number, "judges a document that the corpus has not");
    if (const auto query = queries.find(std::string(fields[0])); query != queries.end())
      query->second->judgements[document] = grade;
    return {};
  });
}

}  // namespace

Result<RetrievalSet> read_retrieval_set(const RetrievalFiles& files) {
  RetrievalSet set;
  ONGGI_TRY(const auto ids, read_corpus(files.corpus, set));
  ONGGI_CHECK(read_queries(files.queries, set));
  ONGGI_CHECK(read_qrels(files.qrels, ids, set));
  set.unjudged = static_cast<std::int64_t>(std::erase_if(set.queries, [](const RetrievalQuery& query) {
    return std::ranges::none_of(query.judgements, [](const auto& one) { return one.second > 0; });
  }));
  if (set.queries.empty()) return fail(ErrorCode::bad_input, "no question has a relevant document", "nothing_judged");
  return set;
}

Result<RetrievalRun> read_trec_run(const fs::path& file) {
  std::map<std::string, std::set<std::tuple<std::int64_t, std::string, double>>> ranks;
  ONGGI_CHECK(each_line(file, [&](std::string_view line, std::size_t number) -> Result<void> {
    const auto fields = fields_of(line, " \t");
    std::int64_t rank = 0;
    double score = 0;
    if (fields.size() != 6 || !read_number(fields[3], rank) || !read_number(fields[4], score))
      return wrong_line(file, number, "is not \"query Q0 document rank score tag\"");
    ranks[std::string(fields[0])].emplace(rank, std::string(fields[2]), score);
    return {};
  }));
  RetrievalRun run;
  for (const auto& [query, ranked] : ranks)
    for (const auto& [rank, document, score] : ranked) run[query].emplace_back(document, score);
  return run;
}

std::string trec_run(const RetrievalRun& run) {
  std::ostringstream out;
  out << std::setprecision(9);
  for (const auto& [query, ranked] : run)
    for (std::size_t i = 0; i < ranked.size(); ++i)
      out << query << " Q0 " << ranked[i].first << ' ' << i + 1 << ' ' << ranked[i].second << " onggi\n";
  return std::move(out).str();
}

}  // namespace onggi
