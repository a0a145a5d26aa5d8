// See file.h. FileHeader: HWP 5.0 file format, "file recognition information".
#include "parse/worker/hwp/file.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "parse/worker/hwp/decrypt.h"
#include "parse/worker/hwp/records.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::string_view kSignature = "HWP Document File";
constexpr std::size_t kSignatureSize = 32;
constexpr std::uint32_t kKnownEncryption = 4;  // Hangul 7.0 and later

// Bits of FileHeader's attributes.
constexpr std::uint32_t kCompressed = 1U << 0U;
constexpr std::uint32_t kPassword = 1U << 1U;
constexpr std::uint32_t kDistributed = 1U << 2U;
constexpr std::uint32_t kDrm = 1U << 4U;
constexpr std::uint32_t kCertificateEncrypted = 1U << 8U;
constexpr std::uint32_t kCertificateDrm = 1U << 10U;

// "BodyText/Section12" → 12; -1 for other paths.
std::int32_t section_number(std::string_view path, std::string_view storage) {
  if (!path.starts_with(storage)) return -1;
  path.remove_prefix(storage.size());
  constexpr std::string_view kStart = "/Section";
  if (!path.starts_with(kStart)) return -1;
  path.remove_prefix(kStart.size());
  std::int32_t number = -1;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), number);
  return error == std::errc() && end == path.data() + path.size() ? number : -1;
}

// Records that begin as DocInfo or a section does: for streams that are not packed although the header says so.
bool looks_like_records(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const std::uint32_t header = Fields(bytes).u32();
  const auto tag = static_cast<Tag>(header & 0x3FFU);
  return (header >> 10U & 0x3FFU) == 0 && (tag == Tag::document_properties || tag == Tag::paragraph_header);
}

std::unexpected<Error> wrong_password() {
  return fail(ErrorCode::bad_input, "the document is encrypted and the given password does not open it",
              "password_wrong");
}

}  // namespace

Result<File> File::open(const ReadContext& context) {
  ONGGI_TRY(CompoundFile compound, CompoundFile::open(context.bytes, context.limits));
  File file(std::move(compound));
  file.budget_ = context.limits.inflated_bytes_max;
  ONGGI_CHECK(file.read_header());
  if (file.locked_) ONGGI_CHECK(file.unlock(context.options.password));
  file.find_sections();
  return file;
}

Result<void> File::read_header() {
  ONGGI_TRY(const std::string header, compound_.read("FileHeader"));
  if (!header.starts_with(kSignature) || header.size() < kSignatureSize + 8)
    return fail(ErrorCode::bad_input, "the file header is none of a Hangul 5 document", "broken");
  Fields fields(header);
  fields.skip(kSignatureSize);
  version_ = fields.u32();
  const std::uint32_t attributes = fields.u32();
  fields.skip(4);  // licence
  const std::uint32_t encryption = fields.u32();
  if ((attributes & (kDrm | kCertificateDrm)) != 0)
    return fail(ErrorCode::unsupported, "the document is under DRM: only the program that locked it opens it", "drm");
  if ((attributes & kCertificateEncrypted) != 0)
    return fail(ErrorCode::unsupported, "the document is encrypted for a certificate: save it without", "drm");
  packed_ = (attributes & kCompressed) != 0;
  distributed_ = (attributes & kDistributed) != 0;
  locked_ = (attributes & kPassword) != 0;
  if (locked_ && encryption != kKnownEncryption) {
    return fail(ErrorCode::unsupported,
                "the document is encrypted as Hangul did before version 7.0: save it without a password",
                "encryption_version");
  }
  return {};
}

Result<void> File::unlock(const std::string& password) {
  if (password.empty())
    return fail(ErrorCode::bad_input, "the document is encrypted: give its password, or save it without",
                "password_required");
  key_ = key_from_password(password);
  bool cut_off = false;
  const auto properties = records("DocInfo", cut_off);
  if (!properties || cut_off || !looks_like_records(*properties)) return wrong_password();
  return {};
}

void File::find_sections() {
  const std::string_view storage = distributed_ ? "ViewText" : "BodyText";
  std::vector<std::pair<std::int32_t, std::string>> found;
  for (const CompoundFile::Stream& stream : compound_.streams()) {
    const std::int32_t number = section_number(stream.path, storage);
    if (number >= 0) found.emplace_back(number, stream.path);
  }
  std::ranges::sort(found);
  for (auto& [number, path] : found) sections_.push_back(std::move(path));
  // Without a ViewText the text of a distribution document can only lie where it lies in all others.
  if (sections_.empty() && std::exchange(distributed_, false)) find_sections();
}

Result<std::string> File::decrypted(std::string_view path) const {
  ONGGI_TRY(std::string bytes, compound_.read(path));
  if (!key_.empty()) return decrypt_with_key(bytes, key_);
  if (distributed_ && path.starts_with("ViewText")) return decrypt_distributed(bytes);
  return bytes;
}

Result<std::string> File::records(std::string_view path, bool& cut_off) {
  ONGGI_TRY(std::string bytes, decrypted(path));
  if (!packed_ || looks_like_records(bytes)) return bytes;
  return inflated(std::move(bytes), cut_off);
}

Result<std::string> File::binary(std::uint16_t number, Packing packing) {
  std::string start = "BinData/BIN0000.";
  for (std::size_t digit = 0; digit < 4; ++digit)
    start[11 + digit] = "0123456789ABCDEF"[static_cast<unsigned>(number) >> (12U - 4U * digit) & 0xFU];
  for (const CompoundFile::Stream& stream : compound_.streams()) {
    if (!stream.path.starts_with(start)) continue;
    ONGGI_TRY(std::string bytes, decrypted(stream.path));
    bool cut_off = false;
    if (packing == Packing::packed || (packing == Packing::as_file && packed_))
      return inflated(std::move(bytes), cut_off);
    return bytes;
  }
  return fail(ErrorCode::not_found, "there is no stream " + start + "*");
}

Result<std::string> File::inflated(std::string packed, bool& cut_off) {
  constexpr int kRawDeflate = -15;
  constexpr std::size_t kGrowth = 4;
  z_stream zip{};
  if (inflateInit2(&zip, kRawDeflate) != Z_OK) return fail(ErrorCode::internal, "zlib is not at hand");
  zip.next_in = reinterpret_cast<Bytef*>(packed.data());
  zip.avail_in = static_cast<uInt>(packed.size());
  std::string bytes;
  int state = Z_OK;
  std::size_t used = 0;
  while (state == Z_OK) {
    if (used == bytes.size())
      bytes.resize(std::min<std::uint64_t>(kGrowth * std::max(used, packed.size()) + 64, budget_ + 1));
    zip.next_out = reinterpret_cast<Bytef*>(bytes.data()) + used;
    zip.avail_out = static_cast<uInt>(std::min<std::size_t>(bytes.size() - used, 1U << 30U));
    const uInt room = zip.avail_out;
    state = ::inflate(&zip, Z_NO_FLUSH);
    used += room - zip.avail_out;
    if (used > budget_) break;
  }
  inflateEnd(&zip);
  if (used > budget_)
    return fail(ErrorCode::limit_exceeded, "the document unpacks to more than inflated_bytes_max",
                "inflated_bytes_max");
  if (used == 0 && state != Z_STREAM_END) return fail(ErrorCode::bad_input, "a packed stream is broken", "broken");
  cut_off = cut_off || state != Z_STREAM_END;
  budget_ -= used;
  bytes.resize(used);
  return bytes;
}

// The property set of MS-OLEPS with Hancom's own format id; title and author are properties 2 and 4 as in all summary
// information.
Summary File::summary() const {
  constexpr std::uint32_t kTitle = 2;
  constexpr std::uint32_t kAuthor = 4;
  constexpr std::uint32_t kWideString = 0x1F;
  Summary summary;
  const auto stream = compound_.read("\005HwpSummaryInformation");
  if (!stream) return {};
  Fields head(*stream);
  head.skip(44);  // byte order, version, system, class, count of sets, format id
  const std::string_view set = std::string_view(*stream).substr(std::min<std::size_t>(head.u32(), stream->size()));
  Fields properties(set);
  properties.skip(4);
  const std::uint32_t count = std::min<std::uint32_t>(properties.u32(), 256);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t id = properties.u32();
    const std::uint32_t offset = properties.u32();
    if ((id != kTitle && id != kAuthor) || offset >= set.size()) continue;
    Fields value(set.substr(offset));
    if (value.u32() != kWideString) continue;
    const std::uint32_t units = value.u32();
    (id == kTitle ? summary.title : summary.author) = utf8_from(value.raw(2 * std::size_t{units}));
  }
  return summary;
}

}  // namespace onggi::parse::hwp
