// See erasure_look.h.
#include "ingest/erasure_look.h"

#include <algorithm>
#include <thread>

#include "ingest/erased_text.h"
#include "ingest/jobs.h"

namespace onggi::ingest_room {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(50);
constexpr auto kWaitMost = std::chrono::minutes(30);

// What only one person has.
Subject identifying(const Subject& subject) {
  std::vector<SubjectValue> values = subject.values();
  std::erase_if(values, [](const SubjectValue& value) { return value.form == SubjectForm::name; });
  return Subject(std::move(values));
}

}  // namespace

Result<void> Look::wait_for_work(const std::set<std::string>& documents) const {
  parts_.work();
  const auto give_up = std::chrono::steady_clock::now() + kWaitMost;
  for (;;) {
    ONGGI_CHECK(cancel_.check());
    ONGGI_TRY(const auto waiting, documents_with_jobs(parts_.ingest));
    const auto concerned = documents.empty()
                               ? static_cast<std::ptrdiff_t>(waiting.size())
                               : std::ranges::count_if(waiting, [&](const auto& id) { return documents.contains(id); });
    if (concerned == 0) return {};
    report_({"work", -concerned, 0});
    if (std::chrono::steady_clock::now() > give_up)
      return fail(ErrorCode::unavailable,
                  "documents are still being read; give the same command again when `onggi serve` or its workers are "
                  "done");
    std::this_thread::sleep_for(kLookEvery);
  }
}

Result<std::optional<SubjectDocument>> Look::one(const DocumentRow& row, bool& unread) const {
  Eraser eraser(request_.subject);
  SubjectDocument found{.id = row.id, .name = row.name};
  auto document = parsed_document(parts_.ingest, stages_, row.id);
  if (!document && document.error().code != ErrorCode::not_found && document.error().code != ErrorCode::bad_input)
    return std::unexpected(std::move(document).error());
  unread = !document.has_value();
  if (document) eraser.take_out(*document);
  ONGGI_TRY(const auto corrections, corrections_.all(row.id));
  for (const KeptCorrection& kept : corrections) {
    Correction correction = kept.correction;
    eraser.take_out(correction);
  }
  if (eraser.total() == 0 && row.erased_places == 0) {
    const auto original = parts_.ingest.blobs.get(row.blob);
    if (!original && original.error().code == ErrorCode::unavailable) return std::unexpected(original.error());
    found.in_file_only = original && stands_in_bytes(request_.subject, *original, HoldsText::if_it_is_text);
    unread = unread || !original;
    found.left = found.in_file_only && request_.names_alone == ErasureRequest::NamesAlone::no &&
                 !stands_in_bytes(identifying(request_.subject), *original, HoldsText::if_it_is_text);
  }
  for (const std::string* text : {&row.name, &row.title, &row.source, &row.error_message}) {
    std::string changed = *text;
    found.in_name = eraser.take_out(changed) || found.in_name;
  }
  found.places = eraser.places();
  if (eraser.total() == 0 && !found.in_file_only) return std::optional<SubjectDocument>();
  if (found.in_name) found.name.clear();
  if (!found.in_file_only) found.left = is_left(found);
  return std::optional(std::move(found));
}

// A name alone may be another person's.
bool Look::is_left(const SubjectDocument& document) const {
  if (request_.names_alone == ErasureRequest::NamesAlone::yes) return false;
  std::int64_t there = 0;
  for (std::size_t v = 0; v < document.places.size(); ++v) {
    if (document.places[v] == 0) continue;
    if (request_.subject.values()[v].form != SubjectForm::name) return false;
    ++there;
  }
  return there < 2;
}

Result<SubjectFound> Look::documents() {
  ONGGI_CHECK(wait_for_work({}));
  ONGGI_TRY(const auto rows, parts_.ingest.catalog.all());
  SubjectFound found;
  for (const DocumentRow& row : rows) {
    ONGGI_CHECK(cancel_.check());
    report_({"documents", ++found.documents_searched, static_cast<std::int64_t>(rows.size())});
    bool unread = false;
    ONGGI_TRY(auto document, one(row, unread));
    if (unread) found.unread.push_back(row.id);
    if (document) found.documents.push_back(*std::move(document));
  }
  return found;
}

}  // namespace onggi::ingest_room
