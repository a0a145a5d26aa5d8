// Which paragraphs are headings, and how deep, judged over the whole document.
//
// A heading looks different from the body (bigger, bold, capitals), or carries a number that only headings have, or
// stands in the outline or the structure tree. Levels come in this order: tree, outline, what most headings of the same
// looks have there, and at last a ranking of all looks: bigger before smaller, bold before plain, "1" before "1.1".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {

/// Body size and weight: what most characters have.
struct BodyStyle {
  double size = 10;
  std::uint32_t face = 0;  // of its Hangul
  bool bold_is_special = true, mono_is_special = true;
  bool is_big(double other) const { return other >= 1.15 * size; }
};
BodyStyle body_style(const std::vector<PageLayout>& pages);

/// What a paragraph looks like.
struct Looks {
  double size = 0;
  bool bold = false;
  std::uint32_t face = 0;  // as Line::face
  std::int32_t lines = 1;
  std::int32_t tag_level = 0;  // what the structure tree says
};

class Headings {
 public:
  Headings(const BodyStyle& body, const Outline& outline) : body_(body), outline_(outline) {}

  bool is_heading(const std::string& text, const Looks& looks) const;
  /// Notes that `elements[index]` is one.
  void add(std::size_t index, const std::string& text, const Looks& looks);
  /// The last one was only a number; its title, which follows, decides what it looks like.
  void take_title(const Looks& looks);
  /// Sets the level of all that were added.
  void rank(std::vector<Element>& elements) const;

 private:
  struct Key {
    long size = 0;  // negated half points: the biggest first
    bool plain = false;
    std::int32_t depth = 0;  // of its number
    auto operator<=>(const Key&) const = default;
  };
  struct Found {
    std::size_t index = 0;
    Key key;
    std::int32_t level = 0;  // from tree or outline; 0: not known
  };
  std::int32_t outline_level(const std::string& text) const;
  std::map<Key, std::int32_t> ranking() const;

  const BodyStyle& body_;
  const Outline& outline_;
  std::vector<Found> found_;
};

}  // namespace onggi::parse::pdf
