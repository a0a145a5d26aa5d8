// HTTP as handlers see it: plain structs, no library. Inside of room serve.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/temporary_file.h"

namespace onggi::serve_room {

/// Fields in the order in which they came; names in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string id;                                               // x-request-id: the client's when sane, else ours
  std::string method;                                           // upper case; HEAD stays HEAD
  std::string path;                                             // as sent, without the query
  std::vector<std::pair<std::string, std::string>> query;       // decoded, valid UTF-8
  std::vector<std::pair<std::string, std::string>> parameters;  // from the path: {"document_id", "doc_..."}
  Headers headers;
  std::string body;                     // of routes with a JSON body
  const TemporaryFile* file = nullptr;  // of uploads: where the body lies; belongs to the connection
  std::string address;                  // of the client
  bool secure = false;                  // came over TLS
  bool loopback = false;                // from this machine itself, through no proxy

  /// "" when it is not there.
  std::string_view header(std::string_view lower_case_name) const;
  std::string_view parameter(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
  std::vector<std::string> query_values(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;
  Headers headers;
  std::string body;
  std::string_view fixed_body;  // bytes that live as long as the program; used when `body` is empty

  std::string_view bytes() const { return body.empty() ? fixed_body : std::string_view(body); }
  static Response text(int status, std::string body);
  static Response json_text(int status, std::string body);
  static Response empty() { return {.status = 204}; }
};

/// An answer that is sent in pieces. Both calls block while the client is slow (back-pressure) and give false when it
/// is gone or the request was cancelled: stop working then. One thread.
class StreamWriter {
 public:
  virtual ~StreamWriter() = default;
  /// Sends status and fields; from then on no other answer is possible.
  virtual bool begin(Response head) = 0;
  virtual bool write(std::string_view bytes) = 0;
  virtual bool begun() const = 0;
  /// The stream has told how it ended: nothing is written after it, also where the handler gives an error.
  virtual void end() {}
};

/// %XX → bytes; nothing when broken, when a NUL comes out, or when the result is not UTF-8. `plus`: "+" is a space
/// (queries).
enum class Plus { keep, space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

/// "a=1&b=2" → pairs. Errors: invalid_argument.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

/// Content-Disposition for a download: RFC 6266 with an RFC 5987 name, plus an ASCII form for old clients.
std::string attachment_disposition(std::string_view file_name);

/// Equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view left, std::string_view right);

std::string to_lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);

/// Whether a comma-separated field names `token` ("gzip" in "br, gzip;q=0.8"); q=0 counts as not.
bool names_token(std::string_view field, std::string_view token);

/// "OK" for 200.
std::string_view reason_phrase(int status);

}  // namespace onggi::serve_room
