// Reading XML without a tree: the same elements and texts as a tree has, and an end for whatever is given.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "parse/worker/flow/xml.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse {
namespace {

using Event = XmlScan::Event;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) out += byte == '&' ? "&amp;" : byte == '<' ? "&lt;" : std::string(1, byte);
  return out;
}

// "<a k=v>text<b></b></a>" in one spelling, by either way of reading.
void shown(XmlScan& scan, std::string& out) {
  out += "<" + std::string(scan.name()) + " " + scan.attribute("k") + ">";
  const auto inside = scan.depth();
  for (Event event = scan.next_piece(inside); event != Event::close; event = scan.next_piece(inside)) {
    if (event == Event::text) {
      out += scan.text();
    } else {
      shown(scan, out);
    }
  }
  out += "</>";
}

void shown(const pugi::xml_node& node, std::string& out) {
  out += "<" + std::string(local_name(node)) + " " + std::string(attribute(node, "k")) + ">";
  for (const pugi::xml_node& piece : node.children()) {
    if (piece.type() == pugi::node_element) shown(piece, out);
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) out += piece.value();
  }
  out += "</>";
}

std::string any_element(std::mt19937& random, int depth) {
  static const std::vector<std::string> kNames = {"p", "hp:run", "hp:t", "x:y"};
  static const std::vector<std::string> kTexts = {"가나", " ", "a > b", "R&D <1>", "\"'", "\t한\n줄"};
  const std::string& name = kNames[random() % kNames.size()];
  const std::string& value = kTexts[random() % kTexts.size()];
  std::string xml = "<" + name + (random() % 2 == 0 ? " q='>' hp:k = '" : "\n k=\"");
  const char quote = xml.back();
  std::string kept;
  for (const char byte : value) {
    if (byte != quote && byte != '\n' && byte != '\t') kept += byte;
  }
  xml += escaped(kept) + quote;
  if (random() % 4 == 0) return xml + "/>";
  xml += ">";
  for (unsigned i = 0; depth > 0 && i < random() % 4; ++i) {
    xml += random() % 2 == 0 ? escaped(kTexts[random() % kTexts.size()]) : any_element(random, depth - 1);
    if (random() % 5 == 0) xml += "<!-- <p> -->";
    if (random() % 5 == 0) xml += "<![CDATA[<t>&amp;]]>";
  }
  return xml + "</" + name + " >";
}

class XmlScanProperty : public testing::TestWithParam<unsigned> {};

TEST_P(XmlScanProperty, SeesWhatATreeSees) {
  std::mt19937 random(GetParam());
  const std::string xml = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]>" + any_element(random, 5);
  const auto tree = parse_xml(xml);
  ASSERT_TRUE(tree.has_value());
  std::string by_tree, by_scan;
  shown((*tree)->root(), by_tree);
  XmlScan scan(xml);
  ASSERT_TRUE(scan.next_child(0));
  shown(scan, by_scan);
  EXPECT_EQ(by_scan, by_tree) << "seed " << GetParam() << "\n" << xml;
  EXPECT_FALSE(scan.next_child(0));
  EXPECT_FALSE(scan.cut_off());
}

TEST_P(XmlScanProperty, DamagedBytesEnd) {
  std::mt19937 random(GetParam());
  std::string xml = any_element(random, 5);
  for (int i = 0; i < 4; ++i) xml[random() % xml.size()] = "<>&/'\" a"[random() % 8];
  xml.resize(random() % xml.size());
  XmlScan scan(xml);
  std::size_t opened = 0;
  while (scan.next_below(0)) ++opened;
  EXPECT_LE(opened, xml.size());
  EXPECT_EQ(scan.depth(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, XmlScanProperty, testing::Range(1U, 201U));

TEST(XmlScan, ATagThatIsNeverClosedIsCutOff) {
  XmlScan scan("<a><b>글");
  EXPECT_TRUE(scan.next_child(0));
  EXPECT_TRUE(scan.next_child(1));
  EXPECT_EQ(scan.take_text(), "글");
  EXPECT_FALSE(scan.next_child(1));
  EXPECT_TRUE(scan.cut_off());
}

TEST(XmlScan, ReadsOtherCharsets) {
  using std::string_literals::operator""s;
  EXPECT_EQ(xml_utf8("\xEF\xBB\xBF<a/>"), "<a/>");
  EXPECT_EQ(xml_utf8("\xFF\xFE<\0a\0/\0>\0"s), "<a/>");
  EXPECT_EQ(xml_utf8("\0<\0a\0/\0>"s), "<a/>");
  EXPECT_EQ(xml_utf8("<?xml version='1.0' encoding='EUC-KR'?><a>\xB1\xDB</a>"),
            "<?xml version='1.0' encoding='EUC-KR'?><a>글</a>");
  EXPECT_EQ(xml_utf8("<a>\xFF</a>"), "<a>\xEF\xBF\xBD</a>");
}

}  // namespace
}  // namespace onggi::parse
