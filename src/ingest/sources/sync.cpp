// See sync.h.
#include "ingest/sources/sync.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace onggi::sources {
namespace {

constexpr std::size_t kUnchangedAtOnce = 500;
constexpr std::int32_t kGoneAtOnce = 200;
// So many items in a row that cannot be fetched: the source itself is away, and asking for the rest would take hours.
constexpr std::int64_t kLostInARowMax = 20;

std::string settings_of(const Source& source) {
  const std::string fields = nlohmann::json(source.fields).dump();
  const std::array<std::string_view, 4> parts{source.permission.str(), fields, source.options, source.location};
  return sha256_hex_parts(parts).substr(0, 16);
}

// What ends the run, where all else is the trouble of one item.
bool ends_run(const Error& error) {
  return error.code == ErrorCode::cancelled || error.code == ErrorCode::internal ||
         (error.code == ErrorCode::unavailable && error.reason == "disk_full");
}

}  // namespace

Result<void> remove_with_versions(const Sources::Parts& parts, const DocumentId& document) {
  auto row = parts.catalog.row(document);
  if (!row && row.error().code == ErrorCode::not_found) return {};
  if (!row) return std::unexpected(std::move(row).error());
  ONGGI_TRY(auto versions, parts.catalog.versions_of(row->series));
  if (versions.empty()) versions.push_back(*std::move(row));
  for (const DocumentRow& version : versions) {
    auto removed = parts.documents.remove(version.id);
    if (!removed && removed.error().code != ErrorCode::not_found) return removed;
  }
  return {};
}

Sync::Sync(const Sources::Parts& parts, const Rows& rows, Source source, const SourceRun& run,
           const JobContext& context)
    : parts_(parts),
      rows_(rows),
      source_(std::move(source)),
      run_(run),
      context_(context),
      metadata_(parts.database, parts.clock),
      versions_(nlohmann::json::parse(source_.options).value("versions", "replace") == "keep"
                    ? NewSource::Versions::keep
                    : NewSource::Versions::replace),
      settings_(settings_of(source_)) {}

Result<void> Sync::run(Reader& reader, Sources::AllowEmpty allow_empty) {
  const std::string recipe = nlohmann::json::parse(source_.options).value("recipe", "");
  if (!recipe.empty()) {
    ONGGI_TRY(recipe_, parts_.documents.recipe_called(recipe));
  }
  context_.report(0, "list");
  const auto walked =
      reader.walk({.each = [this](Listed&& listed) { return item(std::move(listed)); },
                   .failed = [this](const std::string& id, const Error& error) { return note_failed(id, error); },
                   .known = [this](const std::string& id) { return known(id); },
                   .cancel = context_.cancel});
  ONGGI_CHECK(flush());
  ONGGI_CHECK(walked);
  ONGGI_CHECK(check_not_empty(allow_empty));
  return remove_gone();
}

Result<std::optional<Known>> Sync::known(const std::string& id) const {
  ONGGI_TRY(const auto row, rows_.item(source_.id, id));
  if (!row) return std::optional<Known>();
  const std::string mark = row->mark.substr(0, std::min(row->mark.rfind('|'), row->mark.size()));
  return Known{row->document.empty() || row->mark != full_mark(mark) ? "" : mark, row->memo};
}

Result<void> Sync::item(Listed&& listed) {
  ONGGI_CHECK(context_.cancel.check());
  ++looked_at_;
  report();
  ONGGI_TRY(const auto before, rows_.item(source_.id, listed.id));
  if (before && before->run == run_.number && before->what != "failed") return {};  // done before this try was killed
  if (!before || before->document.empty() || listed.mark.empty() || before->mark != full_mark(listed.mark))
    return bring(listed, before);
  unchanged_.push_back({.id = listed.id, .memo = listed.memo});
  return unchanged_.size() < kUnchangedAtOnce ? Result<void>{} : flush();
}

Result<void> Sync::bring(const Listed& listed, const std::optional<ItemRow>& known) {
  const auto brought = [&]() -> Result<void> {
    ONGGI_TRY(const Content content, listed.read());
    ONGGI_TRY(const Added added, add(listed, content));
    return note(listed, known, added, content.fields);
  }();
  if (brought) {
    lost_in_a_row_ = 0;
    return {};
  }
  if (ends_run(brought.error())) return brought;
  ONGGI_CHECK(note_failed(listed.id, brought.error()));
  const bool lost = brought.error().code == ErrorCode::unavailable || brought.error().code == ErrorCode::timeout;
  lost_in_a_row_ = lost ? lost_in_a_row_ + 1 : 0;
  return lost_in_a_row_ < kLostInARowMax ? Result<void>{} : brought;
}

Result<Added> Sync::add(const Listed& listed, const Content& content) const {
  const NewSource from{.source = "source:" + source_.id.str() + ":" + listed.id,
                       .name = listed.name,
                       .owner = source_.owner,
                       .permission = source_.permission,
                       .recipe = recipe_,
                       .versions = versions_};
  if (content.fetched) return parts_.documents.add_file(from, *content.fetched);
  if (!content.file.empty()) return parts_.documents.add_file(from, content.file);
  return parts_.documents.add(from, content.bytes);
}

Result<void> Sync::note(const Listed& listed, const std::optional<ItemRow>& known, const Added& added,
                        const std::map<std::string, std::string>& said) {
  std::map<std::string, std::string> fields = source_.fields;
  for (const auto& [field, value] : said) fields[field] = value;
  const bool is_new = !known || known->document.empty();
  ItemRow row{.id = listed.id,
              .mark = full_mark(listed.mark),
              .memo = listed.memo,
              .document = added.document,
              .run = run_.number,
              .what = is_new              ? "created"
                      : added.job.empty() ? "unchanged"
                                          : "changed"};
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(metadata_.replace(session, added.document, MetadataOrigin::source, fields));
    ONGGI_CHECK(rows_.put_item(session, source_.id, row));
    return true;
  }));
  return {};
}

// What came in before stays; without a mark it is tried again next time.
Result<void> Sync::note_failed(const std::string& id, const Error& error) {
  ONGGI_TRY(const auto before, rows_.item(source_.id, id));
  ItemRow row{.id = id,
              .memo = before ? before->memo : "",
              .document = before ? before->document : DocumentId(),
              .run = run_.number,
              .what = "failed",
              .error_code = error.reason.empty() ? std::string(to_string(error.code)) : error.reason,
              .error_message = describe(error)};
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(rows_.put_item(session, source_.id, row));
    return true;
  }));
  return {};
}

Result<void> Sync::flush() {
  if (unchanged_.empty()) return {};
  const std::vector<ItemRow> noted = std::exchange(unchanged_, {});
  return rows_.note_unchanged(source_.id, run_.number, noted);
}

Result<void> Sync::check_not_empty(Sources::AllowEmpty allow_empty) const {
  ONGGI_TRY(const Rows::Seen seen, rows_.seen(source_.id, run_.number));
  if (seen.now > 0 || seen.before == 0 || allow_empty == Sources::AllowEmpty::yes) return {};
  return fail(ErrorCode::bad_input,
              "the source holds nothing, and held " + std::to_string(seen.before) +
                  " items before; nothing was removed. Look whether it is mounted and reachable; where it is meant to "
                  "be empty, run it once with --allow-empty",
              "source_empty");
}

Result<void> Sync::remove_gone() {
  for (;;) {
    ONGGI_TRY(const auto gone, rows_.gone(source_.id, run_.number, kGoneAtOnce));
    if (gone.empty()) return {};
    context_.report(0.95, "remove");
    for (const Rows::Gone& one : gone) {
      ONGGI_CHECK(context_.cancel.check());
      if (!one.document.empty()) ONGGI_CHECK(remove_with_versions(parts_, one.document));
      ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
        ONGGI_CHECK(rows_.remove_item(session, source_.id, one.item_hash));
        ONGGI_CHECK(rows_.count_removed(session, source_.id, run_.number));
        return true;
      }));
    }
  }
}

void Sync::report() {
  const double of = static_cast<double>(std::max<std::int64_t>(source_.documents, looked_at_ + 1));
  context_.report(0.9 * static_cast<double>(looked_at_) / of, "items " + std::to_string(looked_at_));
}

}  // namespace onggi::sources
