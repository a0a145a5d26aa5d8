// A large XML part as small trees: what stands directly inside of one element, a stretch of its children at a time. A
// tree of the whole takes several times the part's bytes; this takes its bytes, which are given up as they are read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/flow/xml.h"

namespace onggi::parse {

class XmlPieces {
 public:
  /// Children of the element `parent` directly below the root, and beforehand all elements `wanted` whose parent is
  /// one of `wanted_below`. None, and `bytes` as they were, where the part is not well-formed or has no such element:
  /// then only a tree of the whole can tell.
  static std::optional<XmlPieces> open(std::string& bytes, std::string_view parent, std::string_view wanted,
                                       const std::vector<std::string_view>& wanted_below);

  /// A tree whose root has the wanted elements as children.
  Result<std::unique_ptr<XmlPart>> wanted() const;

  /// The next stretch, about 256 KB: a tree whose root has the children; nullptr behind the last.
  Result<std::unique_ptr<XmlPart>> next();

 private:
  std::string bytes_, wanted_;
  std::vector<std::size_t> borders_;  // of the stretches, rising
  std::size_t done_ = 0;              // stretches
};

}  // namespace onggi::parse
