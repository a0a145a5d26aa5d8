// Inside of room: what differs from API to API around a call, its headers and how a server says why it does not answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/remote.h"

namespace onggi::model {

enum class Trouble : std::uint8_t {
  other,    // the status says all
  context,  // the prompt is longer than the model reads
  filter,   // the server's own rules refuse the prompt or the answer
  model,    // it has no such model
  schema,   // it cannot hold an answer to this schema
};

/// What an answer stands for.
struct Told {
  int status = 0;  // of HTTP, or what the API's own code stands for where that comes inside of a 200
  Trouble trouble = Trouble::other;
  std::string code;  // the API's own, digits alone: may be shown; mostly empty
};

struct Dialect {
  std::string_view name;                          // for messages
  void (*add_headers)(OutgoingRequest& request);  // beside the key and the types
  Told (*read)(const IncomingAnswer& answer);
};

const Dialect& dialect_of(RemoteApi api);

/// In our words alone: a server may quote the prompt.
Error told_error(const RemoteOptions& options, const std::string& place, const Told& told);

}  // namespace onggi::model
