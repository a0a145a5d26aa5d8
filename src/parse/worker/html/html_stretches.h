// A large HTML text in stretches that are parsed one after the other: the tree of all of it would cost nine times the
// text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse {

/// Which element holds the content of a text.
enum class HtmlContent { body, main, article };

/// The content of a large text, told from its tags alone: <main> (or role="main"), else the only <article>, where it
/// spans a quarter of the bytes.
HtmlContent guess_content(std::string_view utf8);

/// Cuts before blocks that stand in nothing but <div>, <main>, <article> and <section>. A text that has no such places
/// (all of it one table) is one stretch. Cost: one scan.
class HtmlStretches {
 public:
  /// Stretches are at least `size_min` bytes long, but for the last.
  HtmlStretches(std::string_view utf8, std::size_t size_min) : utf8_(utf8), size_min_(size_min) {}

  /// The next one, behind the start tags of the elements that are open there; nullopt at the end.
  std::optional<std::string> next();

  /// Bytes of the text that are in stretches already.
  std::size_t done() const { return begin_; }

 private:
  struct Open {
    std::string name;
    std::string start_tag;  // kept: the text behind done() may be forgotten
    bool container = false;
  };
  bool may_cut() const;
  void step();
  void open(std::string name, std::string_view tag);
  void close(std::string_view name);

  std::string_view utf8_;
  std::size_t size_min_;
  std::size_t begin_ = 0;  // of the next stretch
  std::size_t at_ = 0;     // of the scan
  std::vector<Open> open_;
};

}  // namespace onggi::parse
