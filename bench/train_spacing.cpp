// Trains the spacing model (src/clean/spelling/spacing_model.h): logistic regression by AdaGrad over hashed features.
//
// usage: onggi_train_spacing DICTIONARY SENTENCES OUT     one well spaced sentence a line;
// scripts/make_spacing_model.py
//
// Every twentieth sentence is kept apart: on them the scale is fitted (a model is too sure on its own training text),
// and the quality printed.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <random>

#include "clean/spelling/spacing_features.h"
#include "text/text.h"

namespace {

using namespace onggi;              // NOLINT(google-build-using-namespace)
using namespace onggi::clean_room;  // NOLINT(google-build-using-namespace)

struct Places {
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> begins{0};  // of the slots of each place
  std::vector<std::uint8_t> space;
};

std::u32string decoded(const std::string& line) {
  std::u32string text;
  for (std::size_t at = 0; at < line.size();) text.push_back(next_code_point(line, at));
  return text;
}

bool is_learnt(char32_t left, char32_t right) { return is_hangul(left) || is_hangul(right); }

void add_places(const Mecab& mecab, const std::string& line, unsigned bits, bool with_morphemes, Places& places) {
  const Unspaced text = without_spaces(decoded(line));
  const std::vector<SpacingMorph> morphs =
      with_morphemes ? spacing_morphs(mecab, text.letters) : std::vector<SpacingMorph>();
  std::u32string letters = text.letters;
  for (char32_t& c : letters) c = spacing_letter(c);
  const MorphPlaces beside(morphs, letters.size());
  for (std::size_t at = 1; at < letters.size(); ++at) {
    if (!is_learnt(letters[at - 1], letters[at])) continue;
    const auto add = [&](std::uint64_t hash) {
      places.slots.push_back(static_cast<std::uint32_t>(hash >> (64U - bits)));
    };
    letter_features(letters, at, add);
    if (with_morphemes) beside.features(at, add);
    places.begins.push_back(static_cast<std::uint32_t>(places.slots.size()));
    places.space.push_back(text.space_before[at]);
  }
}

class Trainer {
 public:
  Trainer(const Places& places, unsigned bits) : places_(places), weights_(1U << bits), squares_(1U << bits, 1e-6F) {
    // What was seen once says nothing of other texts.
    std::vector<std::uint8_t> seen(1U << bits);
    for (const std::uint32_t slot : places.slots) seen[slot] = static_cast<std::uint8_t>(std::min(seen[slot] + 1, 255));
    rare_.resize(seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) rare_[i] = seen[i] < 2;
  }

  void epoch(std::mt19937_64& random) {
    std::vector<std::uint32_t> order(places_.space.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    // Places of a stretch stay together: memory is read in order.
    constexpr std::size_t kStretch = 64;
    std::vector<std::uint32_t> stretches((order.size() + kStretch - 1) / kStretch);
    for (std::uint32_t i = 0; i < stretches.size(); ++i) stretches[i] = i;
    std::shuffle(stretches.begin(), stretches.end(), random);
    for (const std::uint32_t stretch : stretches)
      for (std::size_t i = stretch * kStretch; i < std::min((stretch + 1) * kStretch, order.size()); ++i) learn(i);
  }

  float log_odds(const Places& places, std::size_t place) const {
    float sum = bias_;
    for (std::uint32_t i = places.begins[place]; i < places.begins[place + 1]; ++i) sum += weights_[places.slots[i]];
    return sum;
  }

  const std::vector<float>& weights() const { return weights_; }
  float bias() const { return bias_; }

 private:
  void learn(std::size_t place) {
    constexpr float kRate = 0.05F;
    const float error = static_cast<float>(places_.space[place]) - 1 / (1 + std::exp(-log_odds(places_, place)));
    bias_ += 0.0005F * error;
    if (std::fabs(error) < 0.002F) return;
    for (std::uint32_t i = places_.begins[place]; i < places_.begins[place + 1]; ++i) {
      const std::uint32_t slot = places_.slots[i];
      if (rare_[slot]) continue;
      squares_[slot] += error * error;
      weights_[slot] += kRate * error / std::sqrt(squares_[slot]);
    }
  }

  const Places& places_;
  std::vector<float> weights_, squares_;
  std::vector<bool> rare_;
  float bias_ = 0;
};

struct Quality {
  double loss = 0, f1 = 0, accuracy = 0;
};

Quality quality(const std::vector<float>& odds, const std::vector<std::uint8_t>& space, double scale) {
  std::size_t right = 0, found = 0, there = 0, same = 0;
  double loss = 0;
  for (std::size_t i = 0; i < odds.size(); ++i) {
    const bool said = odds[i] > 0, is = space[i] != 0;
    right += said && is, found += said, there += is, same += said == is;
    loss += std::log1p(std::exp((is ? -scale : scale) * odds[i]));
  }
  return {loss / static_cast<double>(odds.size()),
          2.0 * static_cast<double>(right) / static_cast<double>(found + there),
          static_cast<double>(same) / static_cast<double>(odds.size())};
}

template <typename T>
void put(std::ofstream& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.write(bytes, sizeof value);
}

void train(const Mecab& mecab, const std::vector<std::string>& lines, unsigned bits, bool with_morphemes,
           std::ofstream& out) {
  Places training, apart;
  for (std::size_t i = 0; i < lines.size(); ++i)
    add_places(mecab, lines[i], bits, with_morphemes, i % 20 == 7 ? apart : training);
  std::cerr << (with_morphemes ? "letters and morphemes: " : "letters: ") << training.space.size() << " places\n";
  Trainer trainer(training, bits);
  std::mt19937_64 random(7);
  std::vector<float> odds(apart.space.size());
  for (int epoch = 0; epoch < 3; ++epoch) {
    trainer.epoch(random);
    for (std::size_t i = 0; i < odds.size(); ++i) odds[i] = trainer.log_odds(apart, i);
    const Quality now = quality(odds, apart.space, 1);
    std::cerr << "  epoch " << epoch + 1 << ": F1 of spaces " << now.f1 << ", places " << now.accuracy << ", loss "
              << now.loss << '\n';
  }
  double scale = 1;
  for (double tried = 0.3; tried < 1.3; tried += 0.02)
    if (quality(odds, apart.space, tried).loss < quality(odds, apart.space, scale).loss) scale = tried;
  std::cerr << "  scale " << scale << ", loss " << quality(odds, apart.space, scale).loss << '\n';
  float largest = 0;
  for (const float weight : trainer.weights()) largest = std::max(largest, std::fabs(weight));
  const float step = std::min(largest, 3.0F) / 127;
  put(out, bits);
  put(out, static_cast<float>(scale) * step);
  put(out, static_cast<float>(scale) * trainer.bias());
  for (const float weight : trainer.weights())
    put(out, static_cast<std::int8_t>(std::clamp(std::lround(weight / step), -127L, 127L)));
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "usage: onggi_train_spacing DICTIONARY SENTENCES OUT\n";
    return 2;
  }
  const auto mecab = Mecab::open(words[1]);
  if (!mecab) {
    std::cerr << describe(mecab.error()) << '\n';
    return 1;
  }
  std::vector<std::string> lines;
  std::ifstream in(words[2]);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::ofstream out(words[3], std::ios::binary);
  out << "ONGGISP1";
  train(**mecab, lines, 19, false, out);
  train(**mecab, lines, 22, true, out);
  return out ? 0 : 1;
}
