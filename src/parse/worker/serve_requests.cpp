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

// The answers to one request. An error may come instead of any of them.
class Answers {
 public:
  Answers(int socket, const Request& request) : socket_(socket), left_(request.limits.output_bytes_max) {}

  Result<void> send(Answer answer, std::string_view payload) {
    if (payload.size() > left_) {
      return fail(ErrorCode::limit_exceeded, "the answer is longer than output_bytes_max", "output_bytes_max");
    }
    left_ -= payload.size();
    answer.payload_bytes = payload.size();
    return keep(send_frame(socket_, encode(answer), payload, -1, always));
  }

  /// Says that error; what the channel says where it is the reason.
  Result<void> send(const Error& error) {
    if (!channel_) return channel_;
    return keep(send_frame(socket_, encode(error), {}, -1, always));
  }

 private:
  Result<void> keep(Result<void> sent) {
    if (!sent) channel_ = sent;
    return sent;
  }

  int socket_;
  std::uint64_t left_;
  Result<void> channel_;
};

// Pieces go out while the document is written, so that the two are never there as a whole.
Result<void> answer_document(const Request& request, std::string_view bytes, Answers& answers) {
  ONGGI_TRY(Document document, read_document(bytes, request.name, request.options, request.limits));
  if (!request.media_type.empty()) document.media_type = request.media_type;
  ONGGI_CHECK(
      write_wire(std::move(document), [&](const std::string& piece) { return answers.send({.more = true}, piece); }));
  return answers.send({}, {});  // nobody knew which piece was the last
}

Result<void> answer_image(const Request& request, std::string_view bytes, Answers& answers) {
  ONGGI_TRY(const PageImage image, render_page(bytes, request.name, request.render->page_index,
                                               request.render->dots_per_inch, request.options, request.limits));
  return answers.send({.width_px = image.width_px, .height_px = image.height_px}, image.png);
}

Result<void> answer_words(const Request& request, std::string_view bytes, Answers& answers) {
  ONGGI_TRY(const std::vector<PageWord> words,
            page_words(bytes, request.name, *request.words, request.options, request.limits));
  return answers.send({}, encode(words));
}

Result<void> answer(const Request& request, int file, Answers& answers) {
  try {
    const MappedFile mapped(file);
    if (request.words) return answer_words(request, mapped.bytes(), answers);
    return request.render ? answer_image(request, mapped.bytes(), answers)
                          : answer_document(request, mapped.bytes(), answers);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "the answer about this file needs more memory than memory_bytes_max",
                "memory_bytes_max");
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
    Answers answers(socket, request);
    if (const auto done = answer(request, frame->file.get(), answers); !done) ONGGI_CHECK(answers.send(done.error()));
    ::alarm(0);
    ::malloc_trim(0);
  }
}

}  // namespace onggi::parse
