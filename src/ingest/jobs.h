// Jobs of documents; inside of room ingest.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/ingest.h"

namespace onggi::ingest_room {

inline constexpr std::string_view kJobType = "ingest.document";
inline constexpr std::string_view kNearDuplicatesJobType = "ingest.near_duplicates";
inline constexpr std::string_view kCompanyWordsJobType = "ingest.company_words";
inline constexpr std::string_view kPersonalJobType = "ingest.personal_findings";

/// The one job that compares all documents that wait for it.
NewJob near_duplicates_job();

/// The one job that looks for personal data in documents from before that was kept.
NewJob personal_findings_job();

/// The one job that looks for documents in which a changed word of the company occurs.
NewJob company_words_job();

/// Queues the work on a document, which stays as it is until the work is done.
Result<JobId> enqueue(const Ingest::Parts& parts, SqlSession& session, const DocumentRow& row);
/// Notes the documents as waiting and queues the work on them.
Result<void> requeue(const Ingest::Parts& parts, SqlSession& session, const std::vector<DocumentRow>& rows);

/// The document that a job is about; empty when it names none.
DocumentId document_of(const Job& job);
/// Ids of documents that wait or are worked on.
Result<std::unordered_set<std::string>> documents_with_jobs(const Ingest::Parts& parts);

}  // namespace onggi::ingest_room
