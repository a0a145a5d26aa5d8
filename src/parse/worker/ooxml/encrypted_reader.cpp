// The reader of encrypted office files: opens them and hands the package to the reader of what is inside.
#include "parse/media_type.h"
#include "parse/worker/compound/compound.h"
#include "parse/worker/crypto/crypto.h"
#include "parse/worker/ooxml/decrypt.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

Result<Document> read_encrypted_office(const ReadContext& context) {
  ONGGI_TRY(const std::string package, ooxml::decrypt_package(context.bytes, context.options.password, context.limits));
  const std::string media_type = detect_media_type(package, context.name);
  const Reader* reader = find_reader(media_type);
  if (reader == nullptr || media_type == context.media_type)
    return fail(ErrorCode::unsupported, describe_unsupported(media_type), "unsupported_format");
  return read_file_with(*reader, {package, context.name, media_type, context.options, context.limits, context.inner});
}

void warm_encrypted_office() {
  warm_compound();
  warm_crypto();
}

}  // namespace onggi::parse
