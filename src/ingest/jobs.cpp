// See jobs.h.
#include "ingest/jobs.h"

#include <nlohmann/json.hpp>

namespace onggi::ingest_room {
namespace {

// Why so many: a kill of the server burns an attempt of whatever was running, and that is no fault of the document.
constexpr std::int32_t kAttemptsMax = 50;

NewJob job_for(const DocumentRow& row) {
  return {.type = std::string(kJobType),
          .payload = nlohmann::json{{"document", row.id.str()}}.dump(),
          .key = "document:" + row.id.str(),
          .attempts_max = kAttemptsMax,
          .owner = row.owner.str()};
}

NewJob job_for_all(std::string_view type) {
  return {
      .type = std::string(type), .payload = "{}", .key = std::string(type), .attempts_max = kAttemptsMax, .owner = {}};
}

}  // namespace

NewJob near_duplicates_job() { return job_for_all(kNearDuplicatesJobType); }
NewJob company_words_job() { return job_for_all(kCompanyWordsJobType); }
NewJob personal_findings_job() { return job_for_all(kPersonalJobType); }

Result<JobId> enqueue(const Ingest::Parts& parts, SqlSession& session, const DocumentRow& row) {
  return parts.jobs.enqueue(session, job_for(row));
}

Result<void> requeue(const Ingest::Parts& parts, SqlSession& session, const std::vector<DocumentRow>& rows) {
  for (DocumentRow row : rows) {
    row.state = DocumentState::queued;
    row.duplicate_of = {};
    ONGGI_CHECK(parts.catalog.put(session, row));
    ONGGI_CHECK(enqueue(parts, session, row));
  }
  return {};
}

DocumentId document_of(const Job& job) {
  const auto payload = nlohmann::json::parse(job.payload, nullptr, false);
  const auto found = payload.is_object() ? payload.find("document") : payload.end();
  return found == payload.end() || !found->is_string() ? DocumentId() : DocumentId(found->get<std::string>());
}

Result<std::unordered_set<std::string>> documents_with_jobs(const Ingest::Parts& parts) {
  std::unordered_set<std::string> documents;
  for (const JobState state : {JobState::queued, JobState::running}) {
    ONGGI_TRY(const auto jobs,
              parts.jobs.list({.state = state, .type = std::string(kJobType), .owner = {}, .limit = INT32_MAX}));
    for (const Job& job : jobs) documents.insert(document_of(job).str());
  }
  return documents;
}

}  // namespace onggi::ingest_room
