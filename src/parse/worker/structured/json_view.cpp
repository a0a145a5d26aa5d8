// See json_view.h; nlohmann/json checks and counts, the scanning is ours.
#include "parse/worker/structured/json_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/document.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using Json = nlohmann::json;

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Behind the string that begins at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

// Behind the value that begins at `at`. Depth is a number, not a call.
std::size_t value_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  if (text[at] == '"') return string_end(text, at);
  if (text[at] != '{' && text[at] != '[') return std::min(text.find_first_of(",]} \t\r\n", at), text.size());
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') at = string_end(text, at) - 1;
    else if (text[at] == '{' || text[at] == '[') ++depth;
    else if ((text[at] == '}' || text[at] == ']') && --depth == 0) return at + 1;
  }
  return text.size();
}

// Counts what the parser reports; the parser itself does not recurse.
struct Counter {
  std::int64_t characters = 0;
  bool null() { return true; }
  bool boolean(bool value) { return characters += value ? 4 : 5, true; }
  bool number_integer(Json::number_integer_t value) { return characters += std::ssize(std::to_string(value)), true; }
  bool number_unsigned(Json::number_unsigned_t value) { return characters += std::ssize(std::to_string(value)), true; }
  bool number_float(Json::number_float_t /*value*/, const std::string& as_written) {
    return characters += std::ssize(as_written), true;
  }
  bool string(std::string& value) { return characters += count_visible(to_nfc(value)), true; }
  bool binary(Json::binary_t& /*value*/) { return true; }
  bool key(std::string& name) { return string(name); }
  bool start_object(std::size_t /*size*/) { return true; }
  bool start_array(std::size_t /*size*/) { return true; }
  bool end_object() { return true; }
  bool end_array() { return true; }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/, const Json::exception& /*why*/) { return false; }
};

}  // namespace

bool is_json(std::string_view text) { return Json::accept(text); }

std::int64_t count_json(std::string_view text) {
  Counter counter;
  Json::sax_parse(text, &counter);
  return counter.characters;
}

JsonView::JsonView(std::string_view text) {
  const std::size_t begin = skip_blanks(text, 0);
  text_ = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

bool JsonView::is_empty() const {
  if (is_null()) return true;
  return !is_scalar() && skip_blanks(text_, 1) + 1 == text_.size();
}

std::string JsonView::scalar() const {
  if (is_null() || !is_scalar()) return {};
  if (!is_string()) return text_ == "-0" ? "0" : std::string(text_);  // as the parser counts it
  const Json value = Json::parse(text_, nullptr, false);
  return value.is_string() ? value.get<std::string>() : std::string();
}

void JsonView::each(const std::function<bool(std::string_view name, JsonView value)>& visit) const {
  if (is_scalar()) return;
  for (std::size_t at = skip_blanks(text_, 1); at + 1 < text_.size(); at = skip_blanks(text_, at + 1)) {
    std::string name;
    if (is_object()) {
      const std::size_t end = string_end(text_, at);
      name = JsonView(text_.substr(at, end - at)).scalar();
      at = skip_blanks(text_, skip_blanks(text_, end) + 1);  // behind the colon
    }
    const std::size_t end = value_end(text_, at);
    if (!visit(name, JsonView(text_.substr(at, end - at)))) return;
    at = skip_blanks(text_, end);  // the comma or the end
  }
}

JsonView JsonView::member(std::string_view name) const {
  JsonView found;
  each([&](std::string_view candidate, JsonView value) {
    if (candidate != name) return true;
    found = value;
    return false;
  });
  return found;
}

std::size_t JsonView::size() const {
  std::size_t count = 0;
  each([&](std::string_view /*name*/, JsonView /*value*/) { return ++count, true; });
  return count;
}

}  // namespace onggi::parse
