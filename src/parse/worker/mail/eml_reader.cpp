// EML: a mail as it travels (RFC 5322 and MIME) → its subject, its header, its body, and what is attached to it; mbox:
// many of them in one file (RFC 4155).
#include <algorithm>
#include <array>

#include "parse/worker/inner/inner.h"
#include "parse/worker/mail/mail_part.h"
#include "parse/worker/mail/mail_text.h"
#include "parse/worker/mail/mail_writer.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

// Walks the parts of one message. Messages inside of it get a walker and a document of their own.
class Walker {
 public:
  Walker(const ReadContext& context, DocumentBuilder& builder) : context_(context), builder_(builder) {}

  void message(const MailPart& part);

 private:
  void visit(const MailPart& part);
  void alternatives(const MailPart& part);
  void related(const MailPart& part);
  void signed_part(const MailPart& part);
  void leaf(const MailPart& part);
  void text_leaf(const MailPart& part, const HeaderWithParameters& type);
  void attached_message(const MailPart& part);
  void attachment(const MailPart& part);
  std::string text_of(const MailPart& part, const HeaderWithParameters& type);
  std::string name_of(const MailPart& part);

  const ReadContext& context_;
  DocumentBuilder& builder_;
  std::string charset_;  // of the first text part: what 8-bit headers are probably written in
  int unnamed_ = 0;
};

bool is_text(const MailPart& part) { return part.media_type == "text/plain" || part.media_type == "text/html"; }

HeaderWithParameters type_of(const MailPart& part) { return decode_parameters(part.header("Content-Type")); }

bool is_attached(const MailPart& part) {
  return decode_parameters(part.header("Content-Disposition")).value == "attachment";
}

// The charset of the first text part in reading order.
std::string first_charset(const MailPart& part) {
  if (part.parts.empty()) return is_text(part) ? type_of(part).parameter("charset") : std::string();
  for (const MailPart& below : part.parts) {
    if (std::string charset = first_charset(below); !charset.empty()) return charset;
  }
  return {};
}

std::string_view ending_for(std::string_view media_type) {
  constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"text/plain", ".txt"},
      {"text/html", ".html"},
      {"text/csv", ".csv"},
      {"text/calendar", ".ics"},
      {"text/rfc822-headers", ".txt"},
      {"message/delivery-status", ".txt"},
      {"message/rfc822", ".eml"},
      {"application/pdf", ".pdf"},
      {"application/zip", ".zip"},
      {"application/json", ".json"},
      {"application/xml", ".xml"},
      {"image/png", ".png"},
      {"image/jpeg", ".jpg"},
      {"image/gif", ".gif"},
  });
  const auto found = std::ranges::find(kEndings, media_type, &std::pair<std::string_view, std::string_view>::first);
  return found == kEndings.end() ? std::string_view{} : found->second;
}

// S/MIME and PGP parts that hold an encrypted or wrapped message.
bool is_sealed(std::string_view media_type) {
  return media_type == "application/pkcs7-mime" || media_type == "application/x-pkcs7-mime" ||
         media_type == "multipart/encrypted" || media_type == "application/pgp-encrypted";
}

bool is_signature(std::string_view media_type) {
  return media_type == "application/pkcs7-signature" || media_type == "application/x-pkcs7-signature" ||
         media_type == "application/pgp-signature";
}

void Walker::message(const MailPart& part) {
  charset_ = part.parts.empty() ? std::string() : first_charset(part);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const std::string_view name : {"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date"})
    fields.emplace_back(name, decode_header(part.header(name), charset_));
  add_mail_header(builder_, decode_header(part.header("Subject"), charset_), fields);
  for (const MailPart& body : part.parts) visit(body);
}

void Walker::visit(const MailPart& part) {
  if (builder_.full()) return;
  if (part.too_deep) return builder_.warn("part_unread", "parts nested deeper than depth_max are left out");
  if (is_sealed(part.media_type)) {
    return builder_.warn("encrypted_part",
                         "a part is encrypted or sealed (" + part.media_type + "): it cannot be read without its key");
  }
  if (part.media_type == "multipart/alternative") return alternatives(part);
  if (part.media_type == "multipart/related") return related(part);
  if (part.media_type == "multipart/signed") return signed_part(part);
  if (part.media_type.starts_with("multipart/")) {
    for (const MailPart& below : part.parts) visit(below);
    return;
  }
  if (!part.parts.empty()) return attached_message(part);
  leaf(part);
}

// RFC 2046 §5.1.4: the same thing in several forms. What is neither plain text nor HTML (an invitation, a related part
// with pictures) is visited as it stands.
void Walker::alternatives(const MailPart& part) {
  std::string plain, html;
  std::vector<const MailPart*> others;
  const auto sort = [&](const MailPart& one) {
    if (!is_text(one) || is_attached(one)) return others.push_back(&one);
    std::string& form = one.media_type == "text/html" ? html : plain;
    form.append(form.empty() ? "" : "\n").append(text_of(one, type_of(one)));
  };
  for (const MailPart& below : part.parts) {
    // HTML with its pictures: the HTML is an alternative, the pictures are not.
    const bool wraps = below.media_type == "multipart/related" || below.media_type == "multipart/mixed";
    if (!wraps || below.too_deep) sort(below);
    else std::ranges::for_each(below.parts, sort);
  }
  add_mail_body(builder_, context_, html, plain);
  for (const MailPart* other : others) visit(*other);
}

void Walker::related(const MailPart& part) {
  for (const MailPart& below : part.parts) visit(below);
}

void Walker::signed_part(const MailPart& part) {
  builder_.warn("signature_unchecked", "the mail is signed; who signed it was not checked");
  for (const MailPart& below : part.parts) {
    if (!is_signature(below.media_type)) visit(below);
  }
}

void Walker::leaf(const MailPart& part) {
  const HeaderWithParameters type = type_of(part);
  if (is_text(part) && !is_attached(part)) return text_leaf(part, type);
  if (part.media_type == "message/external-body" || part.media_type == "message/partial")
    return builder_.warn("part_unread", "a part lies elsewhere (" + part.media_type + ")");
  const bool shown_inside = !part.header("Content-ID").empty() || !is_attached(part);
  if (part.media_type.starts_with("image/") && shown_inside) return add_figure(builder_, context_, part.content, {});
  attachment(part);
}

void Walker::text_leaf(const MailPart& part, const HeaderWithParameters& type) {
  const std::string text = text_of(part, type);
  if (part.media_type == "text/html") return add_mail_body(builder_, context_, text, {});
  add_mail_text(builder_, context_, text);
}

std::string Walker::text_of(const MailPart& part, const HeaderWithParameters& type) {
  const Decoded decoded = decode_text(part.content, type.parameter("charset"));
  warn_replaced(builder_, decoded);
  const bool flowed = part.media_type == "text/plain" && lower_ascii(type.parameter("format")) == "flowed";
  return flowed ? join_flowed(decoded.utf8, lower_ascii(type.parameter("delsp")) == "yes") : decoded.utf8;
}

std::string Walker::name_of(const MailPart& part) {
  std::string name = decode_parameters(part.header("Content-Disposition"), charset_).parameter("filename");
  if (name.empty()) name = decode_parameters(part.header("Content-Type"), charset_).parameter("name");
  name = squeeze_spaces(name);
  if (!name.empty()) return name;
  return "attachment-" + std::to_string(++unnamed_) + std::string(ending_for(part.media_type));
}

void Walker::attachment(const MailPart& part) {
  if (warn_if_sealed(builder_, part.content)) return;
  const std::string charset = type_of(part).parameter("charset");
  if (!is_text(part) || charset.empty()) return add_inner_file(builder_, context_, part.content, name_of(part));
  // An attached text says its charset here and nowhere else.
  add_inner_file(builder_, context_, decode_text(part.content, charset).utf8, name_of(part));
}

void Walker::attached_message(const MailPart& part) {
  const MailPart& inner = part.parts.front();
  DocumentBuilder builder("message/rfc822", context_.limits);
  Walker(context_, builder).message(inner);
  std::string name = decode_parameters(part.header("Content-Disposition"), charset_).parameter("filename");
  if (name.empty()) name = decode_parameters(part.header("Content-Type"), charset_).parameter("name");
  if (name.empty()) name = decode_header(inner.header("Subject"));
  if (name.empty()) name = "message-" + std::to_string(++unnamed_);
  if (!name.ends_with(".eml")) name += ".eml";
  auto document = std::move(builder).finish();
  if (document) builder_.append(*std::move(document), name);
  else builder_.warn("inner_file_unread", name + ": " + document.error().message);
}

// Saved by an editor with a byte-order mark, even as UTF-16: what is a header must be ASCII again.
std::string without_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  // UTF-16 without a mark: the first letter of the first header has a zero byte at its side.
  const bool wide = bytes.size() > 2 && (bytes[0] == '\0') != (bytes[1] == '\0');
  const bool marked =
      wide || bytes.starts_with("\xEF\xBB\xBF"sv) || bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv);
  return marked ? decode_text(bytes).utf8 : std::string();
}

Result<void> append_mail(DocumentBuilder& builder, const ReadContext& context, std::string_view bytes) {
  const std::string unmarked = without_mark(bytes);
  if (!unmarked.empty()) bytes = unmarked;
  // 100: what is nested deeper than that comes from no mail program, and each level costs stack.
  constexpr std::int32_t kDepthMax = 100;
  if (bytes.starts_with("From ")) bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
  ONGGI_TRY(const MailPart message, parse_mail(bytes, std::min(context.limits.depth_max, kDepthMax)));
  Walker(context, builder).message(message);
  return {};
}

// Where the next message of an mbox begins: a "From " line at the start or behind a blank line (RFC 4155 appendix A).
std::size_t next_message(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find("\nFrom ", from); at != std::string_view::npos; at = bytes.find("\nFrom ", at + 1)) {
    const bool blank_before =
        at > 0 && (bytes[at - 1] == '\n' || (bytes[at - 1] == '\r' && at > 1 && bytes[at - 2] == '\n'));
    if (blank_before) return at + 1;
  }
  return bytes.size();
}

// ">From " at the start of a line is the writers' way to keep it from looking like a new message.
std::string without_quoting(std::string_view message) {
  std::string out;
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find('\n', begin), message.size() - 1) + 1;
    std::string_view line = message.substr(begin, end - begin);
    if (line.starts_with('>') && line.substr(std::min(line.find_first_not_of('>'), line.size())).starts_with("From "))
      line.remove_prefix(1);
    out += line;
    begin = end;
  }
  return out;
}

void append_one_of_many(DocumentBuilder& builder, const ReadContext& context, std::string_view bytes, int number) {
  const std::string name = std::to_string(number) + ".eml";
  DocumentBuilder one("message/rfc822", context.limits);
  const std::string message = without_quoting(bytes);
  auto read = append_mail(one, context, message);
  if (!read) return builder.warn("inner_file_unread", name + ": " + read.error().message);
  auto document = std::move(one).finish();
  if (!document) return builder.warn("inner_file_unread", name + ": " + document.error().message);
  builder.append(*std::move(document), name);
}

}  // namespace

Result<Document> read_eml(const ReadContext& context) {
  DocumentBuilder builder(context.media_type, context.limits);
  ONGGI_CHECK(append_mail(builder, context, context.bytes));
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the mail has no header, no body and no attachment"});
  return document;
}

Result<Document> read_mbox(const ReadContext& context) {
  DocumentBuilder builder(context.media_type, context.limits);
  int number = 0;
  for (std::size_t begin = 0; begin < context.bytes.size() && !builder.full();) {
    const std::size_t end = next_message(context.bytes, begin);
    std::string_view message = context.bytes.substr(begin, end - begin);
    if (message.starts_with("From ")) message.remove_prefix(std::min(message.find('\n'), message.size() - 1) + 1);
    if (count_visible(message) > 0) append_one_of_many(builder, context, message, ++number);
    begin = end;
  }
  return std::move(builder).finish();
}

}  // namespace onggi::parse
