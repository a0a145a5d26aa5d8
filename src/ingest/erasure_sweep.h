// What documents do not lead to: blobs, rows of all tables, files of the home. Inside of room ingest.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ingest/erasure.h"
#include "ingest/stages.h"
#include "ingest/subject_tables.h"

namespace onggi::ingest_room {

/// What stays, and why; no value, no text.
struct NotRemoved {
  std::string where, why;
  std::int64_t count = 0;
  bool failed = false;  // it should have gone: the erasure is not complete
};

struct Swept {
  std::map<std::string, std::int64_t> blobs;  // searched, by what they are: "original", "parse" ... "unused"
  std::int64_t blobs_removed = 0;
  std::vector<TableFind> tables;
  std::int64_t files = 0;
  std::set<std::size_t> values_that_stay;  // of which something stays with a reason, so files may hold it
};

class Sweep {
 public:
  /// `left`: documents that stay as they are, with the values that stand in them.
  Sweep(const Erasure::Parts& parts, const Subject& subject, Stages& stages, const std::vector<SubjectDocument>& left,
        const Erasure::Report& report, const Cancel& cancel);

  /// Opens every blob. One that holds the subject and belongs to no document any more is removed, with its stage.
  Result<void> blobs();
  /// Masks what stands in rows of tables that no document owns.
  Result<void> tables();
  /// Removes what pseudonyms of the subject stand for; of values that stay in documents, too, it is left.
  Result<void> pseudonyms();
  /// Removes rows of other rooms that are sealed and hold the subject.
  Result<void> sealed_rows();
  /// Removes what was decided about values of the subject; of values that stay in documents, too, it is left.
  Result<void> decisions();
  /// Reads every file of the home but the blobs, which are sealed and were opened one by one.
  Result<void> files();

  Swept swept;
  std::vector<NotRemoved> not_removed;

 private:
  Result<void> blob(const BlobId& id, const std::map<std::string, std::string>& uses,
                    const std::set<std::string>& kept);
  Result<std::set<std::string>> blobs_of_left() const;

  const Erasure::Parts& parts_;
  const Subject& subject_;
  Stages& stages_;
  std::set<std::string> left_;
  std::set<std::size_t> values_of_left_;
  const Erasure::Report& report_;
  const Cancel& cancel_;
};

}  // namespace onggi::ingest_room
