// What a DOCX style says about the role of a paragraph (styles.xml).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace onggi::parse::docx {

enum class Role { none, title, heading, caption, code };

/// Only what readers need; inherited along basedOn.
struct Style {
  Role role = Role::none;
  std::int32_t level = 0;                // of a heading: 1..9
  std::optional<std::string> numbering;  // numId
  std::int32_t numbering_level = 0;
  bool page_break_before = false;
  bool hidden = false;
  bool first_row_differs = false;  // of a table style: its first row is formatted as a header
};

class Styles {
 public:
  Styles() = default;
  explicit Styles(const pugi::xml_node& root);
  /// The style, or one that says nothing.
  const Style& find(std::string_view id) const;
  /// The default paragraph style's id; may be empty.
  const std::string& default_paragraph() const { return default_paragraph_; }

 private:
  std::map<std::string, Style, std::less<>> styles_;
  std::string default_paragraph_;
};

/// Level 1..9 of "heading 3" or "제목 3"; 0 for other names.
std::int32_t heading_level_of_name(std::string_view name);

}  // namespace onggi::parse::docx
