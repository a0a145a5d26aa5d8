// What client and worker say to each other, as JSON headers of frames (channel.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parse/parse.h"

namespace onggi::parse {

/// The worker's first frame: it is inside of its sandbox and ready, or says why not.
struct Hello {
  std::string version;  // of all readers
};

/// Client → worker; the file's bytes travel as a sealed memory file.
struct Request {
  std::string name;
  ParseOptions options;
  ParseLimits limits;
  struct Render {
    std::int32_t page_index = 0;
    double dots_per_inch = 0;
  };
  std::optional<Render> render;       // a picture of this page
  std::optional<std::int32_t> words;  // the words of this page; neither: parse
  std::string media_type;             // what the document is called where the file was made from another; else empty
};

/// Worker → client. The payload is a piece of the document (document/wire.h), the picture's PNG or the words (encode).
struct Answer {
  std::uint64_t payload_bytes = 0;
  std::int32_t width_px = 0, height_px = 0;  // of a picture
  bool more = false;                         // another answer follows with the next piece
};

std::string encode(const Hello& hello);
std::string encode(const Request& request);
std::string encode(const Answer& answer);
std::string encode(const Error& error);
std::string encode(const std::vector<PageWord>& words);

// Errors: bad_input (reason "bad_frame") for anything that is not the expected header; decode_hello and decode_answer
// also return the error that the worker sent, as it was.
Result<Hello> decode_hello(std::string_view header);
Result<Request> decode_request(std::string_view header);
Result<Answer> decode_answer(std::string_view header);
Result<std::vector<PageWord>> decode_words(std::string_view payload);

}  // namespace onggi::parse
