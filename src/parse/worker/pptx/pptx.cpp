#include "parse/worker/reader.h"
namespace onggi::parse {
Result<Document> read_pptx(const ReadContext& /*context*/) { return fail(ErrorCode::unsupported, "x"); }
}  // namespace onggi::parse
