// Tags of an HTML text, found without building a tree (WHATWG §13.2.5: tag names, quoted attributes, comments, raw
// text).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace onggi::parse {

struct HtmlTag {
  std::string name;  // lower case, at most 16 bytes of it
  bool end = false;
  std::size_t begin = 0;   // of its '<'
  std::size_t behind = 0;  // behind its '>', or behind the end tag of what holds raw text (<script>)
};

/// The name that begins at `at`, empty where none does.
std::string tag_name_at(std::string_view html, std::size_t at);

/// The next tag from `at` on; comments and what stands in raw text are passed over.
std::optional<HtmlTag> next_tag(std::string_view html, std::size_t at);

/// Elements that need no end tag: an open one does not mean a level.
bool closes_itself(std::string_view tag);

}  // namespace onggi::parse
