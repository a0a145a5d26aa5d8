// Small rules of HTTP, and how errors are put into it.
#include "serve/http.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "serve/edge.h"
#include "serve/error.h"

namespace onggi::serve_room {
namespace {

TEST(Http, DecodesPercentsToUtf8Only) {
  EXPECT_EQ(percent_decode("%ea%b0%80+b", Plus::keep), "가+b");
  EXPECT_EQ(percent_decode("a+b", Plus::space), "a b");
  for (const std::string_view broken : {"%", "%4", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80"})
    EXPECT_FALSE(percent_decode(broken, Plus::keep)) << broken;
}

TEST(Http, ReadsQueries) {
  const auto query = parse_query("name=%EA%B3%84%EC%95%BD.hwpx&allow=everyone&allow=group:a&&empty=");
  ASSERT_TRUE(query.has_value());
  Request request;
  request.query = *query;
  EXPECT_EQ(request.query_value("name"), "계약.hwpx");
  EXPECT_EQ(request.query_values("allow"), (std::vector<std::string>{"everyone", "group:a"}));
  EXPECT_EQ(request.query_value("empty"), "");
  EXPECT_EQ(request.query_value("missing"), std::nullopt);
  EXPECT_FALSE(parse_query("a=%ff").has_value());
}

TEST(Http, FindsCookiesByTheirWholeName) {
  Request request;
  request.headers = {{"cookie", "xonggi_session=1; onggi_session=two;theme=dark"}};
  EXPECT_EQ(request.cookie("onggi_session"), "two");
  EXPECT_EQ(request.cookie("theme"), "dark");
  EXPECT_EQ(request.cookie("session"), "");
}

TEST(Http, NamesDownloadsForOldAndNewClients) {
  EXPECT_EQ(attachment_disposition("가 \"1\".pdf"),
            "attachment; filename=\"___ _1_.pdf\"; filename*=UTF-8''%EA%B0%80%20%221%22.pdf");
  EXPECT_EQ(attachment_disposition("a\r\nX: 1"), "attachment; filename=\"a__X: 1\"; filename*=UTF-8''a%0D%0AX%3A%201");
}

TEST(Http, UnderstandsWhatIsAccepted) {
  EXPECT_TRUE(names_token("br, GZIP;q=0.8", "gzip"));
  EXPECT_FALSE(names_token("gzip;q=0", "gzip"));
  EXPECT_FALSE(names_token("x-gzip", "gzip"));
  EXPECT_FALSE(names_token("", "gzip"));
}

TEST(Http, KeepsOnlySaneRequestIds) {
  EXPECT_EQ(sane_request_id("abc-123_X.y"), "abc-123_X.y");
  EXPECT_EQ(sane_request_id("a b"), "");
  EXPECT_EQ(sane_request_id("a\r\nSet-Cookie: x"), "");
  EXPECT_EQ(sane_request_id(std::string(65, 'a')), "");
}

TEST(Errors, HaveTheStatusThatTheirCodeNames) {
  const std::pair<ErrorCode, int> expected[] = {
      {ErrorCode::invalid_argument, 400}, {ErrorCode::bad_input, 422}, {ErrorCode::unauthenticated, 401},
      {ErrorCode::not_allowed, 403},      {ErrorCode::not_found, 404}, {ErrorCode::conflict, 409},
      {ErrorCode::limit_exceeded, 413},   {ErrorCode::internal, 500},  {ErrorCode::unsupported, 415},
      {ErrorCode::unavailable, 503},      {ErrorCode::timeout, 504},   {ErrorCode::cancelled, 499}};
  for (const auto& [code, status] : expected)
    EXPECT_EQ(status_of({code, "", {}, {}}, Family::api), status) << to_string(code);
  EXPECT_EQ(status_of({ErrorCode::limit_exceeded, "", {}, "too_many_failures"}, Family::api), 429);
  EXPECT_EQ(status_of({ErrorCode::unavailable, "", {}, "disk_full"}, Family::api), 507);
  EXPECT_EQ(status_of({ErrorCode::limit_exceeded, "", {}, "context_length_exceeded"}, Family::v1), 400);
  EXPECT_EQ(status_of({ErrorCode::unsupported, "", {}, {}}, Family::v1), 400);
}

TEST(Errors, SayNothingAboutOurInside) {
  const Error error{ErrorCode::internal, "SELECT secret FROM /var/lib/onggi.db", "store", {}};
  for (const Family family : {Family::api, Family::v1})
    EXPECT_EQ(error_body(error, family, "req_1").find("SELECT"), std::string::npos);
  EXPECT_EQ(
      error_body({ErrorCode::unavailable, "cannot write /home/x", {}, "disk_full"}, Family::api, "").find("/home"),
      std::string::npos);
}

TEST(Errors, NameTheFieldToOpenAiClients) {
  const auto error = bad_field("temperature", "must be a number");
  const auto body = nlohmann::json::parse(error_body(error.error(), Family::v1, "req_1"));
  EXPECT_EQ(body, (nlohmann::json{{"error",
                                   {{"message", "must be a number"},
                                    {"type", "invalid_request_error"},
                                    {"param", "temperature"},
                                    {"code", nullptr}}}}));
  EXPECT_EQ(nlohmann::json::parse(error_body(error.error(), Family::api, "req_1"))["error"]["message"],
            "field temperature: must be a number");
}

}  // namespace
}  // namespace onggi::serve_room
