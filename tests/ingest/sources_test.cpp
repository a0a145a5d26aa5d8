// What sources are made of: schedules, options, robots.txt, links, headers of mail.
#include <gtest/gtest.h>

#include <ctime>

#include "ingest/sources/links.h"
#include "ingest/sources/mail_header.h"
#include "ingest/sources/options.h"
#include "ingest/sources/robots.h"
#include "ingest/sources/schedule.h"

namespace onggi::sources {
namespace {

UnixMs at(int hour, int minute) {
  std::tm time{};
  time.tm_year = 126, time.tm_mon = 10, time.tm_mday = 30, time.tm_hour = hour, time.tm_min = minute,
  time.tm_isdst = -1;
  return static_cast<UnixMs>(std::mktime(&time)) * 1000;
}

TEST(Schedule, EveryAndDaily) {
  EXPECT_EQ(Schedule::read("every 15m")->next(1'000), 1'000 + 15 * 60'000);
  EXPECT_EQ(Schedule::read("every 15m")->first(1'000), 1'000);
  EXPECT_EQ(Schedule::read("daily 03:00")->next(at(2, 59)), at(3, 0));
  EXPECT_EQ(Schedule::read("daily 03:00")->next(at(3, 0)), at(27, 0)) << "the next day, over the end of the month";
  EXPECT_EQ(Schedule::read("")->next(1'000), 0);
}

TEST(Schedule, WhatIsNone) {
  for (const char* text :
       {"every", "every 5s", "every 400d", "every 15", "every -1h", "daily 24:00", "daily 3:00", "hourly"})
    EXPECT_EQ(Schedule::read(text).error().code, ErrorCode::invalid_argument) << text;
}

TEST(Options, DefaultsTypesAndNames) {
  const auto web = Options::read("web", R"({"depth": 5})");
  ASSERT_TRUE(web.has_value());
  EXPECT_EQ(web->integer("depth"), 5);
  EXPECT_EQ(web->integer("delay_ms"), 500);
  EXPECT_EQ(web->given(), R"({"depth":5})");
  for (const auto& [kind, text] :
       std::vector<std::pair<std::string, std::string>>{{"web", R"({"depth": 99})"},
                                                        {"web", R"({"deep": 1})"},
                                                        {"web", R"({"depth": "2"})"},
                                                        {"folder", R"({"versions": "all"})"},
                                                        {"folder", "[]"},
                                                        {"s3", "{}"},
                                                        {"sql", R"({"query": "q", "id": "i"})"},
                                                        {"ftp", "{}"}})
    EXPECT_EQ(Options::read(kind, text).error().code, ErrorCode::invalid_argument) << kind << " " << text;
}

TEST(Options, Globs) {
  EXPECT_TRUE(wanted("a/b/규정.hwp", {"*.hwp"}, {}));
  EXPECT_FALSE(wanted("a/b/규정.hwp", {"*.pdf"}, {}));
  EXPECT_FALSE(wanted("보관/규정.hwp", {}, {"보관/*"}));
  EXPECT_TRUE(wanted("a/보관/규정.hwp", {}, {"보관/*"}));
}

TEST(Robots, OurGroupElseEverybodys) {
  const Robots robots = Robots::read(
      "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/ # not\nAllow: /private/open\nDisallow: "
      "/*.zip$\nCrawl-delay: 2\nSitemap: https://a.example/s.xml\n");
  EXPECT_TRUE(robots.allows("/"));
  EXPECT_FALSE(robots.allows("/private/x"));
  EXPECT_TRUE(robots.allows("/private/open/x")) << "the longest rule decides";
  EXPECT_FALSE(robots.allows("/a/b.zip"));
  EXPECT_TRUE(robots.allows("/a/b.zip?x"));
  EXPECT_EQ(robots.delay_ms(), 2'000);
  EXPECT_EQ(robots.sitemaps(), std::vector<std::string>{"https://a.example/s.xml"});
  EXPECT_FALSE(Robots::read("User-agent: *\nAllow: /\nUser-agent: Onggi\nDisallow: /\n").allows("/x"));
  EXPECT_TRUE(Robots::read("<html>").allows("/x"));
}

TEST(Links, AbsoluteOnceAndInTheRightCharset) {
  const auto links =
      links_of(R"(<p><a href="b.html#x">b</a><a href='/규정'>c</a><a href="b.html">d</a><a href="mailto:a@b">e</a>)",
               "http://a.example/dir/a.html");
  EXPECT_EQ(links, (std::vector<std::string>{"http://a.example/dir/b.html", "http://a.example/%ea%b7%9c%ec%a0%95"}));
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<div>";
  EXPECT_EQ(links_of(deep + "<a href=x>", "http://a.example/").size(), 1U) << "nesting costs no stack";
}

TEST(Links, Sitemaps) {
  EXPECT_EQ(read_sitemap("<urlset><url><loc>http://a/b</loc></url></urlset>")->pages,
            std::vector<std::string>{"http://a/b"});
  EXPECT_EQ(read_sitemap("<sitemapindex><sitemap><loc>http://a/s</loc></sitemap></sitemapindex>")->sitemaps.size(), 1U);
  EXPECT_FALSE(read_sitemap("<html></html>").has_value());
}

TEST(MailHeader, EncodedFoldedAndBroken) {
  const MailHeader header = read_mail_header(
      "Subject: =?utf-8?B?7Lac?=\r\n =?utf-8?B?7J6l?= =?euc-kr?Q?=BA=F1?= x\r\nMESSAGE-ID: <a1@b>\r\nFrom: "
      "=?UTF-8?Q?=ED=99=8D?= "
      "<h@b>\r\nDate: 1 Mar 2024 10:00:00 +0900\r\n\r\nSubject: no\r\n");
  EXPECT_EQ(header.subject, "출장비 x");
  EXPECT_EQ(header.message_id, "a1@b");
  EXPECT_EQ(header.from, "홍 <h@b>");
  EXPECT_EQ(header.date, "2024-03-01");
  EXPECT_EQ(read_mail_header("Date: soon\nSubject: =?utf-8?B?###?=\n").date, "");
}

}  // namespace
}  // namespace onggi::sources
