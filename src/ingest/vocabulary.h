// The company's own words and synonyms in use: taken up by every process over a workspace, and followed by those
// documents alone in which a changed word occurs.
//
// A change is rows and a job in one transaction. The process that made it analyses questions with the new words at
// once, others within a second (follow()). The job then looks through the texts of all documents, notes beside each
// which of the words occur in it (DocumentRow::words) and brings those for which that changed into the index again;
// what was there is found until then. A kill leaves a job that is done again. Synonyms are looked up in each question
// and need no document.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/ids.h"
#include "base/result.h"
#include "index/catalog.h"
#include "index/company_words.h"
#include "store/jobs.h"
#include "text/analyzer.h"

namespace onggi {

/// What is to change, all or nothing.
struct WordsChange {
  std::vector<UserWord> add;                   // one that is there gets these parts
  std::vector<std::string> remove;             // words
  std::vector<std::vector<std::string>> same;  // groups of what means the same
  std::vector<std::string> alone;              // words that leave their group
};

/// What a change did.
struct WordsChanged {
  bool anything = false;
  std::int64_t state = 0;  // the documents follow when WordsState::swept has come to this
};

/// What the workspace's own documents suggest. Holds nothing of a document that was not among those given.
struct WordProposal {
  enum class Kind : std::uint8_t { synonyms, word } kind = Kind::word;
  std::string id;                  // names it to dismiss()
  std::vector<std::string> words;  // two that a document says are the same, short form first; or one word
  std::int64_t documents = 0;      // in how many it stands
  // One place:
  DocumentId document;
  std::string document_name;
  ChunkId chunk;
  std::string text;  // around it
};

struct WordProposals {
  std::vector<WordProposal> proposals;             // those of most documents first, synonyms before words
  std::int64_t documents_read = 0, documents = 0;  // newest first; of a big workspace not all are read
};

/// Thread and process safe.
class Vocabulary {
 public:
  struct Parts {
    std::shared_ptr<Database> database;
    const CompanyWords& words;
    Catalog& catalog;
    JobQueue& jobs;
    Analyzer& analyzer;
    std::function<void(const std::vector<SynonymGroup>&)> use_groups;  // whoever looks up questions' words
  };
  explicit Vocabulary(Parts parts) : parts_(std::move(parts)) {}

  /// Keeps the words of the file of `ingest.user_dictionary` (none: an empty path) for all processes. Errors:
  /// not_found, bad_input with the line.
  Result<void> take_file(const std::filesystem::path& file);

  /// Takes up the words as they are kept now, where they changed. Cheap: one row is read.
  Result<void> follow();

  Result<KeptWords> list() const { return parts_.words.all(); }
  Result<WordsState> state() const { return parts_.words.state(); }

  /// Changes words and queues the job; whoever calls wakes the runner. Errors: as CompanyWords'.
  Result<WordsChanged> change(const WordsChange& change, const PersonId& by);

  /// The handler of "ingest.company_words". `bring`: makes this process's index follow the catalog.
  void register_handlers(JobRunner& runner, std::function<Result<void>(const Cancel&)> bring);
  /// Queues that job where documents are behind the words.
  Result<void> queue_waiting();

  /// Looks through all documents at once and gives how many hold other words than before. Cost: reads the texts of all
  /// chunks where there are words. Errors: conflict when the words changed meanwhile.
  Result<std::int64_t> sweep(const std::function<void(std::int64_t, std::int64_t)>& report, const Cancel& cancel);

  /// From documents with these permissions, newest first, as far as kProposalBytesMax of text. Errors: timeout,
  /// cancelled.
  Result<WordProposals> proposals(const std::vector<PermissionId>& visible, std::size_t limit,
                                  const Cancel& cancel) const;
  /// Shows it to nobody any more.
  Result<void> dismiss(const std::string& proposal, const PersonId& by);

  static constexpr std::size_t kProposalBytesMax = std::size_t{16} << 20U;

 private:
  Result<void> do_job(const JobContext& context, const std::function<Result<void>(const Cancel&)>& bring);
  Result<void> apply(SqlSession& session, const WordsChange& change, const PersonId& by, WordsChanged& done) const;
  Result<void> note_swept(std::int64_t state, std::int64_t documents);
  Result<bool> renew(const DocumentRow& row, std::int64_t state);
  Result<UserWords> compiled(const KeptWords& kept) const;

  Parts parts_;
  std::mutex following_;
};

}  // namespace onggi
