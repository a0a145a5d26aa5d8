// See answer_parser.h.
#include "net/answer_parser.h"

#include <boost/beast/http/error.hpp>

namespace onggi::net {

namespace http = boost::beast::http;

AnswerParser::AnswerParser(const OutgoingRequest& request, const BytesSink* on_bytes, IncomingAnswer& answer)
    : request_(request), on_bytes_(on_bytes), answer_(answer) {
  eager(true);
  skip(request.method == "HEAD");
  header_limit(kHeaderBytesMax);
  body_limit(boost::none);  // counted here, also where it comes in chunks
}

void AnswerParser::on_response_impl(int status, Text, int, Code&) { answer_.status = status; }

void AnswerParser::on_field_impl(http::field, Text name, Text value, Code&) {
  answer_.headers[lower(std::string_view(name.data(), name.size()))] = std::string(value.data(), value.size());
}

std::size_t AnswerParser::take(Text body, Code& code) {
  bytes_ += body.size();
  const std::string_view bytes(body.data(), body.size());
  if (bytes_ > request_.answer_bytes_max) stop_ = Stop::too_long;
  else if (on_bytes_ == nullptr || answer_.status / 100 != 2) answer_.body.append(bytes);
  else if (!(*on_bytes_)(bytes)) stop_ = Stop::sink;
  if (stop_ != Stop::none) code = http::error::body_limit;
  return body.size();
}

}  // namespace onggi::net
