// What each kind of source can do: say what it holds, and give one thing. Inside of room ingest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "ingest/sources/options.h"
#include "net/http_client.h"
#include "store/temporary_file.h"

namespace onggi::sources {

/// One item's bytes: in memory, in a file that lies there anyhow, or in one that was made for it.
struct Content {
  std::string bytes;
  std::filesystem::path file;
  std::unique_ptr<TemporaryFile> fetched;
  std::map<std::string, std::string> fields;  // what the source says about it (metadata.h)
};

/// One thing that the source holds.
struct Listed {
  std::string id;    // within the source, the same in each run
  std::string name;  // with the ending that tells its type
  std::string mark;  // another one: it changed. Empty: not known, so it is read each time
  std::string memo;  // what the reader wants to know in the next run
  std::function<Result<Content>()> read;
};

/// What was known of an item after the run before; none: it is new.
struct Known {
  std::string mark;  // empty: it failed, or is to be read again anyhow
  std::string memo;
};

struct Walk {
  std::function<Result<void>(Listed&&)> each;  // its error ends the walk
  /// An item that is there and could not be looked at: it stays as it is, and its error is shown.
  std::function<Result<void>(const std::string& id, const Error&)> failed;
  std::function<Result<std::optional<Known>>(const std::string& id)> known;
  const Cancel& cancel;
};

class Reader {
 public:
  virtual ~Reader() = default;

  /// Goes through all that the source holds, in constant memory. Success says that the listing was complete: whatever
  /// was not in it is gone. Errors: not_found ("source_missing"), unavailable, not_allowed, limit_exceeded.
  virtual Result<void> walk(const Walk& walk) = 0;
};

/// What readers are made of.
struct ReaderParts {
  std::string location;
  Options options;
  std::map<std::string, std::string> secrets;
  std::shared_ptr<HttpClient> http;  // shared with all who call out
  std::shared_ptr<Gate> gate;
  std::filesystem::path scratch;
  std::uint64_t bytes_max = 0;  // of one item
};

std::unique_ptr<Reader> folder_reader(const ReaderParts& parts);
std::unique_ptr<Reader> mail_reader(const ReaderParts& parts);
std::unique_ptr<Reader> s3_reader(ReaderParts parts);
std::unique_ptr<Reader> sql_reader(ReaderParts parts);
std::unique_ptr<Reader> web_reader(ReaderParts parts);

}  // namespace onggi::sources
