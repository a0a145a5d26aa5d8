// What a mail says of itself. Inside of room ingest.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace onggi::sources {

struct MailHeader {
  std::string message_id;  // without its brackets; empty: it has none
  std::string subject, from;
  std::string date;  // "2024-03-01", as its sender's clock said; empty: not to be read
};

/// Reads the header of a message (RFC 5322), with encoded words (RFC 2047) decoded. Never fails: what is broken is
/// left out. The message itself is read by the parser, in its sandbox.
MailHeader read_mail_header(std::string_view message);

}  // namespace onggi::sources
