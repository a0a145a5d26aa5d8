// JSON as views into its text (RFC 8259): nothing is built, each level is scanned when somebody looks at it, so a file
// of 50 MB costs no memory beyond itself. Only for text that is_json() accepted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace onggi::parse {

/// The whole text is one JSON value (white space around it is fine).
bool is_json(std::string_view text);

/// What a JSON text says: visible characters of all names and values but null.
std::int64_t count_json(std::string_view text);

class JsonView {
 public:
  JsonView() = default;
  explicit JsonView(std::string_view text);

  bool is_object() const { return text_.starts_with('{'); }
  bool is_array() const { return text_.starts_with('['); }
  bool is_string() const { return text_.starts_with('"'); }
  bool is_null() const { return text_.empty() || text_ == "null"; }
  bool is_scalar() const { return !is_object() && !is_array(); }
  bool is_empty() const;  // {} or [] or null

  /// A scalar as text: strings decoded, numbers and true/false as they stand, null and containers empty.
  std::string scalar() const;
  std::string_view raw() const { return text_; }

  /// Calls visit(name, value) for each member of an object, visit("", value) for each item of an array, in order, until
  /// visit returns false.
  void each(const std::function<bool(std::string_view name, JsonView value)>& visit) const;
  /// The member of that name; empty (null) when missing.
  JsonView member(std::string_view name) const;
  std::size_t size() const;

 private:
  std::string_view text_;  // without white space around it
};

}  // namespace onggi::parse
