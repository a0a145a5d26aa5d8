// Lexemes to the tree of a template, by recursive descent; each level of it is counted.
#include "model/template_syntax.h"

#include <algorithm>
#include <charconv>

namespace onggi::model {
namespace {

using Kind = TemplateKind;
using Token = TemplateToken;
using Tree = Result<TemplateTree>;

class Parser {
 public:
  explicit Parser(std::vector<TemplateLexeme> lexemes) : lexemes_(std::move(lexemes)) {}

  Tree run() {
    ONGGI_TRY(TemplateTree body, block({}));
    return body;
  }

 private:
  // Nodes.
  static TemplateTree node(Kind kind, std::string text = "") {
    auto made = std::make_unique<TemplateNode>();
    made->kind = kind;
    made->text = std::move(text);
    return made;
  }
  static void put(TemplateNode& into, TemplateTree part) {
    if (part) into.depth = std::max(into.depth, part->depth + 1);
    into.parts.push_back(std::move(part));
  }
  /// A chain like a + b + c grows a tree to the left without any recursion here: its depth is what running it takes.
  static Tree checked(TemplateTree made) {
    if (made->depth > kTemplateDepthMax) return template_error("it is nested too deep");
    return made;
  }

  // Lexemes.
  const TemplateLexeme& now() const { return lexemes_[at_]; }
  const TemplateLexeme& after() const { return lexemes_[std::min(at_ + 1, lexemes_.size() - 1)]; }
  bool is(Token kind, std::string_view text = "") const {
    return now().kind == kind && (text.empty() || now().text == text);
  }
  bool take(Token kind, std::string_view text = "") {
    if (!is(kind, text)) return false;
    ++at_;
    return true;
  }
  bool take_sign(std::string_view text) { return take(Token::sign, text); }
  bool take_name(std::string_view text) { return take(Token::name, text); }
  std::unexpected<Error> wrong(std::string_view wanted) const {
    return template_error("line " + std::to_string(now().line) + ": " + std::string(wanted) + " is missing");
  }
  Result<void> need_sign(std::string_view text) {
    if (take_sign(text)) return {};
    return wrong(text);
  }
  Result<void> end_block() {
    if (take(Token::block_end)) return {};
    return wrong("%}");
  }
  Result<std::string> name() {
    if (!is(Token::name)) return wrong("a name");
    return lexemes_[at_++].text;
  }

  struct Level {
    explicit Level(int& counter) : counter_(counter) { ++counter_; }
    ~Level() { --counter_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    int& counter_;
  };

  // Statements.
  /// Statements up to one of the tags in `ends`, whose "{%" and name are taken and remembered in `ended_by_`.
  Tree block(const std::vector<std::string_view>& ends) {
    const Level level(depth_);
    if (depth_ > kTemplateDepthMax) return template_error("it is nested too deep");
    TemplateTree made = node(Kind::block);
    for (;;) {
      if (is(Token::end)) {
        if (ends.empty()) return checked(std::move(made));
        return wrong("{% " + std::string(ends.back()) + " %}");
      }
      if (is(Token::block_begin) && std::ranges::find(ends, after().text) != ends.end()) {
        ended_by_ = after().text;
        at_ += 2;
        return checked(std::move(made));
      }
      ONGGI_TRY(TemplateTree part, statement());
      if (part) put(*made, std::move(part));
    }
  }

  /// The block of a tag, whose "%}" is still to come.
  Tree body(const std::vector<std::string_view>& ends) {
    ONGGI_CHECK(end_block());
    return block(ends);
  }

  Tree statement() {
    if (is(Token::text)) return node(Kind::text, lexemes_[at_++].text);
    if (take(Token::print_begin)) {
      TemplateTree made = node(Kind::print);
      ONGGI_TRY(TemplateTree what, tuple());
      if (!take(Token::print_end)) return wrong("}}");
      put(*made, std::move(what));
      return made;
    }
    if (!take(Token::block_begin)) return wrong("{%");
    ONGGI_TRY(const std::string tag, name());
    if (tag == "if") return condition();
    if (tag == "for") return loop();
    if (tag == "set") return set();
    if (tag == "macro") return macro();
    if (tag == "filter") return filter_block();
    if (tag == "generation") return generation();
    if (tag == "break" || tag == "continue") {
      ONGGI_CHECK(end_block());
      return node(tag == "break" ? Kind::stop_loop : Kind::next_round);
    }
    return template_error("line " + std::to_string(now().line) + ": the tag is not known");
  }

  Tree condition() {
    TemplateTree made = node(Kind::condition);
    ONGGI_TRY(TemplateTree when, tuple());
    put(*made, std::move(when));
    ONGGI_TRY(TemplateTree then, body({"elif", "else", "endif"}));
    put(*made, std::move(then));
    if (ended_by_ == "elif") {
      const Level level(depth_);
      if (depth_ > kTemplateDepthMax) return template_error("it is nested too deep");
      ONGGI_TRY(TemplateTree other, condition());
      put(*made, std::move(other));
      return checked(std::move(made));
    }
    TemplateTree other;
    if (ended_by_ == "else") {
      ONGGI_TRY(other, body({"endif"}));
    }
    put(*made, std::move(other));
    ONGGI_CHECK(end_block());
    return checked(std::move(made));
  }

  Result<void> targets(TemplateNode& made) {
    const bool in_parentheses = take_sign("(");
    do {
      ONGGI_TRY(std::string target, name());
      made.names.push_back(std::move(target));
    } while (take_sign(","));
    if (in_parentheses) return need_sign(")");
    return {};
  }

  Tree loop() {
    TemplateTree made = node(Kind::loop);
    ONGGI_CHECK(targets(*made));
    if (!take_name("in")) return wrong("in");
    ONGGI_TRY(TemplateTree what, disjunction());
    put(*made, std::move(what));
    TemplateTree when, other;
    if (take_name("if")) {
      ONGGI_TRY(when, expression());
    }
    if (is(Token::name, "recursive")) return template_error("recursive loops are not known");
    ONGGI_TRY(TemplateTree rounds, body({"else", "endfor"}));
    if (ended_by_ == "else") {
      ONGGI_TRY(other, body({"endfor"}));
    }
    ONGGI_CHECK(end_block());
    put(*made, std::move(rounds));
    put(*made, std::move(other));
    put(*made, std::move(when));
    return checked(std::move(made));
  }

  Tree set() {
    if (is(Token::name) && after().kind == Token::sign && after().text == ".") {
      TemplateTree made = node(Kind::set_member);
      made->names.push_back(lexemes_[at_].text);
      at_ += 2;
      ONGGI_TRY(std::string member, name());
      made->names.push_back(std::move(member));
      return set_value(std::move(made));
    }
    TemplateTree made = node(Kind::set);
    ONGGI_CHECK(targets(*made));
    if (!is(Token::block_end)) return set_value(std::move(made));
    made->kind = Kind::set_block;
    ONGGI_TRY(TemplateTree inner, body({"endset"}));
    ONGGI_CHECK(end_block());
    put(*made, std::move(inner));
    return checked(std::move(made));
  }

  Tree set_value(TemplateTree made) {
    ONGGI_CHECK(need_sign("="));
    ONGGI_TRY(TemplateTree value, tuple());
    ONGGI_CHECK(end_block());
    put(*made, std::move(value));
    return checked(std::move(made));
  }

  Tree macro() {
    TemplateTree made = node(Kind::macro);
    ONGGI_TRY(made->text, name());
    ONGGI_CHECK(need_sign("("));
    std::vector<TemplateTree> defaults;
    while (!take_sign(")")) {
      if (!made->names.empty()) ONGGI_CHECK(need_sign(","));
      ONGGI_TRY(std::string parameter, name());
      made->names.push_back(std::move(parameter));
      if (take_sign("=")) {
        ONGGI_TRY(TemplateTree value, expression());
        defaults.push_back(std::move(value));
      } else if (!defaults.empty()) {
        return wrong("a default");
      }
    }
    ONGGI_TRY(TemplateTree inner, body({"endmacro"}));
    take(Token::name);  // {% endmacro name %}
    ONGGI_CHECK(end_block());
    put(*made, std::move(inner));
    for (TemplateTree& value : defaults) put(*made, std::move(value));
    return checked(std::move(made));
  }

  Tree filter_block() {
    TemplateTree made = node(Kind::filter_block);
    ONGGI_TRY(std::string which, name());
    TemplateTree filter = node(Kind::filter, std::move(which));
    put(*filter, nullptr);
    if (take_sign("(")) ONGGI_CHECK(arguments(*filter));
    ONGGI_TRY(TemplateTree inner, body({"endfilter"}));
    ONGGI_CHECK(end_block());
    put(*made, std::move(inner));
    put(*made, std::move(filter));
    return checked(std::move(made));
  }

  /// Marks what training learns from; to writing it is nothing.
  Tree generation() {
    ONGGI_TRY(TemplateTree inner, body({"endgeneration"}));
    ONGGI_CHECK(end_block());
    return inner;
  }

  // Expressions, from loose to tight.
  Tree tuple() {
    ONGGI_TRY(TemplateTree first, expression());
    if (!is(Token::sign, ",")) return first;
    TemplateTree made = node(Kind::list);
    put(*made, std::move(first));
    while (take_sign(",")) {
      ONGGI_TRY(TemplateTree item, expression());
      put(*made, std::move(item));
    }
    return checked(std::move(made));
  }

  Tree expression() {
    const Level level(depth_);
    if (depth_ > kTemplateDepthMax) return template_error("it is nested too deep");
    ONGGI_TRY(TemplateTree value, disjunction());
    while (take_name("if")) {
      TemplateTree made = node(Kind::choice);
      ONGGI_TRY(TemplateTree when, disjunction());
      TemplateTree other;
      if (take_name("else")) {
        ONGGI_TRY(other, expression());
      }
      put(*made, std::move(value));
      put(*made, std::move(when));
      put(*made, std::move(other));
      ONGGI_TRY(value, checked(std::move(made)));
    }
    return value;
  }

  /// left (operator right)*, all of one level.
  template <typename Next>
  Tree chain(Token kind, const std::vector<std::string_view>& operators, Next next) {
    ONGGI_TRY(TemplateTree left, next());
    while (now().kind == kind && std::ranges::find(operators, now().text) != operators.end()) {
      TemplateTree made = node(Kind::operation, lexemes_[at_++].text);
      ONGGI_TRY(TemplateTree right, next());
      put(*made, std::move(left));
      put(*made, std::move(right));
      ONGGI_TRY(left, checked(std::move(made)));
    }
    return left;
  }

  Tree disjunction() {
    return chain(Token::name, {"or"}, [this] { return conjunction(); });
  }
  Tree conjunction() {
    return chain(Token::name, {"and"}, [this] { return negation(); });
  }

  Tree negation() {
    if (!take_name("not")) return comparison();
    const Level level(depth_);
    if (depth_ > kTemplateDepthMax) return template_error("it is nested too deep");
    TemplateTree made = node(Kind::negation);
    ONGGI_TRY(TemplateTree inner, negation());
    put(*made, std::move(inner));
    return checked(std::move(made));
  }

  std::string comparing() {
    static constexpr std::string_view kSigns[] = {"==", "!=", "<", "<=", ">", ">="};
    if (now().kind == Token::sign && std::ranges::find(kSigns, now().text) != std::end(kSigns))
      return lexemes_[at_++].text;
    if (take_name("in")) return "in";
    if (is(Token::name, "not") && after().kind == Token::name && after().text == "in") {
      at_ += 2;
      return "not in";
    }
    return "";
  }

  Tree comparison() {
    ONGGI_TRY(TemplateTree left, sum());
    std::string sign = comparing();
    if (sign.empty()) return left;
    TemplateTree made = node(Kind::compare);
    put(*made, std::move(left));
    for (; !sign.empty(); sign = comparing()) {
      made->names.push_back(sign);
      ONGGI_TRY(TemplateTree right, sum());
      put(*made, std::move(right));
    }
    return checked(std::move(made));
  }

  Tree sum() {
    return chain(Token::sign, {"+", "-"}, [this] { return joined(); });
  }
  Tree joined() {
    return chain(Token::sign, {"~"}, [this] { return product(); });
  }
  Tree product() {
    return chain(Token::sign, {"*", "/", "//", "%"}, [this] { return power(); });
  }
  Tree power() {
    return chain(Token::sign, {"**"}, [this] { return unary(true); });
  }

  Tree unary(bool with_filters) {
    const Level level(depth_);
    if (depth_ > kTemplateDepthMax) return template_error("it is nested too deep");
    TemplateTree made;
    if (is(Token::sign, "-") || is(Token::sign, "+")) {
      made = node(Kind::sign, lexemes_[at_++].text);
      ONGGI_TRY(TemplateTree inner, unary(false));
      put(*made, std::move(inner));
    } else {
      ONGGI_TRY(made, primary());
    }
    ONGGI_TRY(made, postfix(std::move(made)));
    if (!with_filters) return made;
    return filters(std::move(made));
  }

  Tree literal(TemplateValue value) {
    TemplateTree made = node(Kind::literal);
    made->value = std::move(value);
    return made;
  }

  Tree primary() {
    if (is(Token::name)) return named();
    if (is(Token::string)) {
      std::string text;
      while (is(Token::string)) text += lexemes_[at_++].text;
      return literal(TemplateValue::own(text));
    }
    if (is(Token::integer) || is(Token::real)) return number();
    if (take_sign("(")) return parenthesis();
    if (take_sign("[")) return items(Kind::list, "]");
    if (take_sign("{")) return items(Kind::object, "}");
    return wrong("an expression");
  }

  Tree named() {
    const std::string& text = lexemes_[at_++].text;
    if (text == "true" || text == "True") return literal(TemplateValue::boolean(true));
    if (text == "false" || text == "False") return literal(TemplateValue::boolean(false));
    if (text == "none" || text == "None") return literal(TemplateValue::none());
    return node(Kind::name, text);
  }

  Tree number() {
    const TemplateLexeme& lexeme = lexemes_[at_++];
    const char* end = lexeme.text.data() + lexeme.text.size();
    std::int64_t whole = 0;
    double real = 0;
    const bool is_whole = lexeme.kind == Token::integer;
    const auto read =
        is_whole ? std::from_chars(lexeme.text.data(), end, whole) : std::from_chars(lexeme.text.data(), end, real);
    if (read.ec != std::errc()) return template_error("a number is too large");
    return literal(is_whole ? TemplateValue::integer(whole) : TemplateValue::real(real));
  }

  Tree parenthesis() {
    if (take_sign(")")) return node(Kind::list);
    ONGGI_TRY(TemplateTree first, expression());
    if (take_sign(")")) return first;
    TemplateTree made = node(Kind::list);
    put(*made, std::move(first));
    while (!take_sign(")")) {
      ONGGI_CHECK(need_sign(","));
      if (take_sign(")")) break;
      ONGGI_TRY(TemplateTree item, expression());
      put(*made, std::move(item));
    }
    return checked(std::move(made));
  }

  Tree items(Kind kind, std::string_view close) {
    TemplateTree made = node(kind);
    while (!take_sign(close)) {
      if (!made->parts.empty()) {
        ONGGI_CHECK(need_sign(","));
        if (take_sign(close)) break;
      }
      ONGGI_TRY(TemplateTree item, expression());
      put(*made, std::move(item));
      if (kind != Kind::object) continue;
      ONGGI_CHECK(need_sign(":"));
      ONGGI_TRY(TemplateTree value, expression());
      put(*made, std::move(value));
    }
    return checked(std::move(made));
  }

  Tree postfix(TemplateTree made) {
    for (;;) {
      if (take_sign(".")) {
        const bool is_index = is(Token::integer);
        if (!is_index && !is(Token::name)) return wrong("a member");
        TemplateTree outer = node(is_index ? Kind::item : Kind::member, is_index ? "" : now().text);
        put(*outer, std::move(made));
        if (is_index) {
          ONGGI_TRY(TemplateTree index, number());
          put(*outer, std::move(index));
        } else {
          ++at_;
        }
        made = std::move(outer);
      } else if (take_sign("[")) {
        ONGGI_TRY(made, subscript(std::move(made)));
      } else if (take_sign("(")) {
        TemplateTree outer = node(Kind::call);
        put(*outer, std::move(made));
        ONGGI_CHECK(arguments(*outer));
        made = std::move(outer);
      } else {
        return made;
      }
      ONGGI_TRY(made, checked(std::move(made)));
    }
  }

  Tree subscript(TemplateTree of) {
    TemplateTree made = node(Kind::slice);
    put(*made, std::move(of));
    bool slices = false;
    TemplateTree value;
    while (!take_sign("]")) {
      if (take_sign(":")) {
        slices = true;
        put(*made, std::move(value));
        value.reset();
        continue;
      }
      if (value || made->parts.size() > 3) return wrong("]");
      ONGGI_TRY(value, expression());
    }
    put(*made, std::move(value));
    if (made->parts.size() > 4) return wrong("]");
    if (slices) return made;
    if (!made->parts[1]) return wrong("an index");
    made->kind = Kind::item;
    return made;
  }

  /// After "(": arguments without a name first, then those with one.
  Result<void> arguments(TemplateNode& made) {
    for (bool first = true; !take_sign(")"); first = false) {
      if (!first) ONGGI_CHECK(need_sign(","));
      if (take_sign(")")) return {};
      const bool named = is(Token::name) && after().kind == Token::sign && after().text == "=";
      if (named) {
        made.names.push_back(now().text);
        at_ += 2;
      } else if (!made.names.empty()) {
        return wrong("the name of an argument");
      }
      ONGGI_TRY(TemplateTree value, expression());
      put(made, std::move(value));
    }
    return {};
  }

  Tree filters(TemplateTree made) {
    for (;;) {
      if (take_sign("|")) {
        ONGGI_TRY(std::string which, name());
        TemplateTree outer = node(Kind::filter, std::move(which));
        put(*outer, std::move(made));
        if (take_sign("(")) ONGGI_CHECK(arguments(*outer));
        made = std::move(outer);
      } else if (take_name("is")) {
        ONGGI_TRY(made, test(std::move(made)));
      } else if (take_sign("(")) {
        return wrong("an operator");
      } else {
        return made;
      }
      ONGGI_TRY(made, checked(std::move(made)));
    }
  }

  Tree test(TemplateTree of) {
    const bool negated = take_name("not");
    ONGGI_TRY(std::string which, name());
    TemplateTree made = node(Kind::test, std::move(which));
    put(*made, std::move(of));
    static constexpr std::string_view kNot[] = {"else", "or", "and", "is", "if", "in", "not"};
    const bool is_value = is(Token::string) || is(Token::integer) || is(Token::real) || is(Token::sign, "[") ||
                          is(Token::sign, "{") ||
                          (is(Token::name) && std::ranges::find(kNot, now().text) == std::end(kNot));
    if (take_sign("(")) {
      ONGGI_CHECK(arguments(*made));
    } else if (is_value) {
      ONGGI_TRY(TemplateTree argument, primary());
      ONGGI_TRY(argument, postfix(std::move(argument)));
      put(*made, std::move(argument));
    }
    if (!negated) return made;
    TemplateTree outer = node(Kind::negation);
    put(*outer, std::move(made));
    return outer;
  }

  std::vector<TemplateLexeme> lexemes_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string ended_by_;
};

}  // namespace

Result<TemplateTree> parse_template(std::string_view source) {
  ONGGI_TRY(auto lexemes, template_lexemes(source));
  return Parser(std::move(lexemes)).run();
}

}  // namespace onggi::model
