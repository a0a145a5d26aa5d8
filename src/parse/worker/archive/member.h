// Members of an archive on their way to their readers.
#pragma once

#include <string>
#include <string_view>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

/// A member's name as people read it: UTF-8 where it is, else CP949 (Windows in Korea writes ZIP names so, without
/// saying it); backslashes as slashes; no control characters.
std::string member_name(std::string_view raw);

/// What the system put there and nobody wrote: __MACOSX/, .DS_Store, Thumbs.db, desktop.ini, ._ files.
bool is_system_file(std::string_view name);

/// Hands members over and keeps what they cost together below the limits. A name goes only into the document, never to
/// a file system: "../../etc/passwd" is just an odd name.
class Members {
 public:
  Members(DocumentBuilder& builder, const ReadContext& context);

  void add(std::string_view bytes, std::string_view name);
  void unread(std::string_view name, std::string_view why);
  void count_empty() { ++empty_; }
  void count_system_file() { ++system_files_; }
  /// No member may be read any more: a limit of all inner files is reached.
  bool spent() const;
  /// Bytes that may still be unpacked.
  std::uint64_t bytes_left() const;
  /// Says once what was left out.
  void finish(std::size_t not_looked_at);

 private:
  DocumentBuilder& builder_;
  const ReadContext& context_;
  std::uint64_t unpacked_ = 0;
  std::int64_t unread_ = 0, empty_ = 0, system_files_ = 0;
};

}  // namespace onggi::parse
