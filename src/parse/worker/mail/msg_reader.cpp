// MSG: one Outlook item in a compound file (MS-OXMSG) → like EML its subject, header, body and attachments.
#include <algorithm>
#include <set>

#include "parse/worker/compound/compound.h"
#include "parse/worker/inner/inner.h"
#include "parse/worker/mail/mail_text.h"
#include "parse/worker/mail/mail_writer.h"
#include "parse/worker/mail/msg_properties.h"
#include "parse/worker/mail/rtf_body.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

// Property ids (MS-OXPROPS).
constexpr std::uint16_t kMessageClass = 0x001A, kSubject = 0x0037, kSubmitTime = 0x0039, kSenderName = 0x0C1A,
                        kSenderEmail = 0x0C1F, kSenderSmtp = 0x5D01, kSentName = 0x0042, kSentEmail = 0x0065,
                        kDisplayBcc = 0x0E02, kDisplayCc = 0x0E03, kDisplayTo = 0x0E04, kDeliveryTime = 0x0E06,
                        kBody = 0x1000, kRtf = 0x1009, kHtml = 0x1013, kName = 0x3001, kEmail = 0x3003, kSmtp = 0x39FE,
                        kRecipientType = 0x0C15, kCodepage = 0x3FFD, kInternetCodepage = 0x3FDE, kAttachData = 0x3701,
                        kAttachShortName = 0x3704, kAttachMethod = 0x3705, kAttachLongName = 0x3707,
                        kAttachType = 0x370E, kContentId = 0x3712;

using Fields = std::vector<std::pair<std::string, std::string>>;

// Storages of a kind right below another one, in order: "__attach_version1.0_#00000000/".
std::vector<std::string> storages(const CompoundFile& file, const std::string& above, std::string_view kind) {
  std::set<std::string> found;
  for (const auto& stream : file.streams()) {
    const std::string_view path = stream.path;
    if (!path.starts_with(above) || !path.substr(above.size()).starts_with(kind)) continue;
    const std::size_t end = path.find('/', above.size());
    if (end != std::string_view::npos) found.emplace(path.substr(0, end + 1));
  }
  return {found.begin(), found.end()};
}

std::string person(std::string_view name, std::string_view email) {
  // Exchange's own names ("/O=COMPANY/CN=...") are no addresses that people know.
  if (email.find('@') == std::string_view::npos || name == email) return std::string(name.empty() ? email : name);
  return name.empty() ? std::string(email) : std::string(name) + " <" + std::string(email) + ">";
}

class Message {
 public:
  Message(const CompoundFile& file, const ReadContext& context, DocumentBuilder& builder, std::string storage,
          int depth)
      : file_(file),
        context_(context),
        builder_(builder),
        properties_(file, std::move(storage), depth == 0 ? 32 : 24),
        codepage_(static_cast<std::uint32_t>(properties_.number(kCodepage).value_or(0))),
        depth_(depth) {}

  void read();

 private:
  std::string text(std::uint16_t id) const { return properties_.text(id, codepage_); }
  std::string sender() const;
  std::string recipients(std::uint64_t type, std::uint16_t display) const;
  std::string date() const;
  Fields contact() const;
  void body();
  void attachment(const std::string& storage);
  void embedded(const std::string& storage, const std::string& name);

  const CompoundFile& file_;
  const ReadContext& context_;
  DocumentBuilder& builder_;
  MsgProperties properties_;
  std::uint32_t codepage_;
  int depth_;
};

std::string Message::sender() const {
  std::string name = text(kSenderName), email = text(kSenderSmtp);
  if (name.empty()) name = text(kSentName);
  if (email.empty()) email = text(kSenderEmail);
  if (email.empty()) email = text(kSentEmail);
  return person(name, email);
}

std::string Message::recipients(std::uint64_t type, std::uint16_t display) const {
  std::string line;
  for (const std::string& storage : storages(file_, properties_.storage(), "__recip_version1.0_#")) {
    const MsgProperties recipient(file_, storage, 8);
    if ((recipient.number(kRecipientType).value_or(1) & 15U) != type) continue;
    std::string email = recipient.text(kSmtp, codepage_);
    if (email.empty()) email = recipient.text(kEmail, codepage_);
    const std::string one = person(recipient.text(kName, codepage_), email);
    line.append(line.empty() || one.empty() ? "" : ", ").append(one);
  }
  return line.empty() ? text(display) : line;
}

std::string Message::date() const {
  const auto sent = properties_.number(kSubmitTime);
  return mail_date(sent ? *sent : properties_.number(kDeliveryTime).value_or(0));
}

// A card of the address book has its facts in properties, not in a body.
Fields Message::contact() const {
  if (!lower_ascii(text(kMessageClass)).starts_with("ipm.contact")) return {};
  Fields fields;
  for (const auto& [name, id] :
       std::initializer_list<std::pair<std::string_view, std::uint16_t>>{{"Name", 0x3001},
                                                                         {"Company", 0x3A16},
                                                                         {"Department", 0x3A18},
                                                                         {"Title", 0x3A17},
                                                                         {"Business phone", 0x3A08},
                                                                         {"Mobile phone", 0x3A1C},
                                                                         {"Home phone", 0x3A09},
                                                                         {"Fax", 0x3A24},
                                                                         {"Country", 0x3A26},
                                                                         {"Address", 0x3A15}})
    fields.emplace_back(name, text(id));
  return fields;
}

void Message::read() {
  Fields fields{{"From", sender()},
                {"To", recipients(1, kDisplayTo)},
                {"Cc", recipients(2, kDisplayCc)},
                {"Bcc", recipients(3, kDisplayBcc)},
                {"Date", date()}};
  std::ranges::move(contact(), std::back_inserter(fields));
  add_mail_header(builder_, text(kSubject), fields);
  const std::string kind = lower_ascii(text(kMessageClass));
  if (kind.starts_with("ipm.note.smime"))
    builder_.warn("encrypted_part", "the message is signed or encrypted (S/MIME): what is sealed cannot be read");
  body();
  for (const std::string& storage : storages(file_, properties_.storage(), "__attach_version1.0_#")) {
    if (builder_.full()) return;
    attachment(storage);
  }
}

void Message::body() {
  const std::string plain = text(kBody);
  const auto internet = properties_.number(kInternetCodepage);
  const std::string bytes = properties_.bytes(kHtml);
  std::string html =
      bytes.empty() ? text(kHtml) : decode_text(bytes, charset_of_codepage(internet.value_or(codepage_))).utf8;
  const std::string compressed = properties_.bytes(kRtf);
  if (!html.empty() || compressed.empty()) return add_mail_body(builder_, context_, html, plain);
  const auto rtf = decompress_rtf(compressed, context_.limits.inflated_bytes_max);
  if (!rtf) {
    if (plain.empty()) builder_.warn("part_unread", "the body: " + rtf.error().message);
    return add_mail_body(builder_, context_, {}, plain);
  }
  const RtfBody body = body_of_rtf(*rtf);
  add_mail_body(builder_, context_, body.html, plain.empty() ? body.text : plain);
}

void Message::attachment(const std::string& storage) {
  const MsgProperties properties(file_, storage, 8);
  std::string name = properties.text(kAttachLongName, codepage_);
  if (name.empty()) name = properties.text(kAttachShortName, codepage_);
  if (name.empty()) name = properties.text(kName, codepage_);
  if (name.empty()) name = "attachment";
  constexpr std::uint64_t kEmbeddedMessage = 5, kOle = 6;
  const std::uint64_t method = properties.number(kAttachMethod).value_or(1);
  const std::string inside = storage + "__substg1.0_3701000D/";
  if (method == kEmbeddedMessage || file_.has(inside + "__properties_version1.0")) return embedded(inside, name);
  const std::string bytes = properties.bytes(kAttachData);
  if (bytes.empty()) {
    return builder_.warn("inner_file_unread", name + (method == kOle ? ": it is an OLE object"
                                                                     : ": it is empty or lies outside of the message"));
  }
  if (warn_if_sealed(builder_, bytes)) return;
  const bool picture = properties.text(kAttachType).starts_with("image/") && !properties.text(kContentId).empty();
  if (picture) return add_figure(builder_, context_, bytes, {});
  add_inner_file(builder_, context_, bytes, name);
}

void Message::embedded(const std::string& storage, const std::string& name) {
  constexpr int kDepthMax = 5;
  if (depth_ >= kDepthMax) return builder_.warn("inner_file_unread", name + ": it lies too deep in other messages");
  DocumentBuilder builder("application/vnd.ms-outlook", context_.limits);
  Message(file_, context_, builder, storage, depth_ + 1).read();
  auto document = std::move(builder).finish();
  const std::string file_name = name.ends_with(".msg") ? name : name + ".msg";
  if (document) builder_.append(*std::move(document), file_name);
  else builder_.warn("inner_file_unread", file_name + ": " + document.error().message);
}

}  // namespace

Result<Document> read_msg(const ReadContext& context) {
  ONGGI_TRY(const CompoundFile file, CompoundFile::open(context.bytes, context.limits));
  if (!file.has("__properties_version1.0"))
    return fail(ErrorCode::bad_input, "the file is no Outlook message: its properties are missing", "broken");
  DocumentBuilder builder(context.media_type, context.limits);
  Message(file, context, builder, {}, 0).read();
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the message has no header, no body and no attachment"});
  return document;
}

}  // namespace onggi::parse
