// What is always true of text, sentences and tokens, looked for with seeds.
#include <filesystem>
#include <random>

#include "base/file.h"
#include "shared_analyzer.h"

namespace onggi {
namespace {

// Pieces that meet in real files: NFD, half-width, emoji, lone jamo, Hanja, broken bytes, zeros, every kind of space
// and mark.
std::string any_text(std::mt19937_64& random, bool broken) {
  static const std::vector<std::string> kPieces = {"연차휴가는 ",
                                                   "제12조에 ",
                                                   "빨라졌다. ",
                                                   "했습니다",
                                                   "데이터베이스",
                                                   "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB",
                                                   "\xE1\x85\xA1",
                                                   "\xE1\x86\xAB",
                                                   "ㅋㅋㅋ",
                                                   "ㅏ",
                                                   "ﾊﾝ",
                                                   "\xEF\xBE\xA1",
                                                   "金融",
                                                   "😀",
                                                   "👩\xE2\x80\x8D🚀",
                                                   "ＡＢＣ１２",
                                                   "e\xCC\x81",
                                                   "getUserName",
                                                   "C++",
                                                   "1,000.50",
                                                   "3.5%",
                                                   "1억 ",
                                                   "일억",
                                                   "3만5천",
                                                   "99999999999999천",
                                                   "§3②",
                                                   "§ ",
                                                   "제3조제2항",
                                                   "2024. 3. 1.",
                                                   "委員會",
                                                   "테라로사는 ",
                                                   "\"",
                                                   "“",
                                                   "”",
                                                   "(",
                                                   ")",
                                                   "…",
                                                   "...",
                                                   "?!",
                                                   ". ",
                                                   "\n",
                                                   "\n\n",
                                                   "\t",
                                                   "\xC2\xA0",
                                                   "\xE3\x80\x80",
                                                   "\xE2\x80\x8B",
                                                   "\xEF\xBB\xBF",
                                                   " ",
                                                   "가. ",
                                                   "1. ",
                                                   "user@example.com",
                                                   "의2",
                                                   "-",
                                                   "_",
                                                   "ไทย",
                                                   "日本のカナ",
                                                   "ß"};
  static const std::vector<std::string> kBroken = {std::string(1, '\0'), "\xFF", "\xEA\xB0", "\xED\xA0\x80",
                                                   "\xF0\x9F"};
  std::string text;
  const std::size_t count = random() % 60;
  for (std::size_t i = 0; i < count; ++i) {
    if (broken && random() % 8 == 0) text += kBroken[random() % kBroken.size()];
    else text += kPieces[random() % kPieces.size()];
  }
  return text;
}

class TextProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(TextProperty, NormalisingTwiceEqualsOnce) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 50; ++i) {
    const std::string text = any_text(random, false);
    const std::string once = to_nfc(text);
    EXPECT_EQ(to_nfc(once), once) << "seed " << GetParam();
    EXPECT_TRUE(is_valid_utf8(once));
    EXPECT_EQ(fold(fold(text)), fold(text)) << "seed " << GetParam();
    EXPECT_EQ(squeeze_spaces(squeeze_spaces(text)), squeeze_spaces(text));
  }
}

TEST_P(TextProperty, OffsetsGoThereAndBack) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 20; ++i) {
    const std::string text = any_text(random, false);
    std::size_t code_points = 0;
    std::string rebuilt;
    for (std::size_t offset = 0; offset < text.size(); ++code_points) {
      EXPECT_EQ(byte_offset_of_code_point(text, code_points), offset);
      EXPECT_EQ(count_code_points(std::string_view(text).substr(0, offset)), code_points);
      EXPECT_EQ(floor_to_code_point(text, offset), offset);
      append_utf8(rebuilt, next_code_point(text, offset));
    }
    EXPECT_EQ(rebuilt, text);
    EXPECT_EQ(count_code_points(text), code_points);
  }
}

TEST_P(TextProperty, SentencesCoverAllButWhiteSpace) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 100; ++i) {
    const std::string text = any_text(random, i % 2 == 0);
    std::size_t done = 0;
    const auto only_spaces = [&](std::size_t begin, std::size_t end) {
      for (std::size_t at = begin; at < end;)
        if (!is_white_space(next_code_point(text, at))) return false;
      return true;
    };
    for (const ByteRange& sentence : split_sentences(text)) {
      ASSERT_LT(sentence.begin, sentence.end) << "seed " << GetParam();
      ASSERT_LE(done, sentence.begin) << "seed " << GetParam();
      EXPECT_TRUE(only_spaces(done, sentence.begin)) << "seed " << GetParam();
      done = sentence.end;
    }
    ASSERT_LE(done, text.size());
    EXPECT_TRUE(only_spaces(done, text.size())) << "seed " << GetParam();
  }
}

TEST_P(TextProperty, TokensLieInTheTextInOrder) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 40; ++i) {
    const bool broken = i % 2 == 0;
    const std::string text = any_text(random, broken);
    std::uint32_t position = 0;
    for (const Token& token : shared_analyzer().tokens(text)) {
      ASSERT_LT(token.bytes.begin, token.bytes.end) << "seed " << GetParam() << " term " << token.term;
      ASSERT_LE(token.bytes.end, text.size()) << "seed " << GetParam();
      EXPECT_TRUE(is_valid_utf8(token.term)) << "seed " << GetParam();
      if (!broken) {
        EXPECT_TRUE(is_valid_utf8(slice(text, token.bytes))) << "seed " << GetParam() << " term " << token.term;
      }
      EXPECT_LE(position, token.position) << "seed " << GetParam();
      position = token.position;
    }
    std::size_t behind = 0;
    for (const Morpheme& morpheme : shared_analyzer().morphemes(text)) {
      ASSERT_LE(behind, morpheme.bytes.begin) << "seed " << GetParam() << " " << morpheme.surface;
      behind = morpheme.bytes.end;
      if (!broken) {
        EXPECT_EQ(shared_analyzer().morphemes(slice(text, morpheme.bytes)).empty(), false) << "seed " << GetParam();
      }
    }
    ASSERT_LE(behind, text.size());
  }
}

// Words that lie across MeCab's borders, beside each other, and inside each other.
const Analyzer& analyzer_with_words() {
  static const std::unique_ptr<Analyzer> analyzer = [] {
    const auto file =
        std::filesystem::path(testing::TempDir()) / ("onggi_property_words-" + std::to_string(::getpid()));
    EXPECT_TRUE(
        write_file(file, "휴가는\n이터베\n연차\nC++\nuser\n12조에\n습니다\n金融\n빨라졌다\n한빨\n").has_value());
    auto opened = Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = file});
    std::filesystem::remove(file);
    EXPECT_TRUE(opened.has_value());
    return opened ? *std::move(opened) : nullptr;
  }();
  return *analyzer;
}

TEST_P(TextProperty, OwnWordsLoseNothingAndOverlapNothing) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 40; ++i) {
    const std::string text = to_nfc(any_text(random, false));
    std::string joined;
    std::size_t behind = 0;
    for (const Morpheme& morpheme : analyzer_with_words().morphemes(text)) {
      ASSERT_LE(behind, morpheme.bytes.begin) << "seed " << GetParam() << " " << morpheme.surface;
      behind = morpheme.bytes.end;
      joined += morpheme.surface;
    }
    std::string expected;
    for (std::size_t offset = 0; offset < text.size();) {
      const char32_t c = next_code_point(text, offset);
      if (!is_white_space(c) && !is_control(c)) append_utf8(expected, c);
    }
    EXPECT_EQ(to_nfc(joined), to_nfc(expected)) << "seed " << GetParam();
  }
}

std::vector<std::string> told(const std::vector<Token>& tokens) {
  std::vector<std::string> lines;
  for (const Token& token : tokens)
    lines.push_back(token.term + " " + std::to_string(static_cast<int>(token.kind)) + " " +
                    std::to_string(token.bytes.begin) + "-" + std::to_string(token.bytes.end) + " " +
                    std::to_string(token.position));
  return lines;
}

// The promise by which only documents with a changed word are analysed again.
TEST_P(TextProperty, WithoutOwnWordsTokensAreTheSame) {
  std::mt19937_64 random(GetParam());
  int without = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string text = any_text(random, i % 3 == 0);
    if (!analyzer_with_words().company_words_in(std::vector<std::string_view>{text}).empty()) continue;
    ++without;
    EXPECT_EQ(told(analyzer_with_words().tokens(text)), told(shared_analyzer().tokens(text)))
        << "seed " << GetParam() << " " << i;
  }
  EXPECT_GT(without, 0) << "seed " << GetParam();
}

// Where fingerprints are equal under two sets of words, so are the tokens.
TEST_P(TextProperty, EqualFingerprintsMeanEqualTokens) {
  std::mt19937_64 random(GetParam());
  const std::vector<UserWord> all{{.word = "연차휴가", .parts = {}},           {.word = "휴가는", .parts = {}},
                                  {.word = "데이터", .parts = {"데", "이터"}}, {.word = "이터베이스", .parts = {}},
                                  {.word = "테라로사", .parts = {}},           {.word = "빨라졌다", .parts = {}}};
  static const std::unique_ptr<Analyzer> one =
      *Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}});
  static const std::unique_ptr<Analyzer> other =
      *Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}});
  const auto some = [&] {
    std::vector<UserWord> words;
    for (const UserWord& word : all)
      if (random() % 2 == 0) words.push_back(word);
    return *UserWords::of(words);
  };
  for (int i = 0; i < 60; ++i) {
    one->use_words(some(), i);
    other->use_words(some(), i);
    const std::string text = any_text(random, false);
    const std::vector<std::string_view> texts{text};
    const bool same = one->company_words_in(texts) == other->company_words_in(texts);
    EXPECT_TRUE(!same || told(one->tokens(text)) == told(other->tokens(text))) << "seed " << GetParam() << " " << i;
  }
}

TEST(FuzzCorpus, ReplaysAsAnOrdinaryTest) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ONGGI_SOURCE_DIR "/fuzz/corpus/text")) {
    const auto bytes = read_file(entry.path());
    ASSERT_TRUE(bytes.has_value());
    EXPECT_TRUE(is_valid_utf8(decode_text(*bytes).utf8)) << entry.path();
    for (const ByteRange& range : split_sentences(*bytes))
      EXPECT_TRUE(range.begin < range.end && range.end <= bytes->size()) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 3U);
}

TEST_P(TextProperty, TheFormOfUnicodeDoesNotMatter) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 20; ++i) {
    const std::string text = any_text(random, false);
    const auto as_written = shared_analyzer().tokens(text);
    const auto as_nfc = shared_analyzer().tokens(to_nfc(text));
    ASSERT_EQ(as_written.size(), as_nfc.size()) << "seed " << GetParam();
    for (std::size_t k = 0; k < as_nfc.size(); ++k)
      EXPECT_EQ(as_written[k].term, as_nfc[k].term) << "seed " << GetParam();
  }
}

TEST_P(TextProperty, DecodingGivesValidNfc) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 60; ++i) {
    std::string bytes = any_text(random, true);
    for (std::size_t k = 0; k < bytes.size() && i % 3 == 0; ++k) bytes[k] = static_cast<char>(random());
    const Decoded decoded = decode_text(bytes);
    EXPECT_TRUE(is_valid_utf8(decoded.utf8)) << "seed " << GetParam();
    EXPECT_EQ(to_nfc(decoded.utf8), decoded.utf8) << "seed " << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, TextProperty, testing::Range<std::uint64_t>(1, 9));

// A megabyte without a space, of what is hardest: it must come back, in pieces.
TEST(TextLimits, LongRunsWithoutSpacesComeBack) {
  for (const std::string_view unit : {"가", "(", "a-", "ㅋ", "\xE1\x85\xA1"}) {
    std::string text;
    while (text.size() < 100'000) text += unit;
    EXPECT_FALSE(shared_analyzer().morphemes(text).empty());
    EXPECT_LE(shared_analyzer().tokens(text).size(), text.size());
    EXPECT_EQ(split_sentences(text).size(), 1U);
  }
}

}  // namespace
}  // namespace onggi
