// A bucket of S3 or what speaks like it. ListObjectsV2 tells an ETag of each object; only others are fetched.
#include <algorithm>
#include <pugixml.hpp>

#include "base/hash.h"
#include "ingest/sources/reader.h"
#include "net/url.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

constexpr std::uint64_t kListBytesMax = 16ULL << 20U;  // 1,000 keys of 1 KiB, and room
constexpr int kOk = 200, kForbidden = 403, kNotFound = 404;

Error status_error(int status, const std::string& what) {
  if (status == kForbidden || status == 401)
    return {ErrorCode::not_allowed,
            "S3 refuses " + what + "; look at access_key, secret_key and the bucket's policy",
            {},
            "s3_denied"};
  if (status == kNotFound) return {ErrorCode::not_found, "S3 knows no " + what, {}, "source_missing"};
  return {ErrorCode::unavailable, "S3 answered " + std::to_string(status) + " for " + what, {}, "s3_status"};
}

class S3Reader final : public Reader {
 public:
  explicit S3Reader(ReaderParts parts)
      : parts_(std::move(parts)),
        include_(parts_.options.texts("include")),
        exclude_(parts_.options.texts("exclude")) {}

  Result<void> walk(const Walk& walk) override {
    cancel_ = walk.cancel;
    for (std::string token;;) {
      ONGGI_TRY(const std::string answer, list(token));
      pugi::xml_document xml;
      if (!xml.load_buffer(answer.data(), answer.size())) return not_s3();
      const pugi::xml_node result = xml.child("ListBucketResult");
      if (!result) return not_s3();
      for (const pugi::xml_node object : result.children("Contents")) ONGGI_CHECK(each(object, walk));
      if (std::string_view(result.child_value("IsTruncated")) != "true") return {};
      token = result.child_value("NextContinuationToken");
      if (token.empty()) return not_s3();
    }
  }

 private:
  static std::unexpected<Error> not_s3() {
    return fail(ErrorCode::unavailable, "the endpoint does not answer as S3 does; look at option endpoint", "not_s3");
  }

  OutgoingRequest request(const std::string& path_and_query) const {
    OutgoingRequest made;
    made.method = "GET";
    made.purpose = "source.s3";
    std::string endpoint = parts_.options.text("endpoint");
    while (endpoint.ends_with('/')) endpoint.pop_back();
    if (parts_.options.flag("path_style")) {
      made.url = endpoint + "/" + parts_.location + path_and_query;
    } else {
      const std::size_t host = endpoint.find("://") + 3;
      made.url = endpoint.substr(0, host) + parts_.location + "." + endpoint.substr(host) + path_and_query;
    }
    const auto key = parts_.secrets.find("access_key"), secret = parts_.secrets.find("secret_key");
    if (key != parts_.secrets.end() && secret != parts_.secrets.end()) {
      made.sign = {.region = parts_.options.text("region"), .access_key = key->second, .secret_key = secret->second};
      made.headers["x-amz-content-sha256"] = sha256_hex("");  // S3 wants it; curl 7.88 sends it only where it is given
    }
    return made;
  }

  // The query in the order of its names, as the signature counts it.
  Result<std::string> list(const std::string& token) const {
    std::string query = "?";
    if (!token.empty()) query += "continuation-token=" + net::percent_encoded(token, net::Slashes::encode) + "&";
    query +=
        "list-type=2&max-keys=1000&prefix=" + net::percent_encoded(parts_.options.text("prefix"), net::Slashes::encode);
    OutgoingRequest wish = request(query);
    wish.answer_bytes_max = kListBytesMax;
    ONGGI_TRY(IncomingAnswer answer, parts_.http->send(wish, cancel_));
    if (answer.status != kOk) return std::unexpected(status_error(answer.status, "bucket " + parts_.location));
    return std::move(answer.body);
  }

  Result<void> each(const pugi::xml_node& object, const Walk& walk) {
    const std::string key = object.child_value("Key");
    if (key.empty() || key.ends_with('/') || !wanted(key, include_, exclude_)) return {};  // "folders" hold nothing
    std::string etag = object.child_value("ETag");
    std::erase(etag, '"');
    const std::uint64_t size = object.child("Size").text().as_ullong();
    if (size > parts_.bytes_max)
      return walk.failed(key, {ErrorCode::limit_exceeded, "the object is larger than a file may be", {}, {}});
    return walk.each({.id = key,
                      .name = to_nfc(key.substr(key.rfind('/') + 1)),
                      .mark = etag.empty() ? "" : etag + "-" + std::to_string(size),
                      .read = [this, key] { return fetch(key); }});
  }

  Result<Content> fetch(const std::string& key) const {
    Content content;
    ONGGI_TRY(content.fetched, TemporaryFile::create(parts_.scratch / ("source-" + random_token(16))));
    OutgoingRequest wish = request("/" + net::percent_encoded(key, net::Slashes::keep));
    wish.answer_bytes_max = parts_.bytes_max;
    Result<void> written;
    const auto answer = parts_.http->stream(
        wish,
        [&](std::string_view bytes) {
          written = content.fetched->append(bytes);
          return written.has_value();
        },
        cancel_);
    ONGGI_CHECK(written);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != kOk) return std::unexpected(status_error(answer->status, "object"));
    return content;
  }

  ReaderParts parts_;
  std::vector<std::string> include_, exclude_;
  Cancel cancel_;
};

}  // namespace

std::unique_ptr<Reader> s3_reader(ReaderParts parts) { return std::make_unique<S3Reader>(std::move(parts)); }

}  // namespace onggi::sources
