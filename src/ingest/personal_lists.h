// Questions to the rows of findings, for people; inside of room ingest.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ingest/personal_review.h"

namespace onggi::ingest_room {

/// SQL "documents `d` that the reviewer may decide on", from parameter `first` on (two of them), and their values.
std::string decidable_sql(SqlSession::Dialect dialect, int first, const PersonalReviewer& reviewer);
void add_decidable(std::vector<SqlValue>& parameters, const PersonalReviewer& reviewer);

/// "doc_...:PHONE:<hash>" and back; false: it is none.
struct FindingKey {
  DocumentId document;
  std::string kind, value_hash;
};
std::string finding_id(const FindingKey& key);
bool read_finding_id(const std::string& id, FindingKey& key);

/// A page of findings, without texts.
struct FindingRows {
  struct One {
    PersonalFinding finding;
    std::string value_hash;
    ByteRange bytes;
  };
  std::vector<One> rows;
  std::string next;
};
Result<FindingRows> list_findings(Database& database, const PersonalReviewer& reviewer,
                                  const PersonalReview::Listing& listing);

/// Values by kind and confidence in hundredths.
Result<std::map<std::string, std::vector<DecidedValues>>> count_values(Database& database,
                                                                       const PersonalReviewer& reviewer);

}  // namespace onggi::ingest_room
