// The pool of workers behind Parser; see parse.h.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "document/wire.h"
#include "parse/converter.h"
#include "parse/parse.h"
#include "parse/worker_process.h"

namespace onggi {

std::string_view to_string(Ocr ocr) {
  constexpr std::array<std::string_view, 3> kNames = {"auto", "off", "force"};
  return kNames.at(static_cast<std::size_t>(ocr));
}

std::optional<Ocr> ocr_from(std::string_view name) {
  for (const Ocr ocr : {Ocr::automatic, Ocr::off, Ocr::force}) {
    if (name == to_string(ocr)) return ocr;
  }
  return std::nullopt;
}

std::string_view to_string(Content content) { return content == Content::all ? "all" : "main"; }

std::optional<Content> content_from(std::string_view name) {
  for (const Content content : {Content::main, Content::all}) {
    if (name == to_string(content)) return content;
  }
  return std::nullopt;
}
namespace {

using parse::WorkerProcess;

constexpr std::size_t kNameBytesMax = 255;  // of the name, its end: that is where the ending stands
constexpr std::size_t kPasswordBytesMax = 4096;

class PooledParser final : public Parser {
 public:
  explicit PooledParser(Options options)
      : options_(std::move(options)),
        converter_(options_.program.parent_path() / "onggi-convert", options_.libreoffice),
        sweeper_([this](const std::stop_token& stop) { end_idle_ones(stop); }) {}

  /// The first worker proves that the program runs and tells the version of its readers.
  Result<void> begin() {
    ONGGI_TRY(auto worker, WorkerProcess::start(options_.program, options_.limits, Cancel()));
    version_ = worker->version() + (converter_.available() ? ", libreoffice 1" : "");
    const std::scoped_lock lock(mutex_);
    started_ = 1;
    rest(std::move(worker));
    return {};
  }

  Result<Document> parse(std::string_view bytes, std::string_view name, const ParseOptions& options,
                         const Cancel& cancel) override {
    ONGGI_TRY(DocumentStream stream, parse_stream(bytes, name, options, cancel));
    auto document = std::move(stream).rest();
    if (!document) return nonsense();
    return document;
  }

  Result<DocumentStream> parse_stream(std::string_view bytes, std::string_view name, const ParseOptions& options,
                                      const Cancel& cancel) override {
    const std::string media_type = detect_media_type(bytes, name);
    const auto form = parse::converted_form(media_type);
    if (!form || !converter_.available()) return read(bytes, {.name = std::string(name), .options = options}, cancel);
    ONGGI_CHECK(check_input(bytes, options));
    ONGGI_TRY(const std::string converted, converter_.convert(bytes, media_type, options_.limits, cancel));
    return read(converted, {.name = "converted." + std::string(*form), .options = options, .media_type = media_type},
                cancel);
  }

  Result<PageImage> render_page(std::string_view bytes, std::string_view name, std::int32_t page_index,
                                double dots_per_inch, const ParseOptions& options, const Cancel& cancel) override {
    parse::Request request{.name = std::string(name), .options = options};
    request.render = {page_index, dots_per_inch};
    ONGGI_TRY(auto reply, exchange(bytes, std::move(request), cancel));
    if (reply.pieces.empty()) return nonsense();
    return PageImage{std::move(reply.pieces.front()), reply.answer.width_px, reply.answer.height_px};
  }

  Result<std::vector<PageWord>> page_words(std::string_view bytes, std::string_view name, std::int32_t page_index,
                                           const ParseOptions& options, const Cancel& cancel) override {
    parse::Request request{.name = std::string(name), .options = options};
    request.words = page_index;
    ONGGI_TRY(const auto reply, exchange(bytes, std::move(request), cancel));
    if (reply.pieces.empty()) return nonsense();
    auto words = parse::decode_words(reply.pieces.front());
    if (!words) return nonsense();
    return words;
  }

  const std::string& version() const override { return version_; }

 private:
  static std::unexpected<Error> nonsense() {
    return fail(ErrorCode::internal, "the reader answered nonsense about this file", "reader_crashed");
  }

  Result<DocumentStream> read(std::string_view bytes, parse::Request request, const Cancel& cancel) {
    ONGGI_TRY(auto reply, exchange(bytes, std::move(request), cancel));
    auto stream = DocumentStream::open(std::move(reply.pieces));
    if (!stream) return nonsense();
    return stream;
  }

  Result<WorkerProcess::Reply> exchange(std::string_view bytes, parse::Request request, const Cancel& cancel) {
    ONGGI_CHECK(check_input(bytes, request.options));
    ONGGI_CHECK(cancel.check());
    std::string& name = request.name;
    name.erase(0, name.size() - std::min(name.size(), kNameBytesMax));
    request.limits = options_.limits;
    ONGGI_TRY(const FileDescriptor file, parse::sealed_file(bytes));
    ONGGI_TRY(std::unique_ptr<WorkerProcess> worker, take(cancel));
    auto reply = worker->exchange(request, file.get(), cancel);
    give_back(std::move(worker));
    return reply;
  }

  Result<void> check_input(std::string_view bytes, const ParseOptions& options) const {
    if (bytes.empty()) return fail(ErrorCode::bad_input, "the file is empty", "empty_file");
    if (bytes.size() > options_.limits.bytes_max) {
      return fail(ErrorCode::limit_exceeded,
                  "the file is longer than bytes_max (" + std::to_string(options_.limits.bytes_max) + ")", "bytes_max");
    }
    if (options.password.size() > kPasswordBytesMax)
      return fail(ErrorCode::invalid_argument, "the password is longer than 4096 bytes");
    return {};
  }

  // An idle worker, or a new one while there are fewer than workers_max; else waits for the next that is given back.
  Result<std::unique_ptr<WorkerProcess>> take(const Cancel& cancel) {
    std::unique_lock lock(mutex_);
    while (idle_.empty() && started_ >= std::max(options_.workers_max, 1)) {
      ONGGI_CHECK(cancel.check());
      given_back_.wait_for(lock, std::chrono::milliseconds(50));
    }
    if (!idle_.empty()) {
      std::unique_ptr<WorkerProcess> worker = std::move(idle_.back().worker);
      idle_.pop_back();
      if (worker->usable()) return worker;
    } else {
      ++started_;
    }
    lock.unlock();  // a died one is replaced; its place in started_ goes over
    auto fresh = WorkerProcess::start(options_.program, options_.limits, cancel);
    if (!fresh) give_back(nullptr);
    return fresh;
  }

  void give_back(std::unique_ptr<WorkerProcess> worker) {
    if (worker && (!worker->usable() || worker->files() >= options_.files_per_worker)) worker.reset();
    const std::scoped_lock lock(mutex_);
    if (worker) {
      rest(std::move(worker));
    } else {
      --started_;
    }
    given_back_.notify_one();
  }

  // Under the lock.
  void rest(std::unique_ptr<WorkerProcess> worker) {
    idle_.push_back({.worker = std::move(worker), .since = Clock::now()});
    rests_.notify_one();
  }

  // The longest idle one is the first.
  void end_idle_ones(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      if (!rests_.wait(lock, stop, [this] { return !idle_.empty(); })) return;
      const auto due = idle_.front().since + options_.idle_max;
      if (Clock::now() < due) {
        rests_.wait_until(lock, stop, due, [] { return false; });
        continue;
      }
      std::unique_ptr<WorkerProcess> ended = std::move(idle_.front().worker);
      idle_.erase(idle_.begin());
      --started_;
      lock.unlock();
      ended.reset();  // waits for its end
      lock.lock();
    }
  }

  using Clock = std::chrono::steady_clock;
  struct Idle {
    std::unique_ptr<WorkerProcess> worker;
    Clock::time_point since;
  };

  const Options options_;
  const parse::Converter converter_;
  std::string version_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::condition_variable_any rests_;
  std::vector<Idle> idle_;
  std::int32_t started_ = 0;  // idle ones and those at work
  std::jthread sweeper_;      // last: ends before anything above goes
};

Result<std::filesystem::path> beside_this_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error)
    return fail(ErrorCode::unavailable, "cannot find this program's folder: " + error.message(), "reader_unavailable");
  return self.parent_path() / "onggi-parse";
}

}  // namespace

Result<DocumentStream> Parser::parse_stream(std::string_view bytes, std::string_view name, const ParseOptions& options,
                                            const Cancel& cancel) {
  ONGGI_TRY(Document document, parse(bytes, name, options, cancel));
  return DocumentStream::open({to_wire(std::move(document))});
}

Result<std::unique_ptr<Parser>> Parser::open(const Options& options) {
  Options complete = options;
  if (complete.program.empty()) {
    ONGGI_TRY(complete.program, beside_this_program());
  }
  auto parser = std::make_unique<PooledParser>(std::move(complete));
  ONGGI_CHECK(parser->begin());
  return parser;
}

}  // namespace onggi
