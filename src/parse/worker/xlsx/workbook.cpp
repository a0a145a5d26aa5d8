// See workbook.h.
#include "parse/worker/xlsx/workbook.h"

#include <algorithm>
#include <charconv>

#include "parse/worker/flow/xml.h"

namespace onggi::parse::xlsx {
namespace {

// The letters of a column, its row's digits; each may be missing. False when something else stands there.
bool split_address(std::string_view text, std::int32_t& row, std::int32_t& column) {
  row = column = -1;
  std::size_t i = 0;
  const auto skip_dollar = [&] { i += i < text.size() && text[i] == '$' ? 1U : 0U; };
  skip_dollar();
  std::int32_t letters = 0;
  for (; i < text.size() && ((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z')); ++i) {
    letters = letters * 26 + ((text[i] & ~0x20) - 'A' + 1);
    if (letters > kColumnsMax) return false;
  }
  column = letters - 1;
  skip_dollar();
  if (i == text.size()) return letters > 0;
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > kRowsMax) return false;
  row = number - 1;
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool has_border(const pugi::xml_node& border) {
  for (const pugi::xml_node& side : border.children()) {
    const std::string_view name = local_name(side);
    if (name == "diagonal") continue;
    const std::string_view style = attribute(side, "style");
    if (!style.empty() && style != "none") return true;
  }
  return false;
}

}  // namespace

std::optional<Address> address_from(std::string_view text) {
  Address address;
  if (!split_address(text, address.row, address.column) || address.row < 0 || address.column < 0) return std::nullopt;
  return address;
}

std::optional<Range> range_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  Range range;
  if (!split_address(text.substr(0, colon), range.top, range.left)) return std::nullopt;
  range.bottom = range.top;
  range.right = range.left;
  if (colon != std::string_view::npos && !split_address(text.substr(colon + 1), range.bottom, range.right))
    return std::nullopt;
  if (range.top < 0) range.top = 0, range.bottom = kRowsMax - 1;
  if (range.left < 0) range.left = 0, range.right = kColumnsMax - 1;
  if (range.bottom < range.top) std::swap(range.top, range.bottom);
  if (range.right < range.left) std::swap(range.left, range.right);
  return range;
}

std::string address_text(std::int32_t row, std::int32_t column) {
  std::string letters;
  for (std::int32_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return letters + std::to_string(row + 1);
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t code = 0;
    bool escape = text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_';
    for (std::size_t k = 2; escape && k < 6; ++k) {
      const int digit = hex_digit(text[i + k]);
      escape = digit >= 0;
      code = code * 16 + static_cast<char32_t>(std::max(digit, 0));
    }
    if (!escape || (code >= 0xD800 && code < 0xE000)) {
      out.push_back(text[i]);
      continue;
    }
    if (code != U'\r' && code != 0) append_utf8(out, code);
    i += 6;
  }
  return out;
}

void SharedStrings::read(XmlPull& xml, DocumentBuilder& builder) {
  std::string piece;
  int phonetic = 0;
  bool in_text = false;
  for (auto event = xml.next(); event != XmlPull::Event::done; event = xml.next()) {
    const std::string_view name = xml.name();
    if (event == XmlPull::Event::start) {
      if (name == "rPh") ++phonetic;
      if (name == "t") in_text = true, piece.clear();
    } else if (event == XmlPull::Event::text) {
      if (in_text) piece += xml.text();
    } else if (name == "t") {
      in_text = false;
      if (phonetic == 0) {
        text_ += unescaped(piece);
      } else {
        builder.count_in(piece);
        builder.drop("phonetic", piece);
      }
    } else if (name == "rPh") {
      --phonetic;
    } else if (name == "si") {
      ends_.push_back(text_.size());
    }
  }
}

CellStyles::CellStyles(const pugi::xml_node& root) {
  formats_.emplace_back();
  std::map<std::int32_t, std::string> codes;
  for (const pugi::xml_node& node : child(root, "numFmts").children())
    codes[attribute_number(node, "numFmtId", -1)] = std::string(attribute(node, "formatCode"));
  std::vector<bool> bold, bordered;
  for (const pugi::xml_node& font : child(root, "fonts").children())
    if (local_name(font) == "font") bold.push_back(is_on(child(font, "b")));
  for (const pugi::xml_node& border : child(root, "borders").children())
    if (local_name(border) == "border") bordered.push_back(has_border(border));
  const auto flag = [](const std::vector<bool>& flags, std::int32_t index) {
    return index >= 0 && static_cast<std::size_t>(index) < flags.size() && flags[static_cast<std::size_t>(index)];
  };
  std::map<std::int32_t, std::uint32_t> seen;
  for (const pugi::xml_node& node : child(root, "cellXfs").children()) {
    if (local_name(node) != "xf") continue;
    const std::int32_t id = attribute_number(node, "numFmtId", 0);
    const auto [entry, fresh] = seen.try_emplace(id, static_cast<std::uint32_t>(formats_.size()));
    if (fresh) {
      const auto own = codes.find(id);
      formats_.emplace_back(own == codes.end() ? ooxml::built_in_format(id) : std::string_view(own->second));
    }
    styles_.push_back({entry->second, flag(bold, attribute_number(node, "fontId", -1)),
                       flag(bordered, attribute_number(node, "borderId", -1))});
  }
}

const CellStyle& CellStyles::at(std::size_t index) const {
  static const CellStyle kPlain;
  return index < styles_.size() ? styles_[index] : kPlain;
}

}  // namespace onggi::parse::xlsx
