// A mail archive: an mbox file, a Maildir, or folders of .eml and .mbox files. Each message is one document, named by
// its Message-ID wherever it lies.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <unordered_set>

#include "base/file.h"
#include "base/hash.h"
#include "ingest/sources/mail_header.h"
#include "ingest/sources/reader.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 150;

std::string name_of(const MailHeader& header) {
  std::string name = header.subject.empty() ? "message" : header.subject;
  std::ranges::replace(name, '/', ' ');
  if (name.size() > kNameBytesMax) name.resize(floor_to_code_point(name, kNameBytesMax));
  return name + ".eml";
}

std::map<std::string, std::string> fields_of(const MailHeader& header) {
  return {{"title", header.subject}, {"author", header.from}, {"date", header.date}};
}

class MailReader final : public Reader {
 public:
  explicit MailReader(const ReaderParts& parts)
      : root_(parts.location),
        include_(parts.options.texts("include")),
        exclude_(parts.options.texts("exclude")),
        bytes_max_(parts.bytes_max) {}

  Result<void> walk(const Walk& walk) override {
    std::error_code error;
    const fs::file_status status = fs::status(root_, error);
    if (fs::is_regular_file(status)) return mbox(root_, walk);
    if (fs::is_directory(status)) return folder(root_, walk);
    return fail(
        ErrorCode::not_found,
        "there is no mail archive " + root_.string() + "; nothing was removed. Mount it, or correct the location",
        "source_missing");
  }

 private:
  // Folders of a Maildir++ begin with a dot, so hidden ones are looked into, too.
  Result<void> folder(const fs::path& folder_path, const Walk& walk) {
    ONGGI_CHECK(walk.cancel.check());
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    fs::directory_iterator at(folder_path, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) entries.push_back(*at);
    if (error) return std::unexpected(system_error("look into", folder_path, error.value()));
    std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) { return entry.path().native(); });
    const std::string holder = folder_path.filename().string();
    const bool maildir = holder == "cur" || holder == "new";
    for (const fs::directory_entry& entry : entries) {
      std::error_code unknown;
      if (entry.is_symlink(unknown) || entry.path().filename() == "tmp") continue;
      if (entry.is_directory(unknown)) ONGGI_CHECK(folder(entry.path(), walk));
      else if (entry.is_regular_file(unknown)) ONGGI_CHECK(file(entry.path(), maildir, walk));
    }
    return {};
  }

  Result<void> file(const fs::path& path, bool maildir, const Walk& walk) {
    const std::string relative = path.lexically_relative(root_).generic_string();
    if (!is_valid_utf8(relative) || !wanted(relative, include_, exclude_)) return {};
    const std::string ending = path.extension().string();
    if (ending == ".mbox") return mbox(path, walk);
    return maildir || ending == ".eml" ? message(path, relative, walk) : Result<void>{};
  }

  Result<void> message(const fs::path& path, const std::string& relative, const Walk& walk) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return {};  // a reader moved it from new/ to cur/ meanwhile
    std::ifstream file(path, std::ios::binary);
    std::string head(64U << 10U, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    const MailHeader header = read_mail_header(head);
    const std::string mark = std::to_string(status.st_size) + "-" + std::to_string(status.st_mtim.tv_sec) + "." +
                             std::to_string(status.st_mtim.tv_nsec);
    const std::string id = header.message_id.empty() ? relative : header.message_id;
    if (!ids_.insert(sha256_hex(id).substr(0, 32)).second) return {};  // the same mail in two folders
    return walk.each({.id = id, .name = name_of(header), .mark = mark, .read = [path, header] {
                        Content content;
                        content.file = path;
                        content.fields = fields_of(header);
                        return Result<Content>(std::move(content));
                      }});
  }

  // A message begins at a line "From " after an empty one (RFC 4155); mboxrd's ">From " is a "From " of the text.
  Result<void> mbox(const fs::path& path, const Walk& walk) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(system_error("read", path, errno));
    std::string mail, line;
    bool inside = false, after_empty = true;
    while (std::getline(file, line)) {
      if (after_empty && line.starts_with("From ")) {
        if (inside) ONGGI_CHECK(boxed(std::exchange(mail, {}), walk));
        inside = true, after_empty = false;
        continue;
      }
      after_empty = line.empty() || line == "\r";
      const std::size_t quotes = line.find_first_not_of('>');
      if (quotes != std::string::npos && quotes > 0 && std::string_view(line).substr(quotes).starts_with("From "))
        line.erase(0, 1);
      if (mail.size() <= bytes_max_) mail.append(line).push_back('\n');
    }
    if (file.bad()) return std::unexpected(system_error("read", path, errno));
    if (!inside && !mail.empty())
      return fail(ErrorCode::bad_input, path.string() + " is no mbox: it does not begin with a line \"From \"",
                  "not_an_mbox");
    return inside ? boxed(std::move(mail), walk) : Result<void>{};
  }

  Result<void> boxed(std::string mail, const Walk& walk) {
    ONGGI_CHECK(walk.cancel.check());
    const MailHeader header = read_mail_header(mail);
    const std::string hash = sha256_hex(mail).substr(0, 32);
    const std::string id = header.message_id.empty() ? "sha256:" + hash : header.message_id;
    if (!ids_.insert(sha256_hex(id).substr(0, 32)).second) return {};
    if (mail.size() > bytes_max_)
      return walk.failed(id, {ErrorCode::limit_exceeded, "the message is longer than a file may be", {}, {}});
    // Shared by the listing and its read().
    const auto kept = std::make_shared<std::string>(std::move(mail));
    return walk.each({.id = id, .name = name_of(header), .mark = hash, .read = [kept, header] {
                        Content content;
                        content.bytes = *kept;
                        content.fields = fields_of(header);
                        return Result<Content>(std::move(content));
                      }});
  }

  fs::path root_;
  std::vector<std::string> include_, exclude_;
  std::uint64_t bytes_max_;
  std::unordered_set<std::string> ids_;
};

}  // namespace

std::unique_ptr<Reader> mail_reader(const ReaderParts& parts) { return std::make_unique<MailReader>(parts); }

}  // namespace onggi::sources
