// See search_uses.h.
#include "evaluate/search_uses.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "text/text.h"

namespace onggi {
namespace {

constexpr std::array<std::pair<SearchUse, std::string_view>, 3> kNames = {
    {{SearchUse::opened, "opened"}, {SearchUse::right, "right"}, {SearchUse::wrong, "wrong"}}};

/// For and against one document of one question.
struct Votes {
  std::int64_t agree = 0, disagree = 0;
};
using Ballots = std::map<DocumentId, Votes>;

/// The document that people agree on; none, or two that are level: empty.
DocumentId winner(const Ballots& ballots) {
  constexpr std::int64_t kPeopleLeast = 2;
  DocumentId best;
  std::int64_t most = 0, second = 0;
  for (const auto& [document, votes] : ballots) {
    if (votes.agree < kPeopleLeast || votes.disagree * 2 >= votes.agree + votes.disagree) continue;
    if (votes.agree > most) second = most, most = votes.agree, best = document;
    else second = std::max(second, votes.agree);
  }
  return most > second ? best : DocumentId();
}

}  // namespace

std::string_view to_string(SearchUse use) { return kNames[static_cast<std::size_t>(use)].second; }

Result<SearchUse> search_use_from(std::string_view name) {
  for (const auto& [use, text] : kNames)
    if (text == name) return use;
  return fail(ErrorCode::invalid_argument, "a search is used by opened, right or wrong");
}

SearchUses::SearchUses(std::shared_ptr<Database> database, const Catalog& catalog, const Clock& clock)
    : database_(std::move(database)), catalog_(catalog), clock_(clock) {}

Result<void> SearchUses::note(const Viewer& viewer, const std::vector<PermissionId>& permissions,
                              const std::string& query, const ChunkId& chunk, SearchUse use) {
  if (!is_valid_utf8(query)) return fail(ErrorCode::invalid_argument, "the question is not valid UTF-8");
  const std::string asked = squeeze_spaces(to_nfc(query));
  if (asked.empty()) return fail(ErrorCode::invalid_argument, "the question is empty");
  ONGGI_TRY(const auto chunks, catalog_.chunks(permissions, {chunk}));
  if (chunks.empty()) return fail(ErrorCode::not_found, "no chunk " + chunk.str());
  if (asked.size() > kQueryBytesMax) return {};
  const std::string document = chunks.front().document.str(), person = viewer.person.str();
  const std::int64_t now = clock_.now_ms();
  const std::string kind(to_string(use));
  const auto written = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("DELETE FROM search_uses WHERE time_ms < :1", {now - kKeptMs}));
    ONGGI_TRY(const std::int64_t known,
              session.execute("UPDATE search_uses SET kind = CASE WHEN :1 = 'opened' THEN kind ELSE :2 END, time_ms = "
                              ":3 WHERE person = :4 AND document_id = :5 AND query = :6",
                              {kind, kind, now, person, document, asked}));
    if (known > 0) return true;
    ONGGI_CHECK(
        session.execute("INSERT INTO search_uses (id, person, query, document_id, kind, time_ms) VALUES (:1, "
                        ":2, :3, :4, :5, :6)",
                        {new_id("use"), person, asked, document, kind, now}));
    return true;
  });
  return written ? Result<void>{} : std::unexpected(written.error());
}

Result<std::vector<AgreedQuestion>> SearchUses::agreed(const std::vector<PermissionId>& permissions,
                                                       std::size_t limit) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT query, document_id, "
                             "COUNT(DISTINCT CASE WHEN kind <> 'wrong' THEN person END) AS agree, "
                             "COUNT(DISTINCT CASE WHEN kind = 'wrong' THEN person END) AS disagree "
                             "FROM search_uses WHERE time_ms >= :1 GROUP BY query, document_id ORDER BY query",
                             {clock_.now_ms() - kKeptMs}));
  std::map<std::string, Ballots> questions;
  for (const SqlRow& row : rows)
    questions[row.text("query")][DocumentId(row.text("document_id"))] = {row.integer("agree"), row.integer("disagree")};
  struct Found {
    AgreedQuestion question;
    std::int64_t people;
  };
  std::vector<Found> found;
  std::vector<DocumentId> documents;
  for (const auto& [query, ballots] : questions)
    if (const DocumentId document = winner(ballots); !document.empty()) {
      found.push_back({{query, document}, ballots.at(document).agree});
      documents.push_back(document);
    }
  ONGGI_TRY(const auto seen, catalog_.documents(permissions, documents));
  std::unordered_set<DocumentId> visible;
  for (const DocumentRow& row : seen) visible.insert(row.id);
  std::erase_if(found, [&](const Found& one) { return !visible.contains(one.question.document); });
  std::ranges::stable_sort(found, std::ranges::greater{}, &Found::people);
  std::vector<AgreedQuestion> agreed;
  for (Found& one : found)
    if (agreed.size() < limit) agreed.push_back(std::move(one.question));
  return agreed;
}

}  // namespace onggi
