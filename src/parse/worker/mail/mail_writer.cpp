// See mail_writer.h.
#include "parse/worker/mail/mail_writer.h"

#include <optional>

namespace onggi::parse {
namespace {

// A piece of the mail read by the reader of its own type.
std::optional<Document> read_as(ReadFunction read, std::string_view media_type, const ReadContext& mail,
                                std::string_view utf8, DocumentBuilder& builder) {
  if (count_visible(utf8) == 0) return std::nullopt;
  auto document = read({utf8, {}, media_type, mail.options, mail.limits, mail.inner});
  if (document) return *std::move(document);
  builder.warn("part_unread", "a " + std::string(media_type) + " part: " + document.error().message);
  return std::nullopt;
}

// HTML that is only a wrapper around a picture says less than the text beside it.
bool says_enough(const std::optional<Document>& html, std::string_view plain) {
  if (!html) return false;
  constexpr std::int64_t kShare = 2;
  return count_visible(plain) == 0 || html->account.characters_out * kShare >= count_visible(plain);
}

void leave_out(DocumentBuilder& builder, std::int64_t characters) {
  builder.count_in(characters);
  builder.drop("alternative", characters);
}

// "홍길동" of "홍길동 <hong@example.com>"; an address alone names nobody.
std::string sender_name(std::string_view from) {
  const std::size_t address = from.find('<');
  if (address == std::string_view::npos) return from.find('@') == std::string_view::npos ? std::string(from) : "";
  std::string name = squeeze_spaces(from.substr(0, address));
  std::erase(name, '"');
  return name;
}

}  // namespace

void add_mail_header(DocumentBuilder& builder, std::string_view subject,
                     const std::vector<std::pair<std::string, std::string>>& fields) {
  builder.set_title(subject);
  builder.count_in(subject);
  builder.add(ElementKind::title, subject);
  std::string lines;
  for (const auto& [name, value] : fields) {
    if (count_visible(value) == 0) continue;
    if (name == "From") builder.set_author(sender_name(value));
    const std::string label = name + ":";
    builder.count_in(label);
    builder.count_in(value);
    lines.append(lines.empty() ? "" : "\n").append(label).append(" ").append(squeeze_spaces(value));
  }
  builder.add(ElementKind::paragraph, lines);
}

void add_mail_body(DocumentBuilder& builder, const ReadContext& context, std::string_view html,
                   std::string_view plain) {
  auto document = read_as(read_html, "text/html", context, html, builder);
  if (!says_enough(document, plain)) {
    if (document) leave_out(builder, document->account.characters_in);
    return add_mail_text(builder, context, plain);
  }
  leave_out(builder, count_visible(plain));
  builder.append(*std::move(document), {});
}

bool warn_if_sealed(DocumentBuilder& builder, std::string_view bytes) {
  if (!bytes.starts_with("-----BEGIN PGP MESSAGE-----")) return false;
  builder.warn("encrypted_part", "a part is encrypted with PGP: its text cannot be read without the recipient's key");
  return true;
}

void add_mail_text(DocumentBuilder& builder, const ReadContext& context, std::string_view plain) {
  const std::size_t sealed = plain.find("-----BEGIN PGP MESSAGE-----");
  if (sealed != std::string_view::npos) warn_if_sealed(builder, plain.substr(sealed));
  auto document = read_as(read_text, "text/plain", context, plain, builder);
  if (document) builder.append(*std::move(document), {});
}

}  // namespace onggi::parse
