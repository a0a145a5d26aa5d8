// See inner.h.
#include "parse/worker/inner/inner.h"

#include "parse/media_type.h"

namespace onggi::parse {
namespace {

constexpr std::int32_t kDepthMax = 5;

Result<Document> read_inner(const ReadContext& outer, std::string_view bytes, std::string_view name) {
  InnerBudget& budget = *outer.inner;
  if (bytes.empty()) return fail(ErrorCode::bad_input, "it is empty", "empty_file");
  if (budget.depth >= kDepthMax) return fail(ErrorCode::limit_exceeded, "it lies too deep in other files", "depth_max");
  if (budget.files <= 0) return fail(ErrorCode::limit_exceeded, "there are too many files before it", "files_max");
  if (bytes.size() > budget.bytes)
    return fail(ErrorCode::limit_exceeded, "the files before it used up inflated_bytes_max", "inflated_bytes_max");
  // Unpacking it was work, whether somebody reads it or not.
  budget.bytes -= bytes.size();
  --budget.files;
  const std::string media_type = detect_media_type(bytes, name);
  const Reader* reader = find_reader(media_type);
  if (reader == nullptr) return fail(ErrorCode::unsupported, describe_unsupported(media_type), "unsupported_format");
  ParseOptions options = outer.options;
  options.first_page.reset();
  options.last_page.reset();
  ParseLimits limits = outer.limits;
  limits.inflated_bytes_max = budget.bytes;
  ++budget.depth;
  auto document = read_file_with(*reader, {bytes, name, media_type, options, limits, &budget});
  --budget.depth;
  return document;
}

}  // namespace

void add_inner_file(DocumentBuilder& builder, const ReadContext& outer, std::string_view bytes, std::string_view name) {
  if (outer.inner == nullptr) return;
  auto document = read_inner(outer, bytes, name);
  if (document) return builder.append(*std::move(document), name);
  builder.warn("inner_file_unread", std::string(name) + ": " + document.error().message);
}

}  // namespace onggi::parse
