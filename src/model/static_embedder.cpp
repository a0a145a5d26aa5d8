// The built-in Korean embedder: a sentence is the sum of the vectors of its words.
//
// Each morpheme that MeCab finds is looked up in a table of vectors that a neural n-gram model learned; frequent words
// count less (Arora et al. 2017) and the directions that all words share were taken out when the file was made, so the
// plain sum, brought to length 1, is already a sentence vector. Words that the table lacks are put together from the
// longest pieces that it knows; Latin words and numbers get a direction of their own from a hash, so that the same name
// meets itself again.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/hash.h"
#include "model/model.h"
#include "model/static_table.h"
#include "text/text.h"

namespace onggi {
namespace {

using model::StaticTable;
using model::WordTag;

constexpr const char* kRules = "1";  // another number whenever the same text would give another vector

// Measured on KorSTS (the train half picks, the dev half reports): a number or Latin word is worth a little more than a
// Korean word, because two sentences that differ in it speak of different things; more than a hint for unknown Hangul
// words only adds noise.
constexpr float kHashedLength = 1.4F;
constexpr float kUnknownHangulLength = 0.4F;
constexpr std::size_t kWordBytesMax =
    64;  // an unknown "word" longer than this is not a word; keeps the fallback linear

class SentenceSum {
 public:
  SentenceSum(const StaticTable& table, std::span<float> sum) : table_(table), sum_(sum) {}

  void add(const Morpheme& morpheme) {
    const std::size_t plus = morpheme.tag.find('+');
    const WordTag tag = model::word_tag_from(std::string_view(morpheme.tag).substr(0, plus));
    if (plus != std::string::npos && has_parts(morpheme)) return add_parts(morpheme);
    if (tag != WordTag::none && add_known(morpheme.surface, tag)) return;
    if (has_parts(morpheme)) return add_parts(morpheme);
    add_other(morpheme.surface, morpheme.tag, tag);
  }

 private:
  static bool has_parts(const Morpheme& morpheme) {
    return !morpheme.parts.empty() && morpheme.parts.size() == morpheme.part_tags.size();
  }

  void add_parts(const Morpheme& morpheme) {
    for (std::size_t i = 0; i < morpheme.parts.size(); ++i) {
      const WordTag tag = model::word_tag_from(morpheme.part_tags[i]);
      if (tag == WordTag::none || !add_known(morpheme.parts[i], tag))
        add_other(morpheme.parts[i], morpheme.part_tags[i], tag);
    }
  }

  bool add_known(std::string_view form, WordTag tag, float factor = 1) {
    const std::int32_t row = table_.find(form, tag);
    if (row >= 0) table_.add(row, factor, sum_);
    return row >= 0;
  }

  void add_other(std::string_view form, std::string_view tag, WordTag word_tag) {
    if (tag == "SL" || tag == "SN" || tag == "SH") return add_hashed(fold(form), kHashedLength);
    if (word_tag == WordTag::none && tag != "UNKNOWN") return;  // particles, endings, symbols
    if (form.size() > kWordBytesMax) return;
    add_pieces(form);
    add_hashed(form, kUnknownHangulLength);
  }

  /// Longest known nouns, affixes and roots from the left; syllables without any are passed over.
  void add_pieces(std::string_view form) {
    struct Piece {
      std::string_view text;
      std::size_t bytes;
    };
    std::vector<Piece> pieces;
    std::size_t covered = 0;
    for (std::size_t begin = 0; begin < form.size();) {
      const std::size_t length = longest_piece(form.substr(begin));
      if (length > 0) {
        pieces.push_back({form.substr(begin, length), length});
        covered += length;
        begin += length;
      } else {
        next_code_point(form, begin);
      }
    }
    for (const Piece& piece : pieces)
      add_piece(piece.text, static_cast<float>(piece.bytes) / static_cast<float>(covered));
  }

  static constexpr std::array kPieceTags = {WordTag::NNG, WordTag::XSN,
                                            WordTag::XPN};  // NNG also finds names, roots and adverbs

  std::size_t longest_piece(std::string_view form) const {
    for (std::size_t length = form.size(); length > 0; length = floor_to_code_point(form, length - 1)) {
      for (const WordTag tag : kPieceTags)
        if (table_.find(form.substr(0, length), tag) >= 0) return length;
    }
    return 0;
  }

  void add_piece(std::string_view form, float factor) {
    for (const WordTag tag : kPieceTags)
      if (add_known(form, tag, factor)) return;
  }

  /// A direction of +1 and -1 drawn by the word's hash: unlike words are nearly at right angles in 192 dimensions.
  void add_hashed(std::string_view form, float length) {
    const float step = length * table_.typical_length() / std::sqrt(static_cast<float>(sum_.size()));
    std::uint64_t state = fnv1a(form), bits = 0;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      if (i % 64 == 0) bits = next_bits(state);
      sum_[i] += ((bits >> (i % 64)) & 1U) != 0 ? step : -step;
    }
  }

  /// splitmix64 (Steele, Lea, Flood 2014).
  static std::uint64_t next_bits(std::uint64_t& state) {
    std::uint64_t value = (state += 0x9E3779B97F4A7C15ULL);
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
  }

  const StaticTable& table_;
  std::span<float> sum_;
};

void make_unit(std::span<float> vector) {
  double square = 0;
  for (const float value : vector) square += static_cast<double>(value) * static_cast<double>(value);
  if (square < 1e-12) {
    std::ranges::fill(vector, 0.0F);
    return;
  }
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (float& value : vector) value *= factor;
}

class StaticEmbedder final : public Embedder {
 public:
  StaticEmbedder(StaticTable table, const std::string& file, const Analyzer& analyzer)
      : table_(std::move(table)), analyzer_(analyzer) {
    info_.id = "onggi/static-ko";
    info_.kind = "builtin";
    info_.can_embed = true;
    info_.dimensions = static_cast<std::int32_t>(table_.dimensions());
    info_.source = file;
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(table_.checksum()));
    version_ = info_.id + "/" + kRules + "/" + hex.data() + "/" + analyzer.version();
  }

  const ModelInfo& info() const override { return info_; }
  const std::string& version() const override { return version_; }
  bool reads_company_words() const override { return true; }

  /// Measured on two Korean question sets: in a convex combination with BM25 0.1 was neutral and 0.3 cost 0.003 to 0.02
  /// nDCG@10.
  double fusion_weight() const override { return 0.1; }

  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs /*as*/, const Cancel& cancel) override {
    Embeddings result;
    result.dimensions = info_.dimensions;
    result.values.assign(texts.size() * table_.dimensions(), 0.0F);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ONGGI_CHECK(cancel.check());
      const auto row = std::span(result.values).subspan(i * table_.dimensions(), table_.dimensions());
      const std::vector<Morpheme> morphemes = analyzer_.morphemes(texts[i]);
      SentenceSum sum(table_, row);
      for (const Morpheme& morpheme : morphemes) sum.add(morpheme);
      make_unit(row);
      result.tokens += static_cast<std::int64_t>(morphemes.size());
    }
    return result;
  }

 private:
  StaticTable table_;
  const Analyzer& analyzer_;
  ModelInfo info_;
  std::string version_;
};

}  // namespace

Result<std::unique_ptr<Embedder>> open_static_embedder(const std::string& file, const Analyzer& analyzer) {
  ONGGI_TRY(auto table, StaticTable::open(file));
  return std::make_unique<StaticEmbedder>(std::move(table), file, analyzer);
}

}  // namespace onggi
