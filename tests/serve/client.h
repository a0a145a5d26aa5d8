// A client that sends exactly the bytes it is told to: well-formed, broken or slow.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"

namespace onggi {

struct Reply {
  int status = 0;                              // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);

  bool send(std::string_view bytes);
  Reply read_reply(bool head_only = false);  // with a Content-Length, in chunks, or until the end
  std::string read_some();                   // what comes next; "" at the end
  std::string read_until(std::string_view mark);
  bool at_end();  // the server has closed
  void close() { socket_ = FileDescriptor(); }

 private:
  bool fill();
  std::string take_line();
  std::string take_bytes(std::size_t count);
  FileDescriptor socket_;
  std::string buffer_;
};

/// One request on a connection of its own. `fields` are whole lines, each ended by \r\n.
Reply call(std::uint16_t port, std::string_view method, std::string_view target, std::string_view fields = {},
           std::string_view body = {});

}  // namespace onggi
