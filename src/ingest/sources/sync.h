// One run over one source: what is new or changed comes in, what is gone goes. Inside of room ingest.
#pragma once

#include <vector>

#include "index/metadata.h"
#include "ingest/sources.h"
#include "ingest/sources/reader.h"
#include "ingest/sources/rows.h"

namespace onggi::sources {

/// A run may be killed at any moment: each item is noted as it came in, so the next try goes on with the same run and
/// passes over what it has.
class Sync {
 public:
  Sync(const Sources::Parts& parts, const Rows& rows, Source source, const SourceRun& run, const JobContext& context);

  /// Errors: as Reader::walk(); unavailable ("source_empty").
  Result<void> run(Reader& reader, Sources::AllowEmpty allow_empty);

 private:
  Result<void> item(Listed&& listed);
  Result<void> bring(const Listed& listed, const std::optional<ItemRow>& known);
  Result<Added> add(const Listed& listed, const Content& content) const;
  Result<void> note(const Listed& listed, const std::optional<ItemRow>& known, const Added& added,
                    const std::map<std::string, std::string>& said);
  Result<void> note_failed(const std::string& id, const Error& error);
  Result<std::optional<Known>> known(const std::string& id) const;
  Result<void> flush();
  Result<void> check_not_empty(Sources::AllowEmpty allow_empty) const;
  Result<void> remove_gone();
  void report();
  std::string full_mark(const std::string& mark) const { return mark.empty() ? "" : mark + "|" + settings_; }

  const Sources::Parts& parts_;
  const Rows& rows_;
  const Source source_;
  const SourceRun run_;
  const JobContext& context_;
  Metadata metadata_;
  NewSource::Versions versions_;
  std::optional<RecipeId> recipe_;  // none: the source says nothing about one
  std::string settings_;  // hash of what else makes a document: another permission or field reaches all of them
  std::vector<ItemRow> unchanged_;
  std::int64_t looked_at_ = 0, lost_in_a_row_ = 0;
};

/// Removes a document and all versions before it; one that is gone already is no error.
Result<void> remove_with_versions(const Sources::Parts& parts, const DocumentId& document);

}  // namespace onggi::sources
