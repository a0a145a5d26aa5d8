// The equation script's grammar; see equation.h. Recursive descent: a sequence of rows of cells of items; an item is a
// primary with its scripts; "over" joins two items.
#include "parse/worker/flow/equation.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "parse/worker/flow/equation_latex.h"
#include "parse/worker/flow/equation_tokens.h"
#include "parse/worker/flow/equation_words.h"
#include "text/text.h"

namespace onggi::parse {
namespace equation {
namespace {

constexpr std::int32_t kDepthMax = 60;
constexpr std::size_t kScriptBytesMax = 64U << 10U;

bool is_word(char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0; }

class Writer {
 public:
  explicit Writer(std::string_view script) : tokens_(script) {}

  std::string write() {
    std::string latex = single(rows(Until::end));
    return latex == "\\text{}" ? std::string() : latex;
  }

 private:
  enum class Until { end, close, right };
  struct Item {
    std::string latex;
    bool letters = false;    // begins and ends with what a space keeps apart from other words
    bool operation = false;  // "from" and "to" mean its bounds
    bool spaced = false;
    bool above = false;  // has a superscript: a prime would be its second
  };

  bool stops(Until until) const {
    const Token& token = tokens_.peek();
    if (token.kind == TokenKind::end) return true;
    if (token.kind == TokenKind::close && until != Until::end) return true;
    return until == Until::right && token.kind == TokenKind::word && find_word(token.text).kind == WordKind::right;
  }

  Rows rows(Until until) {
    Rows rows(1);
    std::vector<Item> items;
    const auto end_cell = [&] {
      std::string cell;
      for (const Item& item : items) {
        if (item.letters && item.spaced && !cell.empty() && is_word(cell.back())) cell += ' ';
        append(cell, item.latex);
      }
      rows.back().push_back(std::move(cell));
      items.clear();
    };
    while (!stops(until)) {
      const TokenKind kind = tokens_.peek().kind;
      if (kind == TokenKind::row || kind == TokenKind::column) {
        tokens_.take();
        end_cell();
        if (kind == TokenKind::row) rows.emplace_back();
      } else {
        next_item(items);
      }
    }
    end_cell();
    return rows;
  }

  void next_item(std::vector<Item>& items) {
    const Token& token = tokens_.peek();
    const Word word = token.kind == TokenKind::word ? find_word(token.text) : Word{};
    if (word.kind != WordKind::fraction && word.kind != WordKind::left_script) {
      const bool spaced = token.spaced;
      Item next = item();
      next.spaced = spaced;
      if (next.latex.starts_with('\'') && (items.empty() || items.back().above)) next.latex.insert(0, "{}");
      items.push_back(std::move(next));
      return;
    }
    tokens_.take();
    std::string before;
    if (!items.empty()) {
      before = std::move(items.back().latex);
      items.pop_back();
    }
    if (word.kind == WordKind::left_script) {
      items.push_back({.latex = "{}" + std::string(word.latex) + braced(argument()) + before});
      return;
    }
    const std::string above = braced(ungrouped(before));
    const std::string below = braced(ungrouped(item().latex));
    items.push_back({.latex = word.latex == "\\atop" ? "{" + above + "\\atop " + below + "}"
                                                     : std::string(word.latex) + above + below});
  }

  // True and taken when the next token is a script: its "^" or "_".
  std::string_view take_script(bool operation) {
    const Token& token = tokens_.peek();
    std::string_view script;
    if (token.kind == TokenKind::superscript) script = "^";
    if (token.kind == TokenKind::subscript) script = "_";
    if (token.kind == TokenKind::word) {
      const Word word = find_word(token.text);
      const bool bound = token.text.size() == 4 || token.text == "to" || token.text == "TO" || token.text == "To";
      if (word.kind == WordKind::script && (operation || !bound)) script = word.latex;
    }
    if (!script.empty()) tokens_.take();
    return script;
  }

  Item item() {
    const TokenKind kind = tokens_.peek().kind;
    Item base;
    if (kind != TokenKind::superscript && kind != TokenKind::subscript) base = primary();
    bool below = false;
    bool& above = base.above;
    for (std::string_view script = take_script(base.operation); !script.empty(); script = take_script(base.operation)) {
      bool& taken = script == "^" ? above : below;
      if (std::exchange(taken, true)) {  // TeX takes no second "^" on one base
        base.latex += "{}";
        above = below = false;
        taken = true;
      }
      if (base.latex.empty()) base.latex = "{}";
      base.latex.append(script).append(braced(argument()));
    }
    return base;
  }

  // What a command or a script is followed by: a group without its braces, "-1", or one primary.
  std::string argument() {
    const Token& token = tokens_.peek();
    if (token.kind == TokenKind::end || token.kind == TokenKind::close || token.kind == TokenKind::row ||
        token.kind == TokenKind::column || token.kind == TokenKind::superscript || token.kind == TokenKind::subscript)
      return {};
    if (token.kind == TokenKind::sign && (token.text == "-" || token.text == "+")) {
      std::string sign(tokens_.take().latex);
      const TokenKind next = tokens_.peek().kind;
      if ((next == TokenKind::number || next == TokenKind::word) && !tokens_.peek().spaced)
        append(sign, primary().latex);
      return sign;
    }
    return std::string(ungrouped(primary().latex));
  }

  Item primary() {
    if (depth_ >= kDepthMax) return plain();
    ++depth_;
    Item item = primary_at_depth();
    --depth_;
    return item;
  }

  Item primary_at_depth() {
    switch (tokens_.peek().kind) {
      case TokenKind::open:
        tokens_.take();
        return {.latex = "{" + group() + "}"};
      case TokenKind::word:
        return word();
      default:
        return plain();
    }
  }

  // Any token as a sign of itself.
  Item plain() {
    const Token token = tokens_.take();
    switch (token.kind) {
      case TokenKind::word:
        return letters(token.text);
      case TokenKind::number:
        return {.latex = font_ == "\\mathbf" ? "\\mathbf{" + std::string(token.text) + "}" : std::string(token.text),
                .letters = true};
      case TokenKind::quoted:
      case TokenKind::text:
        return {.latex = "\\text{" + escape_latex(token.text) + "}"};
      case TokenKind::sign:
        return {.latex = std::string(token.latex)};
      case TokenKind::open:
      case TokenKind::close:
        return {.latex = "\\" + std::string(token.text)};
      default:
        return {};
    }
  }

  Item letters(std::string_view word) const {
    return {.latex = font_.empty() ? std::string(word) : std::string(font_) + "{" + std::string(word) + "}",
            .letters = true};
  }

  // After its "{": up to and with its "}".
  std::string group() {
    const std::string_view font = font_;
    std::string latex = single(rows(Until::close));
    if (tokens_.peek().kind == TokenKind::close) tokens_.take();
    font_ = font;
    return latex;
  }

  Item word() {
    Word word = find_word(tokens_.peek().text);
    if (word.kind == WordKind::unknown) {
      const std::size_t glued = glued_command(tokens_.peek().text);
      if (glued == 0) return letters(tokens_.take().text);
      tokens_.cut_word(glued);
      word = find_word(tokens_.peek().text);
    }
    const Token token = tokens_.take();
    switch (word.kind) {
      case WordKind::symbol:
        return {.latex = std::string(word.latex), .operation = true};
      case WordKind::font:
        font_ = word.latex;
        return {};
      case WordKind::skipped:
        return {};
      case WordKind::script:
      case WordKind::fraction:
      case WordKind::left_script:
        return letters(token.text);  // with nothing before it
      default:
        return {.latex = command(word)};
    }
  }

  std::string command(const Word& word) {
    switch (word.kind) {
      case WordKind::accent:
        return accent(word.latex);
      case WordKind::brace: {
        std::string latex = std::string(word.latex) + braced(argument());
        if (tokens_.peek().kind != TokenKind::open) return latex;
        return latex + (word.latex == "\\overbrace" ? "^" : "_") + braced(argument());
      }
      case WordKind::matrix:
        return environment(word.latex, matrix_rows());
      case WordKind::column:
        return environment("matrix", matrix_rows());
      case WordKind::binomial: {
        const std::string first = braced(argument());
        return std::string(word.latex) + first + braced(argument());
      }
      case WordKind::root:
        return root();
      case WordKind::left:
        return fence();
      case WordKind::right:  // without its LEFT
      case WordKind::middle:
      case WordKind::big:
        return delimiter(word.kind == WordKind::big ? word.latex : std::string_view());
      case WordKind::relation:
        return relation();
      case WordKind::negation:
        return std::string(word.latex) + braced(argument());
      case WordKind::color:
        argument();
        return {};
      case WordKind::long_division:
        return long_division();
      default:
        return {};
    }
  }

  std::string accent(std::string_view forms) {
    const std::size_t comma = forms.find(',');
    const std::string below = argument();
    const bool narrow = below.size() == 1 || (below.starts_with('\\') && ends_with_command(below) &&
                                              below.find('\\', 1) == std::string::npos);
    return std::string(narrow ? forms.substr(0, comma) : forms.substr(comma + 1)) + braced(below);
  }

  std::string delimiter(std::string_view size) {
    const std::string_view sign = tokens_.take_delimiter();
    return sign == "." ? std::string() : std::string(size) + std::string(sign);
  }

  std::string root() {
    std::string first = argument();
    const Token& token = tokens_.peek();
    if (token.kind != TokenKind::word || (token.text != "of" && token.text != "OF")) return "\\sqrt" + braced(first);
    tokens_.take();
    const std::string degree = first.find(']') == std::string::npos ? first : braced(first);
    return "\\sqrt[" + degree + "]" + braced(argument());
  }

  std::string fence() {
    std::string latex = "\\left" + std::string(tokens_.take_delimiter());
    append(latex, single(rows(Until::right)));
    latex += "\\right";
    if (tokens_.peek().kind != TokenKind::word) return latex + ".";
    tokens_.take();
    return latex.append(tokens_.take_delimiter());
  }

  Rows matrix_rows() {
    if (tokens_.peek().kind != TokenKind::open) return {{argument()}};
    tokens_.take();
    const std::string_view font = font_;
    std::vector<Rows> columns;
    while (tokens_.peek().kind == TokenKind::word && find_word(tokens_.peek().text).kind == WordKind::column &&
           depth_ < kDepthMax) {
      tokens_.take();
      ++depth_;
      columns.push_back(matrix_rows());
      --depth_;
    }
    Rows found = rows(Until::close);
    if (tokens_.peek().kind == TokenKind::close) tokens_.take();
    font_ = font;
    if (columns.empty()) return found;
    if (found.size() > 1 || found.front().size() > 1 || !found.front().front().empty()) columns.push_back(found);
    return transposed(columns);
  }

  std::string relation() {
    const std::string sign = argument(), above = argument();
    return stacked(sign, above, tokens_.peek().kind == TokenKind::open ? argument() : std::string());
  }

  std::string long_division() {
    const std::string divisor = argument(), quotient = argument(), dividend = argument();
    return "\\overset" + braced(quotient) + braced(divisor + "\\,\\overline{)\\,{" + dividend + "}}");
  }

  Tokens tokens_;
  std::string_view font_;  // command that letters are wrapped in; empty: italics
  std::int32_t depth_ = 0;
};

}  // namespace
}  // namespace equation

std::string latex_from_equation(std::string_view script) {
  const std::string valid = is_valid_utf8(script) ? std::string() : repair_utf8(script);
  if (!valid.empty()) script = valid;
  if (script.size() > equation::kScriptBytesMax) return "\\text{" + equation::escape_latex(script) + "}";
  return equation::Writer(script).write();
}

}  // namespace onggi::parse
