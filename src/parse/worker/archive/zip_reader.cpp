// ZIP (APPNOTE 6.3) → its members through their own readers, over libzip.
#include <zip.h>

#include <memory>
#include <optional>

#include "parse/worker/archive/member.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

constexpr zip_int64_t kEntriesMax = 65'536;
// DEFLATE reaches 1032:1 on zeros; small members may be as dense as they like.
constexpr std::uint64_t kRatioMax = 400;
constexpr std::uint64_t kRatioFromBytes = 16ULL << 20U;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

struct Close {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Result<Archive> open_archive(const ReadContext& context) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(context.bytes.data(), context.bytes.size(), 0, &error);
  Archive archive(source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!archive) {
    zip_source_free(source);
    return fail(ErrorCode::bad_input,
                "the archive's directory is broken or missing: it was cut off or is one of several parts", "broken");
  }
  if (zip_get_num_entries(archive.get(), 0) > kEntriesMax)
    return fail(ErrorCode::limit_exceeded, "the archive has more than 65,536 members", "entries_max");
  if (!context.options.password.empty()) zip_set_default_password(archive.get(), context.options.password.c_str());
  return archive;
}

// Reads members and remembers whether a password stood between.
class ZipMembers {
 public:
  ZipMembers(const ReadContext& context, zip_t* archive, Members& members)
      : context_(context), archive_(archive), members_(members) {}

  void read(zip_uint64_t index);
  /// Every member with content wanted a password that we lack.
  bool all_locked() const { return locked_ > 0 && opened_ == 0; }

 private:
  std::optional<std::string_view> refusal(const zip_stat_t& stat);
  std::optional<std::string> unpacked(zip_uint64_t index, const zip_stat_t& stat, std::string_view name);

  const ReadContext& context_;
  zip_t* archive_;
  Members& members_;
  std::int64_t locked_ = 0, opened_ = 0;
};

std::optional<std::string_view> ZipMembers::refusal(const zip_stat_t& stat) {
  const bool encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
  if (encrypted && context_.options.password.empty()) {
    ++locked_;
    return "it is encrypted: give the archive's password";
  }
  if ((stat.valid & ZIP_STAT_COMP_METHOD) != 0 && zip_compression_method_supported(stat.comp_method, 0) == 0)
    return "its compression method is not known here";
  if (encrypted && zip_encryption_method_supported(stat.encryption_method, 0) == 0)
    return "its encryption method is not known here";
  if (stat.size > members_.bytes_left()) return "it unpacks to more than inflated_bytes_max";
  if (stat.size > kRatioFromBytes && stat.size / std::max<std::uint64_t>(stat.comp_size, 1) > kRatioMax)
    return "it unpacks to more than 400 times its size";
  return std::nullopt;
}

std::optional<std::string> ZipMembers::unpacked(zip_uint64_t index, const zip_stat_t& stat, std::string_view name) {
  const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(archive_, index, 0));
  if (!file) {
    const bool password = zip_error_code_zip(zip_get_error(archive_)) == ZIP_ER_WRONGPASSWD;
    locked_ += password ? 1 : 0;
    members_.unread(name, password ? "the password does not open it" : "it cannot be unpacked");
    return std::nullopt;
  }
  std::string bytes(stat.size, '\0');
  const zip_int64_t read = zip_fread(file.get(), bytes.data(), stat.size);
  char rest = 0;
  const bool ended = read >= 0 && zip_fread(file.get(), &rest, 1) == 0;  // past the end libzip checks the sum
  if (ended && static_cast<std::uint64_t>(read) == stat.size) return bytes;
  members_.unread(name, "it is cut off or fails its checksum");
  return std::nullopt;
}

void ZipMembers::read(zip_uint64_t index) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  const char* raw = zip_get_name(archive_, index, ZIP_FL_ENC_RAW);
  const std::string name = member_name(raw == nullptr ? "" : raw);
  if (name.ends_with('/')) return;
  if (is_system_file(name)) return members_.count_system_file();
  if (zip_stat_index(archive_, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    return members_.unread(name, "its entry is broken");
  if (stat.size == 0) return members_.count_empty();
  if (const auto why = refusal(stat)) return members_.unread(name, *why);
  const auto bytes = unpacked(index, stat, name);
  if (!bytes) return;
  ++opened_;
  members_.add(*bytes, name);
}

}  // namespace

Result<Document> read_zip(const ReadContext& context) {
  ONGGI_TRY(const Archive archive, open_archive(context));
  DocumentBuilder builder(context.media_type, context.limits);
  Members members(builder, context);
  ZipMembers zip(context, archive.get(), members);
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  zip_uint64_t index = 0;
  for (; index < count && !members.spent(); ++index) zip.read(index);
  if (zip.all_locked()) {
    const bool wrong = !context.options.password.empty();
    return fail(ErrorCode::bad_input,
                wrong ? "the password does not open the archive" : "the archive is encrypted: give its password",
                wrong ? "password_wrong" : "password_required");
  }
  members.finish(static_cast<std::size_t>(count - index));
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the archive holds no file with text"});
  return document;
}

}  // namespace onggi::parse
