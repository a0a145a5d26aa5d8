// TAR (POSIX.1-1988 ustar, GNU long names, pax paths) and gzip (RFC 1952): packed files through their own readers.
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "parse/sniff.h"
#include "parse/worker/archive/member.h"
#include "parse/worker/inner/inner.h"
#include "parse/worker/memory/forget.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kBlock = 512;

std::string_view text_field(std::string_view header, std::size_t offset, std::size_t size) {
  const std::string_view field = header.substr(offset, size);
  return field.substr(0, field.find('\0'));
}

// Octal, or base 256 with the top bit set (GNU), which sizes of 8 GiB need: more than any limit here.
std::uint64_t number_field(std::string_view header, std::size_t offset, std::size_t size) {
  std::string_view field = header.substr(offset, size);
  if ((static_cast<unsigned char>(field.front()) & 0x80U) != 0) return UINT64_MAX;
  field.remove_prefix(std::min(field.find_first_not_of(std::string_view(" \0", 2)), field.size()));
  std::uint64_t value = 0;
  std::from_chars(field.data(), field.data() + field.size(), value, 8);
  return value;
}

// "27 path=보고서/1분기.hwp\n" (pax): the path, if there is one.
std::string pax_path(std::string_view records) {
  while (!records.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), size);
    const auto begin = static_cast<std::size_t>(end - records.data()) + 1;
    if (error != std::errc() || size <= begin || size > records.size()) return {};
    const std::string_view record = records.substr(begin, size - begin - 1);
    if (record.starts_with("path=")) return std::string(record.substr(5));
    records.remove_prefix(size);
  }
  return {};
}

std::string header_name(std::string_view header) {
  std::string name(text_field(header, 0, 100));
  if (text_field(header, 257, 5) != "ustar") return name;
  const std::string_view prefix = text_field(header, 345, 155);
  return prefix.empty() ? name : std::string(prefix) + "/" + name;
}

// One file; true while the archive goes on.
void read_entries(std::string_view bytes, Members& members, DocumentBuilder& builder) {
  constexpr std::size_t kEntriesMax = 65'536;
  std::string long_name;
  std::size_t at = 0;
  for (std::size_t n = 0; n < kEntriesMax && at + kBlock <= bytes.size(); ++n) {
    const std::string_view header = bytes.substr(at, kBlock);
    if (header.find_first_not_of('\0') == std::string_view::npos || !is_tar_header(header)) break;
    if (members.spent()) return members.finish(1);
    const std::uint64_t size = number_field(header, 124, 12);
    at += kBlock;
    if (size > bytes.size() - at) {
      builder.warn("truncated", "the archive ends in the middle of a member");
      break;
    }
    const std::string_view content = bytes.substr(at, size);
    at += std::min<std::size_t>((size + kBlock - 1) / kBlock * kBlock, bytes.size() - at);
    const char kind = header[156];
    if (kind == 'L') long_name = content.substr(0, content.find('\0'));
    if (kind == 'x') long_name = pax_path(content);
    if (kind != '0' && kind != '\0' && kind != '7') continue;
    const std::string name = member_name(long_name.empty() ? header_name(header) : std::exchange(long_name, {}));
    long_name.clear();
    if (is_system_file(name)) members.count_system_file();
    else if (!name.ends_with('/')) members.add(content, name);
  }
  members.finish(0);
}

struct Inflate {
  z_stream stream{};
  bool ready = false;
  // 16: expect a gzip header.
  Inflate() { ready = inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK; }
  ~Inflate() {
    if (ready) inflateEnd(&stream);
  }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
};

struct Unpacked {
  std::string bytes;
  bool cut_off = false;
};

// All members of a gzip file, one behind the other, as one (RFC 1952 §2.2).
Result<Unpacked> unpack_gzip(std::string_view bytes, std::uint64_t bytes_max) {
  Inflate inflater;
  z_stream& stream = inflater.stream;
  if (!inflater.ready) return fail(ErrorCode::internal, "zlib does not start");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  Unpacked out;
  std::string piece(256U << 10U, '\0');
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    out.bytes.append(piece, 0, piece.size() - stream.avail_out);
    if (out.bytes.size() > bytes_max)
      return fail(ErrorCode::limit_exceeded, "the file unpacks to more than inflated_bytes_max", "inflated_bytes_max");
    if (status == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK) continue;
    if (status == Z_STREAM_END) return out;
    if (status == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0)) continue;
    out.cut_off = true;  // broken or cut off: what came before is there (padding behind the end counts as nothing)
    return out;
  }
}

// The name inside of the header (FLG.FNAME) or the file's own without its ending.
std::string packed_name(const ReadContext& context) {
  const std::string_view name = context.name.substr(context.name.rfind('/') + 1);
  if (name.ends_with(".gz")) return std::string(name.substr(0, name.size() - 3));
  if (name.ends_with(".tgz")) return std::string(name.substr(0, name.size() - 4)) + ".tar";
  constexpr std::size_t kHeader = 10;
  constexpr unsigned kExtra = 4, kName = 8;
  const bool named =
      context.bytes.size() > kHeader && (static_cast<unsigned char>(context.bytes[3]) & (kExtra | kName)) == kName;
  if (!named) return std::string(name);
  return member_name(
      context.bytes.substr(kHeader, std::min(context.bytes.find('\0', kHeader), context.bytes.size()) - kHeader));
}

}  // namespace

Result<Document> read_tar(const ReadContext& context) {
  DocumentBuilder builder(context.media_type, context.limits);
  Members members(builder, context);
  read_entries(context.bytes, members, builder);
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the archive holds no file with text"});
  return document;
}

Result<Document> read_gzip(const ReadContext& context) {
  const std::uint64_t left = context.inner == nullptr ? context.limits.inflated_bytes_max : context.inner->bytes;
  ONGGI_TRY(const Unpacked unpacked, unpack_gzip(context.bytes, std::min(left, context.limits.inflated_bytes_max)));
  forget_mapping(context.bytes);
  if (unpacked.bytes.empty()) return fail(ErrorCode::bad_input, "the gzip file is broken or holds nothing", "broken");
  DocumentBuilder builder(context.media_type, context.limits);
  if (unpacked.cut_off) builder.warn("truncated", "the gzip file is cut off or broken; what came before was read");
  add_inner_file(builder, context, unpacked.bytes, packed_name(context));
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the packed file holds no text"});
  return document;
}

}  // namespace onggi::parse
