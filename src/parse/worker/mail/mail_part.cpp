// See mail_part.h; the only file that includes GMime.
#include "parse/worker/mail/mail_part.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>

#include "parse/worker/mail/mail_text.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

template <typename Object>
struct Unref {
  void operator()(Object* object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref<Object>>;

std::string or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

void copy_headers(GMimeObject* object, MailPart& part) {
  constexpr int kHeadersMax = 2'000;
  GMimeHeaderList* headers = g_mime_object_get_header_list(object);
  const int count = std::min(g_mime_header_list_get_count(headers), kHeadersMax);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
    part.headers.emplace_back(or_empty(g_mime_header_get_name(header)), or_empty(g_mime_header_get_raw_value(header)));
  }
}

std::string decoded_content(GMimePart* leaf) {
  GMimeDataWrapper* content = g_mime_part_get_content(leaf);
  if (content == nullptr) return {};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  if (bytes == nullptr || bytes->data == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string type_of(GMimeObject* object) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  if (type == nullptr) return {};
  return lower_ascii(or_empty(g_mime_content_type_get_media_type(type)) + "/" +
                     or_empty(g_mime_content_type_get_media_subtype(type)));
}

MailPart copied(GMimeObject* object, std::int32_t depth_left);

MailPart copied_message(GMimeMessage* message, std::int32_t depth_left) {
  MailPart part;
  part.media_type = "message/rfc822";
  copy_headers(GMIME_OBJECT(message), part);
  GMimeObject* body = g_mime_message_get_mime_part(message);
  if (body != nullptr) part.parts.push_back(copied(body, depth_left - 1));
  return part;
}

MailPart copied(GMimeObject* object, std::int32_t depth_left) {
  MailPart part;
  part.media_type = type_of(object);
  copy_headers(object, part);
  const bool has_parts = GMIME_IS_MULTIPART(object) || GMIME_IS_MESSAGE_PART(object);
  part.too_deep = has_parts && depth_left <= 0;
  if (part.too_deep) return part;
  if (GMIME_IS_MULTIPART(object)) {
    constexpr int kPartsMax = 10'000;
    const int count = std::min(g_mime_multipart_get_count(GMIME_MULTIPART(object)), kPartsMax);
    for (int i = 0; i < count; ++i)
      part.parts.push_back(copied(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth_left - 1));
  } else if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    if (message != nullptr) part.parts.push_back(copied_message(message, depth_left - 1));
  } else if (GMIME_IS_PART(object)) {
    part.content = decoded_content(GMIME_PART(object));
  }
  return part;
}

}  // namespace

std::string_view MailPart::header(std::string_view name) const {
  const std::string wanted = lower_ascii(name);
  for (const auto& [candidate, value] : headers) {
    if (lower_ascii(candidate) == wanted) return value;
  }
  return {};
}

Result<MailPart> parse_mail(std::string_view bytes, std::int32_t depth_max) {
  warm_mail();
  // A byte array that only looks at our bytes: the stream reads its two public fields and frees nothing.
  GByteArray view{reinterpret_cast<guint8*>(const_cast<char*>(bytes.data())), static_cast<guint>(bytes.size())};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_byte_array(&view));
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream.get()), FALSE);
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), TRUE);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return fail(ErrorCode::bad_input, "the mail cannot be read: it has no headers", "broken");
  return copied_message(message.get(), depth_max);
}

void warm_mail() {
  static const bool once = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace onggi::parse
