// The worker's loop; see serve_requests.h.
#include "parse/worker/serve_requests.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "document/wire.h"
#include "parse/channel.h"
#include "parse/messages.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

Result<void> always() { return {}; }

// The handed-over file, mapped. It is sealed, so it cannot shrink while it is read; a client that sent another kind of
// file is refused by its size or by mmap.
class MappedFile {
 public:
  explicit MappedFile(int file) {
    const off_t size = ::lseek(file, 0, SEEK_END);
    if (size <= 0) return;
    void* memory = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, file, 0);
    if (memory != MAP_FAILED) bytes_ = {static_cast<const char*>(memory), static_cast<std::size_t>(size)};
  }
  ~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

struct Reply {
  std::string header, payload;
};

Reply error_reply(const Error& error) { return {encode(error), {}}; }

Reply payload_reply(const Request& request, Answer answer, std::string payload) {
  if (payload.size() > request.limits.output_bytes_max) {
    return error_reply(
        {ErrorCode::limit_exceeded,
         "the answer is longer than output_bytes_max (" + std::to_string(request.limits.output_bytes_max) + ")",
         {},
         "output_bytes_max"});
  }
  answer.payload_bytes = payload.size();
  return {encode(answer), std::move(payload)};
}

Reply parse_reply(const Request& request, std::string_view bytes) {
  auto document = read_document(bytes, request.name, request.options, request.limits);
  if (!document) return error_reply(document.error());
  return payload_reply(request, {}, to_wire(*std::move(document)));
}

Reply render_reply(const Request& request, std::string_view bytes) {
  auto image = render_page(bytes, request.name, request.render->page_index, request.render->dots_per_inch,
                           request.options, request.limits);
  if (!image) return error_reply(image.error());
  return payload_reply(request, {0, image->width_px, image->height_px}, std::move(image->png));
}

Reply words_reply(const Request& request, std::string_view bytes) {
  const auto words = page_words(bytes, request.name, *request.words, request.options, request.limits);
  if (!words) return error_reply(words.error());
  return payload_reply(request, {}, encode(*words));
}

Reply reply_to(const Request& request, int file) {
  try {
    const MappedFile mapped(file);
    if (request.words) return words_reply(request, mapped.bytes());
    return request.render ? render_reply(request, mapped.bytes()) : parse_reply(request, mapped.bytes());
  } catch (const std::bad_alloc&) {
    return error_reply({ErrorCode::limit_exceeded,
                        "the answer about this file needs more memory than memory_bytes_max",
                        {},
                        "memory_bytes_max"});
  }
}

}  // namespace

void warm_readers() {
  for (const Reader& reader : readers()) {
    if (reader.warm != nullptr) reader.warm();
  }
  // ICU opens its converters and normalisers at first use.
  const ParseOptions options;
  const ParseLimits limits;
  for (const std::string_view sample : {"\xc7\xd1\xb1\xdb\xc0\xd4\xb4\xcf\xb4\xd9. \xb0\xa1\xb3\xaa\xb4\xd9",
                                        "\xff\xfe\x5c\xd5", "한글"}) [[maybe_unused]]
    const auto read = read_document(sample, "warm.txt", options, limits);
}

Result<void> serve_requests(int socket) {
  const auto no_payload = [](std::string_view) { return Result<std::uint64_t>(0); };
  for (;;) {
    auto frame = receive_frame(socket, no_payload, always);
    if (!frame)
      return frame.error().reason == "channel_closed" ? Result<void>() : std::unexpected(std::move(frame).error());
    ONGGI_TRY(const Request request, decode_request(frame->header));
    // The client watches the time; this clock is for a client that died meanwhile.
    constexpr unsigned kGraceSeconds = 10;
    ::alarm(static_cast<unsigned>(std::max(request.limits.seconds_max, 1)) + kGraceSeconds);
    const Reply reply = reply_to(request, frame->file.get());
    ONGGI_CHECK(send_frame(socket, reply.header, reply.payload, -1, always));
    ::alarm(0);
    ::malloc_trim(0);
  }
}

}  // namespace onggi::parse
