// See xml_scan.h.
#include "parse/worker/flow/xml_scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view after_colon(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Appends what "&...;" stands for and gives its length; 0: no reference, the "&" stands for itself.
std::size_t append_reference(std::string_view at, std::string& out) {
  constexpr std::size_t kLongest = 12;
  const std::size_t end = at.substr(0, kLongest).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  std::string_view name = at.substr(1, end - 1);
  static constexpr auto kNamed = std::to_array<std::pair<std::string_view, char>>(
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}});
  const auto found = std::ranges::find(kNamed, name, &std::pair<std::string_view, char>::first);
  if (found != kNamed.end()) {
    out += found->second;
    return end + 1;
  }
  if (!name.starts_with('#')) return 0;
  name.remove_prefix(1);
  const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
  if (hexadecimal) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [last, error] = std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
  if (error != std::errc() || last != name.data() + name.size()) return 0;
  const bool is_character = code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  append_utf8(out, is_character ? static_cast<char32_t>(code) : U'\uFFFD');
  return end + 1;
}

std::string_view decoded(std::string_view raw, std::string& buffer) {
  std::size_t reference = raw.find('&');
  if (reference == std::string_view::npos) return raw;
  buffer.clear();
  while (reference != std::string_view::npos) {
    buffer += raw.substr(0, reference);
    raw.remove_prefix(reference);
    const std::size_t length = append_reference(raw, buffer);
    if (length == 0) buffer += '&';
    raw.remove_prefix(std::max<std::size_t>(length, 1));
    reference = raw.find('&');
  }
  buffer += raw;
  return buffer;
}

// Where a tag ends: the ">" outside of quotes.
std::size_t end_of_tag(std::string_view tag) {
  for (std::size_t at = tag.find_first_of("\"'>"); at != std::string_view::npos;
       at = tag.find_first_of("\"'>", at + 1)) {
    if (tag[at] == '>') return at;
    at = tag.find(tag[at], at + 1);
    if (at == std::string_view::npos) break;
  }
  return std::string_view::npos;
}

// A document type with an internal subset holds tags of its own.
std::size_t end_of_document_type(std::string_view text) {
  const std::size_t close = text.find('>');
  const std::size_t subset = text.find('[');
  if (subset == std::string_view::npos || close < subset) return close;
  const std::size_t end = text.find(']', subset);
  return end == std::string_view::npos ? end : text.find('>', end);
}

}  // namespace

std::string xml_utf8(std::string bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kMark)) bytes.erase(0, kMark.size());
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return decode_text(bytes).utf8;
  using std::string_view_literals::operator""sv;
  if (bytes.starts_with("<\0"sv)) return decode_text(bytes, "UTF-16LE").utf8;
  if (bytes.starts_with("\0<"sv)) return decode_text(bytes, "UTF-16BE").utf8;
  if (is_valid_utf8(bytes)) return bytes;
  const std::string_view declaration = std::string_view(bytes).substr(0, std::min<std::size_t>(bytes.find('>'), 200));
  const std::size_t named = declaration.find("encoding=");
  if (named == std::string_view::npos) return repair_utf8(bytes);
  const std::string_view value = declaration.substr(named + std::string_view("encoding=").size());
  const std::string_view charset =
      value.substr(std::min<std::size_t>(value.size(), 1)).substr(0, value.find_first_of("\"'", 1) - 1);
  return charset == "UTF-8" || charset == "utf-8" ? repair_utf8(bytes) : decode_text(bytes, charset).utf8;
}

bool XmlScan::skip_markup() {
  static constexpr auto kMarkup =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"<!--", "-->"}, {"<?", "?>"}});
  for (const auto& [begin, end] : kMarkup) {
    if (!rest_.starts_with(begin)) continue;
    const std::size_t close = rest_.find(end, begin.size());
    cut_off_ = cut_off_ || close == std::string_view::npos;
    rest_.remove_prefix(close == std::string_view::npos ? rest_.size() : close + end.size());
    return true;
  }
  if (!rest_.starts_with("<!") || rest_.starts_with("<![CDATA[")) return false;
  const std::size_t close = end_of_document_type(rest_);
  cut_off_ = cut_off_ || close == std::string_view::npos;
  rest_.remove_prefix(close == std::string_view::npos ? rest_.size() : close + 1);
  return true;
}

XmlScan::Event XmlScan::open_tag() {
  const std::size_t end = end_of_tag(rest_);
  if (end == std::string_view::npos) {
    cut_off_ = true;
    rest_ = {};
    return Event::end;
  }
  std::string_view tag = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  if (tag.ends_with('/')) {
    tag.remove_suffix(1);
    to_close_ = 1;
  }
  const std::size_t name_end = std::min(tag.find_first_of(kSpace), tag.size());
  attributes_ = tag.substr(name_end);
  open_.push_back(after_colon(tag.substr(0, name_end)));
  return Event::open;
}

// Ends the innermost element of that name and all inside of it; an end without a beginning ends nothing.
void XmlScan::close_tag() {
  const std::size_t end = rest_.find('>');
  cut_off_ = cut_off_ || end == std::string_view::npos;
  std::string_view name = rest_.substr(2, end == std::string_view::npos ? end : end - 2);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  name = after_colon(name.substr(0, name.find_first_of(kSpace)));
  // Why no further out: a hostile file could make every end tag search all open elements.
  constexpr std::size_t kSearchMax = 64;
  const auto last = open_.rbegin() + static_cast<std::ptrdiff_t>(std::min(open_.size(), kSearchMax));
  const auto found = std::find(open_.rbegin(), last, name);
  to_close_ = found == last ? 0 : static_cast<std::size_t>(found - open_.rbegin()) + 1;
  cut_off_ = cut_off_ || to_close_ != 1;
}

XmlScan::Event XmlScan::scan() {
  while (to_close_ == 0 && !rest_.empty()) {
    if (rest_.front() != '<' || rest_.starts_with("<![CDATA[")) {
      constexpr std::string_view kBegin = "<![CDATA[", kEnd = "]]>";
      const bool data = rest_.front() == '<';
      if (data) rest_.remove_prefix(kBegin.size());
      const std::size_t end = std::min(data ? rest_.find(kEnd) : rest_.find('<'), rest_.size());
      const std::string_view raw = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + (data ? kEnd.size() : 0), rest_.size()));
      text_ = data ? raw : decoded(raw, decoded_);
      if (!open_.empty()) return Event::text;
    } else if (rest_.starts_with("</")) {
      close_tag();
    } else if (!skip_markup()) {
      const Event event = open_tag();
      if (event == Event::open) return event;
    }
  }
  if (to_close_ > 0) {
    --to_close_;
    return Event::close;
  }
  if (open_.empty()) return Event::end;
  cut_off_ = true;
  to_close_ = open_.size() - 1;
  return Event::close;
}

XmlScan::Event XmlScan::next() {
  const Event event = scan();
  passed(event);
  if (event == Event::close) open_.pop_back();
  return event;
}

XmlScan::Event XmlScan::next_piece(std::size_t depth) {
  while (true) {
    const bool inside = open_.size() == depth;
    if (open_.size() < depth) return Event::close;
    const Event event = next();
    if (event == Event::end) return Event::close;
    if (event == Event::close && open_.size() < depth) return Event::close;
    if (inside && event != Event::close) return event;
  }
}

bool XmlScan::next_child(std::size_t depth) {
  Event event = next_piece(depth);
  while (event == Event::text) event = next_piece(depth);
  return event == Event::open;
}

bool XmlScan::next_below(std::size_t depth) {
  while (open_.size() >= depth) {
    const Event event = next();
    if (event == Event::open) return true;
    if (event == Event::end) return false;
  }
  return false;
}

std::string_view XmlScan::raw_attribute(std::string_view name) const {
  std::string_view rest = attributes_;
  while (true) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    std::string_view key = rest.substr(0, equals);
    key.remove_prefix(std::min(key.find_first_not_of(kSpace), key.size()));
    key = key.substr(0, key.find_first_of(kSpace));
    const std::size_t quote = rest.find_first_of("\"'", equals);
    if (quote == std::string_view::npos) return {};
    const std::size_t end = rest.find(rest[quote], quote + 1);
    if (end == std::string_view::npos) return {};
    if (after_colon(key) == name) return rest.substr(quote + 1, end - quote - 1);
    rest.remove_prefix(end + 1);
  }
}

std::string XmlScan::attribute(std::string_view name) const {
  std::string buffer;
  return std::string(decoded(raw_attribute(name), buffer));
}

std::int32_t XmlScan::number(std::string_view name, std::int32_t otherwise) const {
  const std::string_view text = raw_attribute(name);
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? value : otherwise;
}

std::string XmlScan::take_text() {
  std::string text;
  const std::size_t inside = depth();
  for (Event event = next_piece(inside); event != Event::close; event = next_piece(inside)) {
    if (event == Event::text) text += text_;
  }
  return text;
}

}  // namespace onggi::parse
