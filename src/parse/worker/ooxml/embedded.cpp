// See embedded.h.
#include "parse/worker/ooxml/embedded.h"

#include <algorithm>

#include "parse/worker/compound/compound.h"
#include "parse/worker/inner/inner.h"
#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  if (offset + 4 > bytes.size()) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

std::string_view take_string(std::string_view bytes, std::size_t& at) {
  const std::size_t end = std::min(bytes.find('\0', std::min(at, bytes.size())), bytes.size());
  const std::string_view text = bytes.substr(std::min(at, bytes.size()), end - std::min(at, bytes.size()));
  at = end + 1;
  return text;
}

// MS-OLEDS 2.3.6: size, a word, label, path, two words, the temporary path with its length, then the file.
bool add_native(DocumentBuilder& builder, const ReadContext& context, std::string_view stream) {
  std::size_t at = 6;
  const std::string_view label = take_string(stream, at);
  take_string(stream, at);
  at += 4;
  const std::uint32_t path_bytes = number_at(stream, at);
  if (path_bytes > stream.size()) return false;
  at += 4 + path_bytes;
  const std::uint32_t size = number_at(stream, at);
  at += 4;
  if (size == 0 || at > stream.size() || stream.size() - at < size) return false;
  const std::size_t slash = label.find_last_of("/\\");
  const std::string name = decode_text(label.substr(slash == std::string_view::npos ? 0 : slash + 1)).utf8;
  add_inner_file(builder, context, stream.substr(at, size), name.empty() ? "embedded" : name);
  return true;
}

bool add_stream(DocumentBuilder& builder, const ReadContext& context, const CompoundFile& file, std::string_view name) {
  if (file.has("\x01Ole10Native")) {
    const auto stream = file.read("\x01Ole10Native");
    if (stream && add_native(builder, context, *stream)) return true;
  }
  for (const std::string_view content : {"Package", "CONTENTS", "EmbeddedOdf"}) {
    if (!file.has(content)) continue;
    const auto stream = file.read(content);
    if (!stream || !(stream->starts_with("PK") || stream->starts_with("%PDF"))) continue;
    add_inner_file(builder, context, *stream, name);
    return true;
  }
  return false;
}

}  // namespace

Result<void> add_embedded(DocumentBuilder& builder, const ReadContext& context, OfficePackage& package,
                          const std::string& part) {
  if (context.inner == nullptr) return {};
  ONGGI_TRY(const std::string bytes, package.read_side(part));
  const std::string name = part.substr(part.rfind('/') + 1);
  if (bytes.empty()) return {};
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    const auto file = CompoundFile::open(bytes, context.limits);
    if (file && add_stream(builder, context, *file, name)) return {};
  }
  add_inner_file(builder, context, bytes, name);
  return {};
}

}  // namespace onggi::parse::ooxml
