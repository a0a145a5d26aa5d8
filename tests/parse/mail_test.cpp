// Headers, parameters and bodies of mails as Korean mailers really write them.
#include <gtest/gtest.h>

#include <string>

#include "parse/worker/mail/mail_part.h"
#include "parse/worker/mail/mail_text.h"
#include "parse/worker/mail/msg_properties.h"
#include "parse/worker/mail/rtf_body.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using std::string_literals::operator""s;

TEST(MailHeader, EncodedWordsBecomeText) {
  EXPECT_EQ(decode_header("=?UTF-8?B?7ZWc6riA?="), "한글");
  EXPECT_EQ(decode_header("=?utf-8?q?=ED=95=9C_=EA=B8=80?="), "한 글");
  EXPECT_EQ(decode_header("=?ks_c_5601-1987?B?x9Gx2w==?="), "한글");
  EXPECT_EQ(decode_header("=?EUC-KR*ko?B?x9Gx2w==?= <a@b.example>"), "한글 <a@b.example>");
  EXPECT_EQ(decode_header("Re: =?UTF-8?B?7ZWc?= plain =?UTF-8?B?6riA?="), "Re: 한 plain 글");
}

TEST(MailHeader, ASyllableCutInTwoByWordsIsJoined) {
  EXPECT_EQ(decode_header("=?UTF-8?B?7ZU=?=\r\n =?UTF-8?B?nOq4gA==?="), "한글");
  EXPECT_EQ(decode_header("=?EUC-KR?B?xw==?= =?euc-kr?B?0bHb?="), "한글");
}

TEST(MailHeader, SevenBitKoreanWorksWithAndWithoutItsEscape) {
  EXPECT_EQ(decode_header("=?ISO-2022-KR?B?GyQpQw5HUTFbDw==?="), "한글");
  EXPECT_EQ(decode_header("=?ISO-2022-KR?B?DkdRMVsP?="), "한글");
}

TEST(MailHeader, RawBytesTakeTheBodysCharset) {
  EXPECT_EQ(decode_header("\xc7\xd1\xb1\xdb \xc1\xa6\xb8\xf1", "euc-kr"), "한글 제목");
  EXPECT_EQ(decode_header("\xc7\xd1\xb1\xdb \xc1\xa6\xb8\xf1\xc0\xd4\xb4\xcf\xb4\xd9"), "한글 제목입니다");
  EXPECT_EQ(decode_header("한글 제목"), "한글 제목");
}

TEST(MailHeader, WhatIsNoEncodedWordStays) {
  EXPECT_EQ(decode_header("=?UTF-8?X?abc?="), "=?UTF-8?X?abc?=");
  EXPECT_EQ(decode_header("a =? b ?= c"), "a =? b ?= c");
  EXPECT_EQ(decode_header("=?UTF-8?B?7ZWc"), "=?UTF-8?B?7ZWc");
  EXPECT_EQ(decode_header(""), "");
}

TEST(MailParameters, ContinuationsAndPercentSignsAreJoined) {
  const auto header =
      decode_parameters("attachment; filename*0*=euc-kr'ko'%C7%D1; filename*1*=%B1%DB; filename*2=.hwp");
  EXPECT_EQ(header.value, "attachment");
  EXPECT_EQ(header.parameter("filename"), "한글.hwp");
}

TEST(MailParameters, EncodedWordsInQuotesAndRawBytesAreForgiven) {
  EXPECT_EQ(decode_parameters("a/b; name=\"=?EUC-KR?B?x9Gx2y5od3A=?=\"").parameter("name"), "한글.hwp");
  EXPECT_EQ(decode_parameters("a/b; name=\"\xc7\xd1\xb1\xdb.hwp\"", "euc-kr").parameter("name"), "한글.hwp");
  EXPECT_EQ(decode_parameters("a/b; NAME=a b.txt ; x=1").parameter("name"), "a b.txt");
  EXPECT_EQ(decode_parameters("a/b; name=\"a;b \\\"c\\\"\"; x=2").parameter("name"), "a;b \"c\"");
  EXPECT_EQ(decode_parameters("a/b; name=\"never closed; x=2").parameter("x"), "2");
}

TEST(MailParameters, TheEncodedNameWinsOverThePlainOne) {
  EXPECT_EQ(decode_parameters("attachment; filename=\"__.hwp\"; filename*=UTF-8''%ED%95%9C.hwp").parameter("filename"),
            "한.hwp");
}

TEST(MailText, FlowedLinesAreJoinedButNotSignaturesOrQuotes) {
  EXPECT_EQ(join_flowed("one \ntwo\nthree", false), "one two\nthree");
  EXPECT_EQ(join_flowed("하나 \n둘", true), "하나둘");
  EXPECT_EQ(join_flowed("> a \n> b\nc", false), "> a b\nc");
  EXPECT_EQ(join_flowed("end\n-- \nname", false), "end\n-- \nname");
}

TEST(MailText, Base64ForgivesWhatIsNone) {
  EXPECT_EQ(lenient_base64("aGVs\r\nbG8="), "hello");
  EXPECT_EQ(lenient_base64("aGVsbG8"), "hello");
  EXPECT_EQ(lenient_base64("a!G?V s=b=G8"), "hello");
}

TEST(MailPart, NestedDeeperThanTheLimitIsMarked) {
  const std::string mail =
      "Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; "
      "boundary=y\r\n\r\n--y\r\n\r\ntext\r\n--y--\r\n--x--\r\n";
  const auto deep = parse_mail(mail, 1);
  ASSERT_TRUE(deep.has_value());
  EXPECT_TRUE(deep->parts.at(0).too_deep);
  const auto whole = parse_mail(mail, 5);
  EXPECT_EQ(whole->parts.at(0).parts.at(0).parts.at(0).content, "text");
}

// The example of MS-OXRTFCP §3.1.1: text, size and all.
TEST(RtfBody, DecompressesTheSpecificationsExample) {
  const std::string compressed =
      "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42"
      "\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0"s;
  const auto rtf = decompress_rtf(compressed, 1'000'000);
  ASSERT_TRUE(rtf.has_value());
  EXPECT_EQ(*rtf, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  EXPECT_EQ(body_of_rtf(*rtf).text, "hello world");
}

TEST(RtfBody, RepetitionStopsAtTheLimit) {
  std::string compressed = "\0\0\0\0\xff\xff\xff\x7fLZFu\0\0\0\0"s;
  for (int i = 0; i < 1'000; ++i)
    compressed += "\xff"s + "\x10\x0f\x10\x0f\x10\x0f\x10\x0f\x10\x0f\x10\x0f\x10\x0f\x10\x0f"s;
  const auto rtf = decompress_rtf(compressed, 5'000);
  ASSERT_FALSE(rtf.has_value());
  EXPECT_EQ(rtf.error().reason, "inflated_bytes_max");
  EXPECT_EQ(decompress_rtf("short", 100).error().reason, "broken");
}

TEST(RtfBody, HtmlInDisguiseComesOut) {
  const RtfBody body = body_of_rtf(
      "{\\rtf1\\ansi\\ansicpg949\\fromhtml1{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf \\b \\htmlrtf0 "
      "\\'c7\\'d1\\u44544?{\\*\\htmltag72 </p>}}");
  EXPECT_EQ(body.html, "<p>한글</p>");
  EXPECT_EQ(body.text, "");
}

TEST(MsgProperties, TimesAreWrittenAsMailsDo) {
  EXPECT_EQ(mail_date(133854660000000000ULL), "Mon, 03 Mar 2025 09:00:00 +0000");
  EXPECT_EQ(mail_date(0), "");
  EXPECT_EQ(mail_date(UINT64_MAX), "");
}

}  // namespace
}  // namespace onggi::parse
