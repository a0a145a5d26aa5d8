// What a file is, whatever it is called.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "parse/media_type.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

using std::string_literals::operator""s;

struct Case {
  std::string bytes, name, media_type;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name << " -> " << one.media_type; }

// A ZIP local header with an uncompressed entry, as much of it as detection looks at.
std::string zip_entry(const std::string& name, const std::string& content) {
  const auto two = [](std::size_t value) {
    return std::string{static_cast<char>(value & 0xFFU), static_cast<char>(value >> 8U)};
  };
  return "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"s + two(content.size()) + "\0\0"s + two(content.size()) + "\0\0"s +
         two(name.size()) + "\0\0"s + name + content;
}

// A directory entry of a compound file, as much of it as detection looks at: the name and its length with the zero.
std::string stream(const std::string& name) {
  std::string entry(128, '\0');
  for (std::size_t i = 0; i < name.size(); ++i) entry[2 * i] = name[i];
  entry[64] = static_cast<char>(2 * name.size() + 2);
  return entry;
}

const std::string kCompound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(504, '\0');
const std::string kOffice = "application/vnd.openxmlformats-officedocument.";

class MediaType : public testing::TestWithParam<Case> {};

TEST_P(MediaType, ComesFromTheBytesFirst) {
  EXPECT_EQ(detect_media_type(GetParam().bytes, GetParam().name), GetParam().media_type);
}

INSTANTIATE_TEST_SUITE_P(
    All, MediaType,
    testing::Values(
        Case{"%PDF-1.7\n", "report.html", "application/pdf"}, Case{"junk\n\n%PDF-1.4\n", "a.pdf", "application/pdf"},
        Case{zip_entry("[Content_Types].xml", "") + zip_entry("word/document.xml", ""), "a.zip",
             kOffice + "wordprocessingml.document"},
        Case{zip_entry("[Content_Types].xml", "") + zip_entry("xl/workbook.xml", ""), "a.docx",
             kOffice + "spreadsheetml.sheet"},
        Case{zip_entry("[Content_Types].xml", "") + zip_entry("ppt/presentation.xml", ""), "",
             kOffice + "presentationml.presentation"},
        Case{zip_entry("mimetype", "application/hwp+zip"), "a.hwp", "application/hwp+zip"},
        Case{zip_entry("Contents/section0.xml", ""), "a.hwpx", "application/hwp+zip"},
        Case{zip_entry("mimetype", "application/epub+zip"), "a.zip", "application/epub+zip"},
        Case{zip_entry("word/readme.txt", ""), "a.docx", "application/zip"},
        Case{kCompound + "HWP Document File", "a.docx", "application/x-hwp"},
        Case{kCompound + stream("WordDocument"), "a.hwp", "application/msword"},
        Case{kCompound + stream("WORKBOOK"), "a", "application/vnd.ms-excel"},
        Case{kCompound + stream("Book"), "a", "application/vnd.ms-excel"},
        Case{kCompound + stream("Bookmarks"), "a", "application/x-ole-storage"},
        Case{"\x09\x04\x06\0\0\0\x10\0"s, "a", "application/vnd.ms-excel"},
        Case{kCompound + stream("EncryptedPackage"), "a.docx", "application/x-ooxml-encrypted"},
        Case{"\x89PNG\r\n\x1a\n\0\0"s, "a.txt", "image/png"}, Case{"{\\rtf1\\ansi", "a.doc", "application/rtf"},
        Case{"<!DOCTYPE html><p>", "a.txt", "text/html"}, Case{"\n<!-- 설명 -->\n<html>", "", "text/html"},
        Case{"\xff\xfe<\0h\0t\0m\0l\0>\0"s, "a", "text/html"},
        Case{"<?xml version='1.0'?><a/>", "a", "application/xml"}, Case{"# 제목\n", "README.md", "text/markdown"},
        Case{"<p>안녕</p>\n", "README.MD", "text/markdown"}, Case{"이름,나이\n", "a.csv", "text/csv"},
        Case{"{\"a\":1}", "a.json", "application/json"}, Case{"한글\n", "a.txt", "text/plain"},
        Case{"한글\n", "", "text/plain"}, Case{"\xff\xfe\x5c\xd5"s, "a.txt", "text/plain"},
        Case{"a\0b\0c\0d\0"s, "a.txt", "text/plain"}, Case{"BMW 차량 관리 규정\n", "a.txt", "text/plain"},
        Case{"MZ세대 설문\n", "a.txt", "text/plain"},
        Case{"From: a@b.example\nTo: c@d.example\nSubject: x\n\n", "a", "message/rfc822"},
        Case{"From a@b.example Mon Mar  3\nFrom: a@b.example\nTo: c@d.example\nSubject: x\n\n", "a",
             "application/mbox"},
        Case{"From: a@b.example\nMIME-Version: 1.0\nSubject: x\n\n", "a.txt", "message/rfc822"},
        Case{"From: a@b.example\nTo: c@d.example\nSubject: x\n\n", "a.txt", "text/plain"},
        Case{kCompound + stream("WordDocument") + stream("__properties_version1.0"), "a", "application/vnd.ms-outlook"},
        Case{kCompound + std::string("HWP Document File").append(111, '\0') + stream("__nameid_version1.0"), "a.msg",
             "application/vnd.ms-outlook"},
        Case{"{\"a\": [1, 2]}\n", "export", "application/json"}, Case{" [ {\"a\":1} ]", "", "application/json"},
        Case{"{\"a\":1}\n{\"a\":2}\n", "log", "application/x-ndjson"}, Case{"[1] 첫 문단\n[2]", "a", "text/plain"},
        Case{"{ 중괄호로 시작하는 글 }", "a", "text/plain"}, Case{"{\"nbformat\":4}", "a.ipynb", "application/json"},
        Case{"<rss version='2.0'/>", "feed", "application/xml"},
        Case{"<svg xmlns='http://www.w3.org/2000/svg'/>", "a", "image/svg+xml"},
        Case{zip_entry("META-INF/container.xml", ""), "a.zip", "application/epub+zip"},
        Case{zip_entry("META-INF/container.xml", "") + zip_entry("Contents/content.hpf", ""), "a",
             "application/hwp+zip"},
        Case{"\1\2\3\4\0\0\7\1\2\3"s, "part.zip", "application/zip"},
        Case{"\x78\x9f\x3e\x22\1\0\0"s, "winmail.dat", "application/vnd.ms-tnef"},
        Case{"\1\2\3\4\0\0\7\1\2\3\4\0\0\7"s, "a.txt", "application/octet-stream"},
        Case{"", "a.docx", "application/octet-stream"}));

TEST(MediaTypes, ReadableOnesAreExactlyThoseWithAReader) {
  const auto readable = readable_media_types();
  std::set<std::string_view> declared(readable.begin(), readable.end()), dispatched;
  for (const Reader& reader : readers()) dispatched.insert(reader.media_type);
  EXPECT_EQ(declared, dispatched);
  EXPECT_TRUE(can_read("text/html"));
  EXPECT_FALSE(can_read("application/vnd.rar"));
}

TEST(MediaTypes, AnUnreadableFormatIsNamedWithWhatWouldBeNeeded) {
  const auto error = read_document("Rar!\x1a\7\1", "a.rar", {}, {});
  ASSERT_FALSE(error.has_value());
  EXPECT_EQ(error.error().code, ErrorCode::unsupported);
  EXPECT_EQ(error.error().reason, "unsupported_format");
  EXPECT_NE(error.error().message.find("unpack it"), std::string::npos) << error.error().message;
}

}  // namespace
}  // namespace onggi::parse
