// Documents as indented JSON without a tree: a tree takes a kilobyte a cell. Names stand in the order of the alphabet
// and everything looks as nlohmann::json writes it with an indentation of 2; tests hold the two against each other.
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "document/write.h"
#include "document/write_parts.h"

namespace onggi {
namespace {

constexpr std::size_t kBufferBytes = 64U << 10U;

class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}
  ~JsonWriter() { flush(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void open(char bracket) {
    separate();
    buffer_ += bracket;
    ++depth_;
    fresh_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!std::exchange(fresh_, false)) line();
    buffer_ += bracket;
    if (buffer_.size() > kBufferBytes) flush();
  }
  void name(std::string_view name) {
    separate();
    quoted(name);
    buffer_ += ": ";
    named_ = true;
  }
  void text(std::string_view value) {
    separate();
    quoted(value);
  }
  void number(std::int64_t value) {
    separate();
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    buffer_.append(digits.data(), end);
  }
  void real(double value) { literal(nlohmann::json(value).dump()); }
  void literal(std::string_view value) {
    separate();
    buffer_ += value;
  }

  template <typename Items, typename Write>
  void list(std::string_view list_name, const Items& items, const Write& write) {
    name(list_name);
    open('[');
    for (const auto& item : items) write(item);
    close(']');
  }

 private:
  // Before a value or a name: nothing behind a name, else a comma where something stands before, and a line of its own.
  void separate() {
    if (std::exchange(named_, false) || depth_ == 0) return;
    if (!std::exchange(fresh_, false)) buffer_ += ',';
    line();
  }
  void line() {
    buffer_ += '\n';
    buffer_.append(depth_ * 2, ' ');
  }
  void quoted(std::string_view text) {
    buffer_ += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
      buffer_ += text.substr(plain, i - plain);
      plain = i + 1;
      escape(byte);
    }
    buffer_ += text.substr(plain);
    buffer_ += '"';
  }
  void escape(unsigned char byte) {
    constexpr std::string_view kShort = "\b\t\n\f\r\"\\", kLetters = "btnfr\"\\", kHex = "0123456789abcdef";
    buffer_ += '\\';
    if (const std::size_t at = kShort.find(static_cast<char>(byte)); at != std::string_view::npos) {
      buffer_ += kLetters[at];
    } else {
      buffer_.append("u00").append({kHex[byte >> 4U], kHex[byte & 0xFU]});
    }
  }
  void flush() {
    out_ << buffer_;
    buffer_.clear();
  }

  std::ostream& out_;
  std::string buffer_;
  std::size_t depth_ = 0;
  bool fresh_ = true, named_ = false;
};

void write(JsonWriter& json, const Box& box) {
  json.open('[');
  for (const double value : {box.x0, box.y0, box.x1, box.y1}) json.real(value);
  json.close(']');
}

void write_box(JsonWriter& json, const std::optional<Box>& box) {
  json.name("box");
  if (box) write(json, *box);
  else json.literal("null");
}

void write(JsonWriter& json, const Place& place) {
  json.open('{');
  write_box(json, place.box);
  json.name("page_index"), json.number(place.page_index);
  json.name("page_label"), json.text(place.page_label);
  json.close('}');
}

void write(JsonWriter& json, const Cell& cell) {
  json.open('{');
  write_box(json, cell.box);
  json.name("column"), json.number(cell.column);
  json.name("column_span"), json.number(cell.column_span);
  json.name("header"), json.literal(cell.header ? "true" : "false");
  json.name("row"), json.number(cell.row);
  json.name("row_span"), json.number(cell.row_span);
  json.name("text"), json.text(cell.text);
  json.close('}');
}

void write_table(JsonWriter& json, const std::optional<Table>& table) {
  json.name("table");
  if (!table) return json.literal("null");
  json.open('{');
  json.list("cells", table->cells, [&](const Cell& cell) { write(json, cell); });
  json.name("columns"), json.number(table->columns);
  json.name("rows"), json.number(table->rows);
  json.close('}');
}

void write_where_there_is_one(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.name(name), json.text(text);
}

void write(JsonWriter& json, const Element& element) {
  json.open('{');
  write_where_there_is_one(json, "clause", element.clause);
  json.name("id"), json.text(element.id.str());
  write_where_there_is_one(json, "inner_file", element.inner_file);
  json.name("kind"), json.text(to_string(element.kind));
  json.name("latex"), json.text(element.latex);
  json.name("level"), json.number(element.level);
  json.list("places", element.places, [&](const Place& place) { write(json, place); });
  write_where_there_is_one(json, "role", element.role);
  write_table(json, element.table);
  json.name("text"), json.text(element.text);
  json.close('}');
}

void write(JsonWriter& json, const Page& page) {
  json.open('{');
  json.name("height"), json.real(page.height);
  json.name("label"), json.text(page.label);
  if (!page.uncertain.empty()) {
    json.list("uncertain", page.uncertain, [&](const UncertainWord& word) {
      json.open('{');
      write_box(json, word.box);
      json.name("confidence"), json.real(word.confidence);
      json.name("text"), json.text(word.text);
      json.close('}');
    });
  }
  json.name("width"), json.real(page.width);
  json.close('}');
}

void write(JsonWriter& json, const Warning& warning) {
  json.open('{');
  json.name("code"), json.text(warning.code);
  json.name("detail"), json.text(warning.detail);
  json.name("page_index"), json.number(warning.page_index);
  json.close('}');
}

void write(JsonWriter& json, const LossAccount& account) {
  json.open('{');
  json.name("characters_in"), json.number(account.characters_in);
  json.name("characters_out"), json.number(account.characters_out);
  json.list("dropped", account.dropped, [&](const LossAccount::Dropped& dropped) {
    json.open('{');
    json.name("characters"), json.number(dropped.characters);
    json.name("reason"), json.text(dropped.reason);
    json.close('}');
  });
  json.close('}');
}

}  // namespace

Result<void> document_room::write_json(const Document& head, const NextElement& next, std::ostream& out) {
  JsonWriter json(out);
  json.open('{');
  json.name("account"), write(json, head.account);
  json.name("document");
  json.open('{');
  json.name("author"), json.text(head.author);
  json.name("media_type"), json.text(head.media_type);
  json.list("pages", head.pages, [&](const Page& page) { write(json, page); });
  json.name("title"), json.text(head.title);
  json.close('}');
  json.name("elements");
  json.open('[');
  for (;;) {
    ONGGI_TRY(const Element* element, next());
    if (element == nullptr) break;
    write(json, *element);
  }
  json.close(']');
  json.list("warnings", head.warnings, [&](const Warning& warning) { write(json, warning); });
  json.close('}');
  return {};
}

void write_json(const Document& document, std::ostream& out) {
  auto element = document.elements.begin();
  const auto next = [&]() -> Result<const Element*> {
    return element == document.elements.end() ? nullptr : &*element++;
  };
  const auto written = document_room::write_json(document, next, out);
  ONGGI_ASSERT(written.has_value(), "next() has no errors");
}

}  // namespace onggi
