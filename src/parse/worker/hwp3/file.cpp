// See file.h.
#include "parse/worker/hwp3/file.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "parse/worker/hwp3/cursor.h"
#include "parse/worker/hwp3/letters.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::string_view kSignature = "HWP Document File V3.00";
constexpr std::size_t kSignatureSize = 30;
constexpr std::size_t kInformationSize = 128;
constexpr std::size_t kSummarySize = 1008;
constexpr std::size_t kTitleSize = 112;  // then the subject, then the author, as long
constexpr std::size_t kBeforeLockedBody = 256;

struct Inflated {
  std::string bytes;
  bool whole = false;
};

// Raw deflate; behind its end follow a checksum and blocks that no text is in.
Result<Inflated> inflated(std::string_view packed, std::uint64_t bytes_max) {
  constexpr int kRawDeflate = -15;
  constexpr std::size_t kGrowth = 4;
  z_stream zip{};
  if (inflateInit2(&zip, kRawDeflate) != Z_OK) return fail(ErrorCode::internal, "zlib is not at hand");
  std::string input(packed);
  zip.next_in = reinterpret_cast<Bytef*>(input.data());
  zip.avail_in = static_cast<uInt>(input.size());
  Inflated result;
  int state = Z_OK;
  std::size_t used = 0;
  while (state == Z_OK && used <= bytes_max) {
    if (used == result.bytes.size())
      result.bytes.resize(std::min<std::uint64_t>(kGrowth * std::max(used, input.size()) + 64, bytes_max + 1));
    zip.next_out = reinterpret_cast<Bytef*>(result.bytes.data()) + used;
    zip.avail_out = static_cast<uInt>(std::min<std::size_t>(result.bytes.size() - used, 1U << 30U));
    const uInt room = zip.avail_out;
    state = ::inflate(&zip, Z_NO_FLUSH);
    used += room - zip.avail_out;
  }
  inflateEnd(&zip);
  if (used > bytes_max)
    return fail(ErrorCode::limit_exceeded, "the document unpacks to more than inflated_bytes_max",
                "inflated_bytes_max");
  result.bytes.resize(used);
  result.whole = state == Z_STREAM_END;
  return result;
}

struct Head {
  bool locked = false, packed = false;
  std::size_t block_size = 0;
};

Head read_information(std::string_view bytes, File& file) {
  Head head;
  Cursor cursor(bytes);
  cursor.skip(4);                            // where the text cursor stood
  const std::uint16_t paper = cursor.u16();  // kind, orientation
  file.height = cursor.u16();
  file.width = cursor.u16();
  if ((paper >> 8U) != 0) std::swap(file.width, file.height);
  cursor.skip(86);  // margins, a chained file, a note
  head.locked = cursor.u16() != 0;
  file.first_page = std::max<std::int32_t>(cursor.u16(), 1);
  cursor.skip(10);  // numbers and distances of notes
  file.behind_note = cursor.u8();
  cursor.skip(13);  // line above notes, frame of pages
  head.packed = cursor.u8() != 0;
  cursor.skip(1);
  head.block_size = cursor.u16();
  return head;
}

std::unexpected<Error> wrong_password() {
  return fail(ErrorCode::bad_input, "the document is encrypted and the given password does not open it",
              "password_wrong");
}

// There is no check but that what comes out unpacks whole.
Result<std::string> unlocked(std::string_view body, const ReadContext& context) {
  if (context.options.password.empty())
    return fail(ErrorCode::bad_input, "the document is encrypted: give its password, or save it without",
                "password_required");
  ONGGI_TRY(const std::string clear, decrypt(body, context.options.password));
  auto result = inflated(clear, context.limits.inflated_bytes_max);
  if (!result) {
    if (result.error().code == ErrorCode::limit_exceeded) return std::unexpected(std::move(result).error());
    return wrong_password();
  }
  if (!result->whole || result->bytes.size() < kBeforeLockedBody) return wrong_password();
  return result->bytes.substr(kBeforeLockedBody);
}

}  // namespace

Result<File> File::open(const ReadContext& context) {
  if (!context.bytes.starts_with(kSignature)) {
    return fail(ErrorCode::unsupported,
                "HWP documents before version 3.0 are not read: save the document with Hangul 97 or later",
                "old_version");
  }
  File file;
  Cursor cursor(context.bytes);
  cursor.skip(kSignatureSize);
  const Head head = read_information(cursor.raw(kInformationSize), file);
  const auto summary = cursor.raw(kSummarySize);
  file.title = letters_from(summary.substr(0, kTitleSize));
  if (summary.size() >= 3 * kTitleSize) file.author = letters_from(summary.substr(2 * kTitleSize, kTitleSize));
  cursor.skip(head.block_size);
  if (!cursor.ok()) return fail(ErrorCode::bad_input, "the file ends before its document begins", "broken");
  if (head.locked && !head.packed) {
    return fail(ErrorCode::unsupported, "the document is encrypted in a way that is not known: save it without",
                "encryption_version");
  }
  if (head.locked) {
    ONGGI_TRY(file.body, unlocked(cursor.rest(), context));
  } else if (head.packed) {
    ONGGI_TRY(Inflated body, inflated(cursor.rest(), context.limits.inflated_bytes_max));
    if (body.bytes.empty()) return fail(ErrorCode::bad_input, "the packed document is broken", "broken");
    file.cut_off = !body.whole;
    file.body = std::move(body.bytes);
  } else {
    file.body = cursor.rest();
  }
  return file;
}

}  // namespace onggi::parse::hwp3
