// Erasing a person: what is known of them is found everywhere in the home and taken out, and a certificate says so.
//
// By default a document that names the person stays without them: its original goes, its elements are rewritten with
// "[이름 삭제]" where something stood, and everything behind (clean text, chunks, vectors, index) is made anew from
// that (why: docs/decisions/0006-erased-documents-stay.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "access/audit.h"
#include "ingest/ingest.h"
#include "privacy/subject.h"
#include "store/vault.h"

namespace onggi {

struct ErasureRequest {
  Subject subject;
  /// no: a name counts only in documents where another value of the person stands, too; others are left and listed.
  enum class NamesAlone { no, yes } names_alone = NamesAlone::no;
  enum class Documents { mask, remove } documents = Documents::mask;
  PersonId by;
  std::string by_login;
};

/// One document in which the person was found. Counts, never values.
struct SubjectDocument {
  DocumentId id;
  std::string name;                  // file name; empty where it names the person
  std::vector<std::int64_t> places;  // of each value, as many as the subject has
  bool left = false;                 // a name alone: it may be another person
  bool in_name = false;              // the file's name, title or path names the person
  bool in_file_only = false;         // stands in the file's bytes, but not in what was read of it
};

struct SubjectFound {
  std::vector<SubjectDocument> documents;
  std::vector<DocumentId> unread;            // their files could not be read: only their bytes were searched
  std::map<std::string, std::int64_t> rows;  // table → rows beside the documents' own
  std::int64_t documents_searched = 0;
};

struct ErasureProgress {
  std::string stage;  // "documents", "work", "blobs", "tables", "files"
  std::int64_t done = 0, of = 0;
};

/// Thread safe; one erasure at a time.
class Erasure {
 public:
  enum class SealedDeed : std::uint8_t { count, remove };
  using SealedRows =
      std::function<Result<std::int64_t>(const std::function<bool(std::string_view)>& holds, SealedDeed deed)>;
  struct Parts {
    Ingest::Parts ingest;
    Ingest& documents;
    AuditLog& audit;
    const Vault& vault;
    std::filesystem::path home;
    std::function<void()> work;  // wakes the job runner
    /// Rows that are sealed, which only their room can read, by table: how many hold the subject, and removing them.
    std::map<std::string, SealedRows> sealed_rows;
  };
  explicit Erasure(Parts parts) : parts_(std::move(parts)) {}

  using Report = std::function<void(const ErasureProgress&)>;

  /// What erase() would work on; changes nothing. Waits for documents that are being read. Cost: reads all documents.
  Result<SubjectFound> look(const ErasureRequest& request, const Report& report, const Cancel& cancel);

  /// Erases and gives the signed certificate. Killed or stopped, the same request goes on where it stood.
  /// Errors: invalid_argument ("names_alone": nothing but names was given, without NamesAlone::yes); unavailable,
  /// cancelled; internal ("erasure_incomplete") when something is found afterwards that should not be.
  Result<nlohmann::json> erase(const ErasureRequest& request, const Report& report, const Cancel& cancel);

  /// Whether this home wrote the certificate, and nobody changed it since.
  bool verify(const nlohmann::json& certificate) const;

  /// Erasures that were begun and not finished: ids, for `onggi doctor`.
  Result<std::vector<std::string>> unfinished() const;

 private:
  Parts parts_;
};

}  // namespace onggi
