// The chain: each entry's hash covers its fields and the hash before; a signed head says where the chain ends.
#include "access/audit.h"

#include <algorithm>
#include <array>
#include <utility>

#include "access/audit_backlog.h"
#include "base/hash.h"
#include "store/unremembered.h"

namespace onggi {
namespace {

constexpr std::size_t kFieldBytesMax = 512;
constexpr std::size_t kDetailBytesMax = 4096;
constexpr std::int64_t kPage = 1000;
constexpr std::int32_t kListMax = 1000;
constexpr std::string_view kColumns = "number, time_ms, actor, through, action, object, outcome, detail, address, hash";

struct Head {
  std::int64_t number = 0;
  std::string hash;
};

// Each part after its length, so that no two entries read the same.
std::string hash_of(std::string_view key, const AuditEntry& entry, std::string_view before) {
  const std::string number = std::to_string(entry.number);
  const std::string time = std::to_string(entry.time_ms);
  const std::array<std::string_view, 11> parts = {"entry",       before,        number,       time,
                                                  entry.actor,   entry.through, entry.action, entry.object,
                                                  entry.outcome, entry.detail,  entry.address};
  std::string text;
  for (const std::string_view part : parts) text.append(std::to_string(part.size())).append(":").append(part);
  return keyed_hash_hex(key, text);
}

std::string signature_of(std::string_view key, const Head& head) {
  return keyed_hash_hex(key, "head:" + std::to_string(head.number) + ":" + head.hash);
}

AuditEntry entry_of(const SqlRow& row) {
  return {row.integer("number"), row.integer("time_ms"), row.text("actor"),  row.text("through"), row.text("action"),
          row.text("object"),    row.text("outcome"),    row.text("detail"), row.text("address"), row.text("hash")};
}

std::unexpected<Error> damaged() {
  return fail(ErrorCode::conflict, "the audit log was tampered with; look at its first break before going on",
              "audit_damaged");
}

Result<Head> head_in(SqlSession& session, std::string_view key) {
  ONGGI_TRY(const auto rows, session.query("SELECT number, hash, signature FROM audit_head WHERE id = 1"));
  if (rows.empty()) {  // before the first entry, or somebody removed it
    ONGGI_TRY(const auto entries, session.query("SELECT number FROM audit_entries LIMIT 1"));
    return entries.empty() ? Result<Head>(Head{}) : damaged();
  }
  Head head{rows.front().integer("number"), rows.front().text("hash")};
  if (!equal_secrets(rows.front().text("signature"), signature_of(key, head))) return damaged();
  return head;
}

Result<void> check_fields(const AuditEntry& entry) {
  for (const std::string* field :
       {&entry.actor, &entry.through, &entry.action, &entry.object, &entry.outcome, &entry.address})
    if (field->size() > kFieldBytesMax)
      return fail(ErrorCode::invalid_argument, "a field of an audit entry is longer than 512 bytes");
  if (entry.detail.size() > kDetailBytesMax)
    return fail(ErrorCode::invalid_argument, "the detail of an audit entry is longer than 4096 bytes");
  return {};
}

// One after another, in the order of their numbers: the chain is locked until the transaction ends.
Result<void> add_to_chain(SqlSession& session, std::string_view key, std::vector<AuditEntry> entries) {
  ONGGI_CHECK(session.exclusive("audit"));
  ONGGI_TRY(Head head, head_in(session, key));
  for (AuditEntry& entry : entries) {
    entry.number = head.number + 1;
    entry.hash = hash_of(key, entry, head.hash);
    ONGGI_CHECK(session.execute(
        "INSERT INTO audit_entries (number, time_ms, actor, through, action, object, outcome, detail, address, hash) "
        "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)",
        {entry.number, entry.time_ms, entry.actor, entry.through, entry.action, entry.object, entry.outcome,
         entry.detail, entry.address, entry.hash}));
    head = {entry.number, entry.hash};
  }
  ONGGI_CHECK(session.execute(
      "INSERT INTO audit_head (id, number, hash, signature) VALUES (1, :1, :2, :3) ON CONFLICT (id) DO UPDATE SET "
      "number = excluded.number, hash = excluded.hash, signature = excluded.signature",
      {head.number, head.hash, signature_of(key, head)}));
  return {};
}

using Break = std::optional<std::int64_t>;

// One page of the chain against `head`, which moves on with every whole entry.
Result<Break> walk_page(SqlSession& session, std::string_view key, Head& head, bool& more) {
  ONGGI_TRY(const auto rows, session.query("SELECT " + std::string(kColumns) +
                                               " FROM audit_entries WHERE number > :1 ORDER BY number LIMIT :2",
                                           {head.number, kPage}));
  more = static_cast<std::int64_t>(rows.size()) == kPage;
  for (const SqlRow& row : rows) {
    const AuditEntry entry = entry_of(row);
    if (entry.number != head.number + 1) return Break(head.number + 1);
    if (!equal_secrets(entry.hash, hash_of(key, entry, head.hash))) return Break(entry.number);
    head = {entry.number, entry.hash};
  }
  return Break();
}

Result<Break> walk(SqlSession& session, std::string_view key) {
  ONGGI_TRY(const auto low, session.query("SELECT number FROM audit_entries WHERE number < 1 LIMIT 1"));
  if (!low.empty()) return Break(1);
  Head walked;
  for (bool more = true; more;) {
    ONGGI_TRY(const Break found, walk_page(session, key, walked, more));
    if (found) return found;
  }
  auto head = head_in(session, key);
  if (!head && head.error().reason == "audit_damaged") return Break(std::max<std::int64_t>(walked.number, 1));
  if (!head) return std::unexpected(head.error());
  if (head->number != walked.number) return Break(std::min(head->number, walked.number) + 1);
  return head->hash == walked.hash ? Break() : Break(std::max<std::int64_t>(walked.number, 1));
}

}  // namespace

AuditLog::AuditLog(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock)
    : database_(std::move(database)),
      chain_key_(vault.subkey("audit")),
      clock_(clock),
      backlog_(std::make_unique<AuditBacklog>([this](const std::vector<AuditEntry>& entries) -> Result<void> {
        const UnrememberedWrites adding;
        ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
          ONGGI_CHECK(add_to_chain(session, chain_key_, entries));
          return true;
        }));
        return {};
      })) {}

AuditLog::~AuditLog() = default;

Result<void> AuditLog::append(SqlSession& session, AuditEntry entry) {
  ONGGI_CHECK(check_fields(entry));
  if (entry.time_ms == 0) entry.time_ms = clock_.now_ms();
  return add_to_chain(session, chain_key_, {std::move(entry)});
}

Result<void> AuditLog::append(AuditEntry entry) {
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(append(session, entry));
    return true;
  }));
  return {};
}

Result<void> AuditLog::append_soon(AuditEntry entry) {
  ONGGI_CHECK(check_fields(entry));
  if (entry.time_ms == 0) entry.time_ms = clock_.now_ms();
  return backlog_->add(std::move(entry));
}

Result<void> AuditLog::flush() const { return backlog_->flush(); }

Result<std::vector<AuditEntry>> AuditLog::list(const Filter& filter) const {
  ONGGI_CHECK(flush());
  std::vector<SqlValue> parameters = {filter.before_number};
  std::string sql = "SELECT " + std::string(kColumns) + " FROM audit_entries WHERE number < :1";
  const auto where = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    parameters.emplace_back(value);
    sql.append(" AND ").append(column).append(" = :").append(std::to_string(parameters.size()));
  };
  where("actor", filter.actor);
  where("action", filter.action);
  where("object", filter.object);
  parameters.emplace_back(std::int64_t{std::clamp(filter.limit, 0, kListMax)});
  sql += " ORDER BY number DESC LIMIT :" + std::to_string(parameters.size());
  ONGGI_TRY(const auto rows, database_->query(sql, parameters));
  std::vector<AuditEntry> entries;
  entries.reserve(rows.size());
  for (const SqlRow& row : rows) entries.push_back(entry_of(row));
  return entries;
}

Result<std::optional<std::int64_t>> AuditLog::first_break() const {
  ONGGI_CHECK(flush());
  // One moment for the whole walk: entries that are added meanwhile are not half seen.
  return database_->read<Break>([&](SqlSession& session) { return walk(session, chain_key_); });
}

}  // namespace onggi
