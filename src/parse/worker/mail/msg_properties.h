// Properties of an Outlook message (MS-OXMSG): each storage of the compound file (message, recipient, attachment) keeps
// its own, strings and bytes as streams, numbers and times in one table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/compound/compound.h"

namespace onggi::parse {

class MsgProperties {
 public:
  /// `storage` is the path of the storage ("" for the message itself, with "/" at its end otherwise); `header_bytes`
  /// stands before the table: 32 in the message, 24 in one inside of it, 8 elsewhere (§2.4).
  MsgProperties(const CompoundFile& file, std::string storage, std::size_t header_bytes);

  /// A string property (PtypString, or PtypString8 in `codepage`); empty when missing.
  std::string text(std::uint16_t id, std::uint32_t codepage = 0) const;
  /// A binary property; empty when missing.
  std::string bytes(std::uint16_t id) const;
  std::optional<std::uint64_t> number(std::uint16_t id) const;
  const std::string& storage() const { return storage_; }

 private:
  std::string stream(std::uint16_t id, std::uint16_t type) const;

  const CompoundFile& file_;
  std::string storage_, table_;
  std::size_t header_bytes_;
};

/// "CP949" for 949: names that decode_text() knows; empty for a codepage that says nothing.
std::string charset_of_codepage(std::uint64_t codepage);

/// A time (100 ns since 1601) as mails write it: "Mon, 03 Mar 2025 09:00:00 +0000".
std::string mail_date(std::uint64_t file_time);

}  // namespace onggi::parse
