// libmecab behind one small door: text in, dictionary nodes with exact byte ranges out.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

/// What MeCab found at a place. `feature` points into the mapped dictionary and lives as long as the Mecab.
struct DictionaryNode {
  ByteRange bytes;
  std::string_view feature;
  bool known = true;
};

/// Thread safe: the model is read only, each call takes a lattice of its own from a pool.
class Mecab {
 public:
  /// Errors: not_found (no dictionary there), bad_input (libmecab refuses it).
  static Result<std::unique_ptr<Mecab>> open(const std::filesystem::path& folder);
  virtual ~Mecab() = default;

  /// The nodes of any valid UTF-8 without NUL, in order, ranges into `utf8`. Text is cut into pieces at line feeds; at
  /// spaces where a line is long, between two characters where a word is.
  virtual std::vector<DictionaryNode> parse(std::string_view utf8) const = 0;

  /// Hash of the dictionary's settings and sizes.
  virtual const std::string& version() const = 0;

  // A lattice costs memory for each byte of a sentence, and its best path is found over all of it.
  static constexpr std::size_t kPieceBytes = 8192;
  // Unknown words are tried at every length, so the time goes with the square of an unbroken run ("((((…").
  static constexpr std::size_t kWordBytes = 768;
};

}  // namespace onggi
