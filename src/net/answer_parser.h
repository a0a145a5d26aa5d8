// What comes back from a server, taken apart by Beast's parser. Inside of room net.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include "net/call_errors.h"
#include "net/loop_http.h"

namespace onggi::net {

/// One answer of HTTP/1.x into an IncomingAnswer; the body of a 2xx one to `on_bytes` where there is one.
class AnswerParser final : public boost::beast::http::basic_parser<false> {
 public:
  enum class Stop { none, too_long, sink };
  AnswerParser(const OutgoingRequest& request, const BytesSink* on_bytes, IncomingAnswer& answer);
  Stop stop() const { return stop_; }

 private:
  using Code = boost::beast::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Code&) override {}
  void on_response_impl(int status, Text reason, int version, Code& code) override;
  void on_field_impl(boost::beast::http::field field, Text name, Text value, Code& code) override;
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code& code) override { return take(body, code); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code& code) override { return take(body, code); }
  void on_finish_impl(Code&) override {}

  std::size_t take(Text body, Code& code);

  const OutgoingRequest& request_;
  const BytesSink* on_bytes_;
  IncomingAnswer& answer_;
  std::uint64_t bytes_ = 0;
  Stop stop_ = Stop::none;
};

}  // namespace onggi::net
