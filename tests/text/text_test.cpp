// UTF-8, normalisation, folding, decoding.
#include "text/text.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

using namespace std::string_literals;

const std::string kNfd =
    "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xB3\xE1\x86\xAF";  // 한글: U+1112 1161 11AB 1100 1173
                                                                                 // 11AF

TEST(Utf8, KnowsWellFormedText) {
  EXPECT_TRUE(is_valid_utf8("옹기 onggi 😀"));
  EXPECT_TRUE(is_valid_utf8(""));
  for (const std::string& broken :
       {"\xC0\x80"s, "\xED\xA0\x80"s, "\xF5\x80\x80\x80"s, "\xEA\xB0"s, "abcdefgh\xFF"s, "\x80"s})
    EXPECT_FALSE(is_valid_utf8(broken));
}

TEST(Utf8, RepairsByMaximalSubparts) {
  EXPECT_EQ(repair_utf8("가\xEA\xB0나"), "가\xEF\xBF\xBD나");
  EXPECT_EQ(repair_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(repair_utf8("\xF0\x9F\x98"), "\xEF\xBF\xBD");
}

TEST(Utf8, CountsInThreeUnits) {
  const std::string text = "가a😀";
  EXPECT_EQ(count_code_points(text), 3U);
  EXPECT_EQ(count_utf16(text), 4U);
  EXPECT_EQ(byte_offset_of_code_point(text, 2), 4U);
  EXPECT_EQ(byte_offset_of_code_point(text, 9), text.size());
  EXPECT_EQ(floor_to_code_point(text, 2), 0U);
  EXPECT_EQ(floor_to_code_point(text, 7), 4U);
  EXPECT_EQ(floor_to_code_point(" \xB0\xA1", 2), 2U);  // stray continuation bytes belong to no character
}

TEST(Nfc, ComposesJamoAndLeavesTheRest) {
  EXPECT_EQ(to_nfc(kNfd), "한글");
  EXPECT_EQ(to_nfc("e\xCC\x81"), "é");
  EXPECT_EQ(to_nfc("ㅋㅋ 한글 😀 金"), "ㅋㅋ 한글 😀 金");
  // A finished syllable and a final consonant of its own (U+AC00 U+11A8) are one syllable, too.
  EXPECT_EQ(to_nfc("가\xE1\x86\xA8"), "각");
}

TEST(Fold, LowersLatinAndNarrowsWideForms) {
  EXPECT_EQ(fold("ＡＢＣ１２３！ Straße Ⅳ ㎏"), "abc123! strasse iv kg");
  EXPECT_EQ(fold("옹기ㅋㅋ 金"), "옹기ㅋㅋ 金");
}

TEST(SqueezeSpaces, KeepsLinesWhenAsked) {
  EXPECT_EQ(squeeze_spaces("  가 \t 나\xC2\xA0\n\n\n다  "), "가 나 다");
  EXPECT_EQ(squeeze_spaces(" 가 \r\n 나\n \n\n다\n", KeepLines::yes), "가\n나\n\n다");
}

TEST(CodePoints, HaveClasses) {
  EXPECT_TRUE(is_hangul_syllable(U'힣'));
  EXPECT_FALSE(is_hangul_syllable(U'ㅋ'));
  EXPECT_TRUE(is_hangul(U'ㅋ'));
  EXPECT_TRUE(is_hanja(U'金'));
  EXPECT_TRUE(is_white_space(0x3000));
  EXPECT_TRUE(is_control(0x200B));
  EXPECT_TRUE(is_control(0xFEFF));
  EXPECT_FALSE(is_control('\n'));
}

std::string utf16(std::u16string_view text, bool little) {
  std::string out;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    out += little ? low : high;
    out += little ? high : low;
  }
  return out;
}

struct Encoded {
  std::string name;
  std::string bytes;
  std::string hint;
  std::string charset;
  std::string text;
};

class DecodeText : public testing::TestWithParam<Encoded> {};

TEST_P(DecodeText, GivesTheTextAndTheCharset) {
  const Decoded decoded = decode_text(GetParam().bytes, GetParam().hint);
  EXPECT_EQ(decoded.utf8, GetParam().text);
  EXPECT_EQ(decoded.charset, GetParam().charset);
  EXPECT_EQ(decoded.replaced, 0U);
}

// "연차 휴가는 15일이다." in CP949; "똠방각하" has 똠, a syllable that EUC-KR lacks.
const std::string kCp949 = "\xBF\xAC\xC2\xF7 \xC8\xDE\xB0\xA1\xB4\xC2 15\xC0\xCF\xC0\xCC\xB4\xD9.";
const std::string kUhc = "\x8C\x63\xB9\xE6\xB0\xA2\xC7\xCF";

INSTANTIATE_TEST_SUITE_P(
    charsets, DecodeText,
    testing::Values(Encoded{"utf8", "연차 휴가", "", "UTF-8", "연차 휴가"},
                    Encoded{"utf8_mark", "\xEF\xBB\xBF연차", "", "UTF-8", "연차"},
                    Encoded{"nfd", kNfd, "", "UTF-8", "한글"},
                    Encoded{"cp949", kCp949, "", "CP949", "연차 휴가는 15일이다."},
                    Encoded{"uhc", kUhc, "", "CP949", "똠방각하"},
                    Encoded{"cp949_hint", kCp949, "euc-kr", "CP949", "연차 휴가는 15일이다."},
                    Encoded{"cp949_wrong_hint", kCp949, "UTF-8", "CP949", "연차 휴가는 15일이다."},
                    Encoded{"utf16le_mark", "\xFF\xFE" + utf16(u"연차 15일 😀", true), "", "UTF-16LE", "연차 15일 😀"},
                    Encoded{"utf16be_mark", "\xFE\xFF" + utf16(u"연차 15일", false), "", "UTF-16BE", "연차 15일"},
                    Encoded{"utf16le", utf16(u"연차 휴가는 15일이다.", true), "", "UTF-16LE", "연차 휴가는 15일이다."},
                    Encoded{"utf16be", utf16(u"연차 휴가는 15일이다.", false), "", "UTF-16BE", "연차 휴가는 15일이다."},
                    Encoded{"latin1_hint", "caf\xE9 au lait", "ISO-8859-1", "ISO-8859-1", "café au lait"},
                    Encoded{"shift_jis_hint", "\x93\xFA\x96\x7B", "Shift_JIS", "SHIFT_JIS", "日本"},
                    Encoded{"empty", "", "", "UTF-8", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(DecodeText, CountsWhatItCouldNotRead) {
  const Decoded cut = decode_text(
      "이 문서는 길고 대부분은 온전하지만 끝이 잘린 채로 왔으며 그래도 글자는 모두 남아 있어야 한다 \xEA\xB0");
  EXPECT_EQ(cut.charset, "UTF-8");
  EXPECT_EQ(cut.replaced, 1U);
  const Decoded odd = decode_text("\xFF\xFE\x00\xAC\x41"s);
  EXPECT_EQ(odd.utf8, "가\xEF\xBF\xBD");
  EXPECT_EQ(odd.replaced, 1U);
}

TEST(DecodeText, DoesNotTrustAnUnknownCharset) { EXPECT_EQ(decode_text("연차", "x-nonsense").utf8, "연차"); }

}  // namespace
}  // namespace onggi
