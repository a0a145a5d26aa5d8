// What a file is: by its bytes first, by its name only where bytes do not tell.
//
// Signatures: PDF 32000-1 §7.5.2, APPNOTE.TXT (ZIP) §4.3, ECMA-376 part 2, OCF/ODF mimetype entries, OWPML (KS X 6101)
// mimetype entry, MS-CFB §2.2; images and the rest by their registered magic numbers.
#include "parse/media_type.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "parse/parse.h"
#include "parse/sniff.h"
#include "text/text.h"

namespace onggi {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kSniffBytes = 4096;

constexpr std::string_view kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view kPptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
constexpr std::string_view kUnknown = "application/octet-stream";

struct Magic {
  std::string_view bytes;
  std::string_view media_type;
};

constexpr auto kMagics = std::to_array<Magic>({
    {"\x89PNG\r\n\x1a\n"sv, "image/png"},
    {"\xff\xd8\xff"sv, "image/jpeg"},
    {"GIF87a"sv, "image/gif"},
    {"GIF89a"sv, "image/gif"},
    {"\x09\x04\x06\0\0\0"sv, "application/vnd.ms-excel"},  // BIFF 4, 3: Excel's files before compound ones
    {"\x09\x02\x06\0\0\0"sv, "application/vnd.ms-excel"},
    {"II*\0"sv, "image/tiff"},
    {"MM\0*"sv, "image/tiff"},
    {"BM"sv, "image/bmp"},
    {"{\\rtf"sv, "application/rtf"},
    {"HWP Document File V"sv, "application/x-hwp-v3"},
    {"\x1f\x8b"sv, "application/gzip"},
    {"BZh"sv, "application/x-bzip2"},
    {"\xfd\x37zXZ"sv, "application/x-xz"},
    {"\x28\xb5\x2f\xfd"sv, "application/zstd"},
    {"\x78\x9f\x3e\x22"sv, "application/vnd.ms-tnef"},
    {"7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed"},
    {"Rar!\x1a\x07"sv, "application/vnd.rar"},
    {"\x7f"
     "ELF"sv,
     "application/x-executable"},
    {"MZ"sv, "application/vnd.microsoft.portable-executable"},
    {"%!PS"sv, "application/postscript"},
});

std::uint32_t little_endian(std::string_view bytes, std::size_t offset, std::size_t size) {
  if (offset > bytes.size() || bytes.size() - offset < size) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

std::string_view part(std::string_view bytes, std::size_t offset, std::size_t size) {
  return offset >= bytes.size() ? std::string_view{} : bytes.substr(offset, size);
}

// Calls `visit(name)` for each central directory entry, or for each local header found where the directory is cut off.
template <typename Visit>
void each_zip_name(std::string_view bytes, const Visit& visit) {
  constexpr std::size_t kEntriesMax = 2'000;
  constexpr std::size_t kEndRecordMax = 65'557;
  const std::size_t tail = bytes.size() > kEndRecordMax ? bytes.size() - kEndRecordMax : 0;
  const std::size_t end = bytes.substr(tail).rfind("PK\5\6"sv);
  std::size_t offset =
      end == std::string_view::npos ? std::string_view::npos : little_endian(bytes, tail + end + 16, 4);
  if (part(bytes, offset, 4) == "PK\1\2"sv) {
    for (std::size_t n = 0; n < kEntriesMax && part(bytes, offset, 4) == "PK\1\2"sv; ++n) {
      const std::size_t name = little_endian(bytes, offset + 28, 2);
      visit(part(bytes, offset + 46, name));
      offset += 46 + name + little_endian(bytes, offset + 30, 2) + little_endian(bytes, offset + 32, 2);
    }
    return;
  }
  offset = 0;
  for (std::size_t n = 0; n < kEntriesMax && (offset = bytes.find("PK\3\4"sv, offset)) != std::string_view::npos;
       ++n, offset += 4)
    visit(part(bytes, offset + 30, little_endian(bytes, offset + 26, 2)));
}

// OCF, ODF and HWPX put their type, uncompressed, into a first entry named "mimetype".
std::string_view zip_mimetype(std::string_view bytes) {
  if (little_endian(bytes, 26, 2) != 8 || part(bytes, 30, 8) != "mimetype" || little_endian(bytes, 8, 2) != 0)
    return {};
  return part(bytes, 38 + little_endian(bytes, 28, 2), std::min<std::uint32_t>(little_endian(bytes, 22, 4), 100));
}

std::string_view zip_media_type(std::string_view bytes) {
  constexpr auto kKnown = std::to_array<std::string_view>({
      "application/hwp+zip",
      "application/epub+zip",
      "application/vnd.oasis.opendocument.text",
      "application/vnd.oasis.opendocument.spreadsheet",
      "application/vnd.oasis.opendocument.presentation",
  });
  const std::string_view stated = zip_mimetype(bytes);
  for (const std::string_view type : kKnown) {
    if (stated.starts_with(type)) return type;
  }
  bool content_types = false, container = false;
  std::string_view inner = "application/zip";
  each_zip_name(bytes, [&](std::string_view name) {
    if (name == "[Content_Types].xml") content_types = true;
    if (name == "META-INF/container.xml") container = true;
    if (name.starts_with("word/")) inner = kDocx;
    if (name.starts_with("xl/")) inner = kXlsx;
    if (name.starts_with("ppt/")) inner = kPptx;
    if (name == "Contents/content.hpf" || name == "Contents/section0.xml") inner = "application/hwp+zip";
  });
  // Books whose "mimetype" is not the first entry; HWPX has a container.xml too, but other names say so.
  if (inner == "application/zip" && container) return "application/epub+zip";
  const bool office = inner == kDocx || inner == kXlsx || inner == kPptx;
  return office && !content_types ? "application/zip"sv : inner;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

// Names of streams and storages of a compound file (MS-CFB 2.6.1): directory entries of 128 bytes with a name in UTF-16
// whose length follows it. Found without the sector tables, so that a broken file is still known for what it is. In
// lower case: names differ by more than case.
std::set<std::string> compound_names(std::string_view bytes) {
  constexpr std::size_t kEntry = 128, kHeader = 512, kNameMax = 64;
  std::set<std::string> names;
  for (std::size_t at = kHeader; at + kEntry <= bytes.size(); at += kEntry) {
    const std::size_t length = little_endian(bytes, at + kNameMax, 2);  // in bytes, with its zero
    if (length < 4 || length > kNameMax || length % 2 != 0) continue;
    std::string name;
    for (std::size_t i = 0; i + 2 < length; i += 2)
      if (bytes[at + i + 1] == '\0') name += bytes[at + i];
    if (2 * name.size() + 2 == length) names.insert(lower_ascii(name));
  }
  return names;
}

// Which streams there are says what the file is.
std::string_view compound_media_type(std::string_view bytes) {
  const std::set<std::string> names = compound_names(bytes);
  // First of all: a message may carry any of the others as an attachment, streams and all.
  if (names.contains("__nameid_version1.0") || names.contains("__properties_version1.0"))
    return "application/vnd.ms-outlook";
  if (bytes.find("HWP Document File") != std::string_view::npos || names.contains("bodytext"))
    return "application/x-hwp";
  if (names.contains("encryptedpackage")) return "application/x-ooxml-encrypted";
  if (names.contains("worddocument")) return "application/msword";
  if (names.contains("workbook") || names.contains("book")) return "application/vnd.ms-excel";
  if (names.contains("powerpoint document")) return "application/vnd.ms-powerpoint";
  if (names.contains("fileheader")) return "application/x-hwp";
  return "application/x-ole-storage";
}

std::string ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string{} : lower_ascii(name.substr(dot + 1));
}

std::optional<std::string_view> type_of_ending(std::string_view ending) {
  constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"txt", "text/plain"},
      {"text", "text/plain"},
      {"log", "text/plain"},
      {"md", "text/markdown"},
      {"markdown", "text/markdown"},
      {"html", "text/html"},
      {"htm", "text/html"},
      {"xhtml", "text/html"},
      {"csv", "text/csv"},
      {"tsv", "text/tab-separated-values"},
      {"json", "application/json"},
      {"geojson", "application/json"},
      {"ipynb", "application/json"},
      {"jsonl", "application/x-ndjson"},
      {"ndjson", "application/x-ndjson"},
      {"xml", "application/xml"},
      {"rss", "application/xml"},
      {"atom", "application/xml"},
      {"eml", "message/rfc822"},
      {"mbox", "application/mbox"},
      {"hml", "application/x-hwpml"},
      {"svg", "image/svg+xml"},
  });
  const auto found = std::ranges::find(kEndings, ending, &std::pair<std::string_view, std::string_view>::first);
  if (found == kEndings.end()) return std::nullopt;
  return found->second;
}

// The start of a text in lower-case ASCII, for sniffing: marks skipped, UTF-16 thinned to its low bytes.
std::string sniffed(std::string_view bytes) {
  std::string_view head = bytes.substr(0, kSniffBytes);
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (!head.starts_with("\xff\xfe") && !head.starts_with("\xfe\xff")) return lower_ascii(head);
  std::string thin;
  for (const char byte : head.substr(2)) {
    if (byte != '\0') thin.push_back(byte);
  }
  return lower_ascii(thin);
}

// After comments and white space: does markup of HTML begin here? (WHATWG MIME Sniffing §7.1 in spirit.)
bool looks_like_html(std::string_view head) {
  constexpr auto kTags =
      std::to_array<std::string_view>({"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<table", "<div",
                                       "<script", "<h1", "<p>", "<br", "<iframe", "<style"});
  for (;;) {
    head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n\f"), head.size()));
    if (!head.starts_with("<!--") && !head.starts_with("<?xml")) break;
    const std::size_t end = head.find('>');
    if (end == std::string_view::npos) return false;
    const std::size_t comment_end = head.starts_with("<!--") ? head.find("-->") : end - 2;
    if (comment_end == std::string_view::npos) return false;
    head.remove_prefix(std::min(comment_end + 3, head.size()));
  }
  return std::ranges::any_of(kTags, [&](std::string_view tag) { return head.starts_with(tag); });
}

// Control characters that no text has: 14, 15 and 27 switch alphabets in ISO-2022-KR. UTF-16 text is recognised by its
// mark or by zero bytes on one side only.
bool looks_binary(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kSniffBytes);
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) return false;
  std::size_t controls = 0;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto byte = static_cast<unsigned char>(head[i]);
    if (byte == 0) ++zeros[i % 2];
    if (byte < 32 && byte != 0 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 14 &&
        byte != 15 && byte != 27)
      ++controls;
  }
  const std::size_t most = std::max(zeros[0], zeros[1]);
  const bool utf16 = most > 0 && std::min(zeros[0], zeros[1]) * 20 < most && most * 8 > head.size();
  return (most > 0 && !utf16) || controls * 50 > head.size();
}

std::string_view text_media_type(std::string_view bytes, std::string_view file_name) {
  const std::string ending = ending_of(file_name);
  const std::string head = sniffed(bytes);
  if (head.starts_with("{\\rtf")) return "application/rtf";
  const auto named = type_of_ending(ending);
  if (named == "text/markdown" || named == "text/csv" || named == "text/tab-separated-values") return *named;
  if (looks_like_html(head)) return "text/html";
  const bool xml = head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<feed");
  if (named == "application/x-hwpml" || head.find("<hwpml") != std::string::npos) return "application/x-hwpml";
  const bool own_xml = named == "text/html" || named == "image/svg+xml";
  if (xml) return own_xml ? *named : "application/xml"sv;
  if (parse::looks_like_mbox(head)) return named == "message/rfc822" ? *named : "application/mbox"sv;
  if (named == "text/plain" && parse::looks_like_mime(head)) return "message/rfc822";
  if (named) return *named;
  if (head.starts_with("<svg")) return "image/svg+xml";
  if (parse::looks_like_mail(head)) return "message/rfc822";
  if (const std::string_view json = parse::json_media_type(bytes); !json.empty()) return json;
  return "text/plain";
}

std::string_view binary_media_type(std::string_view bytes) {
  // Readers accept a PDF header within the first 1,024 bytes (implementation note 13 of PDF 1.7 appendix H).
  if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return "application/pdf";
  if (bytes.starts_with("PK\3\4"sv) || bytes.starts_with("PK\5\6"sv) || bytes.starts_with("PK\7\x08"sv))
    return zip_media_type(bytes);
  if (bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) return compound_media_type(bytes);
  if (bytes.starts_with("RIFF") && part(bytes, 8, 4) == "WEBP") return "image/webp";
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.bytes) && (magic.bytes.size() > 2 || looks_binary(bytes))) return magic.media_type;
  }
  return {};
}

}  // namespace

std::string detect_media_type(std::string_view first_bytes, std::string_view file_name) {
  if (first_bytes.empty()) return std::string(type_of_ending(ending_of(file_name)).value_or(kUnknown));
  const std::string_view binary = binary_media_type(first_bytes);
  if (!binary.empty()) return std::string(binary);
  if (parse::is_tar_header(first_bytes)) return "application/x-tar";
  if (looks_binary(first_bytes)) {
    const std::string ending = ending_of(file_name);
    if (ending == "zip") return "application/zip";  // one of several parts begins in the middle of a member
    return std::string(ending == "p7m" || ending == "p7s" ? "application/pkcs7-mime"sv : kUnknown);
  }
  return std::string(text_media_type(first_bytes, file_name));
}

}  // namespace onggi
