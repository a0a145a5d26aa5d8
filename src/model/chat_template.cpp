// Runs the tree of a template.
#include "model/chat_template.h"

#include <algorithm>
#include <cmath>

#include "model/template_functions.h"

namespace onggi::model {
namespace {

using Kind = TemplateKind;
using Node = TemplateNode;
using Value = TemplateValue;
using Answer = Result<TemplateValue>;

constexpr std::int64_t kStepsMax = 2'000'000;
constexpr std::int64_t kBytesMax = 64LL << 20;
constexpr std::int64_t kBytesPerByteMax = 64;  // of what is put in: templates hand contents through many hands
constexpr int kRunDepthMax = 400;              // of expressions, blocks and macros in each other

enum class Flow { on, stop_loop, next_round };

class Runner {
 public:
  Runner(TemplateMembers globals, TemplateBudget& budget, std::time_t now) : world_{.budget = budget, .now = now} {
    scopes_.push_back({.names = std::move(globals)});
  }

  Result<MarkedText> run(const Node& tree) {
    ONGGI_CHECK(execute(tree));
    return std::move(out_);
  }

 private:
  /// The names of one block. A macro sees its own and the outermost ones alone.
  struct Scope {
    TemplateMembers names;
    bool closed = false;
  };

  // Names.
  /// Null: there is none. Looking through many names is paid for, too.
  Result<const Value*> find(std::string_view name) {
    std::size_t looked_at = 0;
    const Value* found = nullptr;
    for (std::size_t i = scopes_.size(); i-- > 0 && found == nullptr;) {
      looked_at += scopes_[i].names.size() + 1;
      for (const auto& [key, value] : scopes_[i].names)
        if (key == name) found = &value;
      if (scopes_[i].closed) i = 1;
    }
    ONGGI_CHECK(world_.budget.pay(0, looked_at / 8));
    return found;
  }

  Result<void> set(const std::string& name, Value value) {
    TemplateMembers& names = scopes_.back().names;
    ONGGI_CHECK(world_.budget.pay(64, 1 + names.size() / 4));
    const auto found = std::ranges::find(names, name, [](const auto& one) { return one.first; });
    if (found != names.end()) found->second = std::move(value);
    else names.emplace_back(name, std::move(value));
    return {};
  }

  /// for a, b in ..., set a, b = ...
  Result<void> set_all(const std::vector<std::string>& names, const Value& value) {
    if (names.size() == 1) return set(names[0], value);
    const auto* list = value.as_list();
    if (list == nullptr || list->items.size() != names.size())
      return template_error("there are not as many values as names");
    for (std::size_t i = 0; i < names.size(); ++i) ONGGI_CHECK(set(names[i], list->items[i]));
    return {};
  }

  // Statements.
  Result<Flow> execute(const Node& node) {
    if (depth_ >= kRunDepthMax) return template_error("it calls itself too deep");
    ++depth_;
    auto flow = execute_one(node);
    --depth_;
    return flow;
  }

  Result<Flow> execute_one(const Node& node) {
    ONGGI_CHECK(world_.budget.pay(node.text.size()));
    switch (node.kind) {
      case Kind::text:
        out_ += MarkedText::of_template(node.text);
        return Flow::on;
      case Kind::print:
        return print(*node.parts[0]);
      case Kind::block:
        return block(node);
      case Kind::condition: {
        ONGGI_TRY(const Value when, evaluate(*node.parts[0]));
        const auto& chosen = node.parts[when.truth() ? 1 : 2];
        return chosen ? execute(*chosen) : Flow::on;
      }
      case Kind::loop:
        return loop(node);
      case Kind::macro:
        ONGGI_CHECK(set(node.text, Value::callable({.name = node.text, .self = {}, .macro = &node})));
        return Flow::on;
      case Kind::stop_loop:
        return Flow::stop_loop;
      case Kind::next_round:
        return Flow::next_round;
      default:
        return assign(node);
    }
  }

  Result<Flow> print(const Node& what) {
    ONGGI_TRY(const Value value, evaluate(what));
    ONGGI_TRY(const MarkedText text, template_text(value, world_.budget));
    out_ += text;
    return Flow::on;
  }

  Result<Flow> block(const Node& node) {
    for (const auto& part : node.parts) {
      ONGGI_TRY(const Flow flow, execute(*part));
      if (flow != Flow::on) return flow;
    }
    return Flow::on;
  }

  Result<Flow> assign(const Node& node) {
    if (node.kind == Kind::set_block || node.kind == Kind::filter_block) {
      ONGGI_TRY(MarkedText text, captured(*node.parts[0]));
      if (node.kind == Kind::set_block) {
        ONGGI_CHECK(set_all(node.names, Value::text(std::move(text))));
        return Flow::on;
      }
      ONGGI_TRY(const Value filtered, filter(*node.parts[1], Value::text(std::move(text))));
      ONGGI_TRY(const MarkedText shown, template_text(filtered, world_.budget));
      out_ += shown;
      return Flow::on;
    }
    ONGGI_TRY(Value value, evaluate(*node.parts[0]));
    if (node.kind == Kind::set) ONGGI_CHECK(set_all(node.names, value));
    else ONGGI_CHECK(set_member(node, std::move(value)));
    return Flow::on;
  }

  Result<void> set_member(const Node& node, Value value) {
    ONGGI_TRY(const Value* holder, find(node.names[0]));
    TemplateObject* space = holder == nullptr ? nullptr : holder->as_namespace();
    if (space == nullptr) return template_error("only a namespace can be changed");
    if (value.depth() >= kTemplateValueDepthMax) return template_error("values are nested too deep");
    ONGGI_CHECK(world_.budget.pay(64, 1 + space->members.size() / 4));
    for (auto& [key, member] : space->members) {
      if (key != node.names[1]) continue;
      member = std::move(value);
      return {};
    }
    space->members.emplace_back(node.names[1], std::move(value));
    return {};
  }

  /// What a block writes, kept instead of shown.
  Result<MarkedText> captured(const Node& node) {
    MarkedText before = std::exchange(out_, {});
    const auto flow = execute(node);
    MarkedText inner = std::exchange(out_, std::move(before));
    if (!flow) return std::unexpected(flow.error());
    return inner;
  }

  Result<Flow> loop(const Node& node) {
    ONGGI_TRY(const Value over, evaluate(*node.parts[0]));
    ONGGI_TRY(TemplateItems items, template_items(over, world_.budget));
    if (node.parts[3]) ONGGI_CHECK(keep_matching(node, items));
    if (items.empty()) return node.parts[2] ? execute(*node.parts[2]) : Flow::on;
    for (std::size_t i = 0; i < items.size(); ++i) {
      scopes_.emplace_back();
      auto flow = round(node, items, i);
      scopes_.pop_back();
      if (!flow) return flow;
      if (*flow == Flow::stop_loop) break;
    }
    return Flow::on;
  }

  Result<void> keep_matching(const Node& node, TemplateItems& items) {
    TemplateItems kept;
    for (const Value& item : items) {
      scopes_.emplace_back();
      const auto fits = [&]() -> Answer {
        ONGGI_CHECK(set_all(node.names, item));
        return evaluate(*node.parts[3]);
      }();
      scopes_.pop_back();
      if (!fits) return std::unexpected(fits.error());
      if (fits->truth()) kept.push_back(item);
    }
    items = std::move(kept);
    return {};
  }

  Result<Flow> round(const Node& node, const TemplateItems& items, std::size_t index) {
    const auto at = static_cast<std::int64_t>(index), count = static_cast<std::int64_t>(items.size());
    ONGGI_CHECK(world_.budget.pay(512));
    // What has no neighbour is undefined.
    TemplateMembers told = {{"index", Value::integer(at + 1)},
                            {"index0", Value::integer(at)},
                            {"first", Value::boolean(index == 0)},
                            {"last", Value::boolean(at + 1 == count)},
                            {"length", Value::integer(count)},
                            {"revindex", Value::integer(count - at)},
                            {"revindex0", Value::integer(count - at - 1)}};
    if (index > 0) told.emplace_back("previtem", items[index - 1]);
    if (index + 1 < items.size()) told.emplace_back("nextitem", items[index + 1]);
    ONGGI_CHECK(set("loop", Value::object(std::move(told))));
    ONGGI_CHECK(set_all(node.names, items[index]));
    return execute(*node.parts[1]);
  }

  // Expressions.
  Answer evaluate(const Node& node) {
    if (depth_ >= kRunDepthMax) return template_error("it calls itself too deep");
    ++depth_;
    auto value = evaluate_one(node);
    --depth_;
    if (value && value->depth() > kTemplateValueDepthMax) return template_error("values are nested too deep");
    return value;
  }

  Answer evaluate_if(const Node* node) {
    if (node == nullptr) return Value();
    return evaluate(*node);
  }

  Answer evaluate_one(const Node& node) {
    ONGGI_CHECK(world_.budget.pay(32));
    switch (node.kind) {
      case Kind::literal:
        return node.value;
      case Kind::name:
        return name(node);
      case Kind::list:
        return list(node);
      case Kind::object:
        return object(node);
      case Kind::member:
        return member(node);
      case Kind::item: {
        ONGGI_TRY(const Value whole, evaluate(*node.parts[0]));
        ONGGI_TRY(const Value index, evaluate(*node.parts[1]));
        return template_item(whole, index, world_.budget);
      }
      case Kind::slice:
        return slice(node);
      case Kind::call:
        return call(node);
      case Kind::filter: {
        ONGGI_TRY(const Value value, evaluate(*node.parts[0]));
        return filter(node, value);
      }
      case Kind::test:
        return test(node);
      default:
        return evaluate_operation(node);
    }
  }

  Answer evaluate_operation(const Node& node) {
    if (node.kind == Kind::compare) return compare(node);
    if (node.kind == Kind::choice) {
      ONGGI_TRY(const Value when, evaluate(*node.parts[1]));
      return evaluate_if(node.parts[when.truth() ? 0 : 2].get());
    }
    ONGGI_TRY(Value left, evaluate(*node.parts[0]));
    if (node.kind == Kind::negation) return Value::boolean(!left.truth());
    if (node.kind == Kind::sign) return signed_value(left, node.text == "-");
    if (node.text == "and") return left.truth() ? evaluate(*node.parts[1]) : Answer(std::move(left));
    if (node.text == "or") return left.truth() ? Answer(std::move(left)) : evaluate(*node.parts[1]);
    ONGGI_TRY(const Value right, evaluate(*node.parts[1]));
    return operate(node.text, left, right);
  }

  static Answer signed_value(const Value& value, bool minus) {
    if (!value.is_number()) return template_error("only numbers have a sign");
    if (!minus) return value;
    const auto* whole = value.as_integer();
    if (whole != nullptr && *whole != INT64_MIN) return Value::integer(-*whole);
    return Value::real(-value.number());
  }

  Answer name(const Node& node) {
    ONGGI_TRY(const Value* known, find(node.text));
    if (known != nullptr) return *known;
    if (is_template_function(node.text)) return Value::callable({.name = node.text, .self = {}});
    return Value();
  }

  Answer list(const Node& node) {
    TemplateItems items;
    for (const auto& part : node.parts) {
      ONGGI_TRY(Value item, evaluate(*part));
      items.push_back(std::move(item));
    }
    ONGGI_CHECK(world_.budget.pay(items.size() * sizeof(Value)));
    return Value::list(std::move(items));
  }

  Answer object(const Node& node) {
    TemplateMembers members;
    for (std::size_t i = 0; i + 1 < node.parts.size(); i += 2) {
      ONGGI_TRY(const Value key, evaluate(*node.parts[i]));
      ONGGI_TRY(const MarkedText text, template_text(key, world_.budget));
      ONGGI_TRY(Value value, evaluate(*node.parts[i + 1]));
      ONGGI_CHECK(world_.budget.pay(64, 1 + members.size() / 4));
      std::erase_if(members, [&](const auto& one) { return one.first == text.bytes; });
      members.emplace_back(text.bytes, std::move(value));
    }
    return Value::object(std::move(members));
  }

  Answer member(const Node& node) {
    ONGGI_TRY(const Value of, evaluate(*node.parts[0]));
    if (of.is_undefined()) return template_error("a member of something undefined is asked for");
    if (has_template_method(of, node.text)) return Value::callable({.name = node.text, .self = of});
    if (const auto* object = of.as_object()) ONGGI_CHECK(world_.budget.pay(object->members.size()));
    return template_member(of, node.text);
  }

  Answer slice(const Node& node) {
    ONGGI_TRY(const Value of, evaluate(*node.parts[0]));
    Value bounds[3];
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
      ONGGI_TRY(bounds[i - 1], evaluate_if(node.parts[i].get()));
    }
    return template_slice(of, bounds[0], bounds[1], bounds[2], world_.budget);
  }

  Result<TemplateArguments> arguments(const Node& node) {
    TemplateArguments given;
    const std::size_t named_from = node.parts.size() - node.names.size();
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
      ONGGI_TRY(Value value, evaluate(*node.parts[i]));
      if (i < named_from) given.values.push_back(std::move(value));
      else given.named.emplace_back(node.names[i - named_from], std::move(value));
    }
    ONGGI_CHECK(world_.budget.pay(node.parts.size() * sizeof(Value)));
    return given;
  }

  Answer call(const Node& node) {
    ONGGI_TRY(const Value what, evaluate(*node.parts[0]));
    const auto* callable = what.as_callable();
    if (callable == nullptr) return template_error("what is called is no function");
    ONGGI_TRY(const TemplateArguments given, arguments(node));
    if (callable->macro != nullptr) return call_macro(*callable->macro, given);
    if (!callable->self.is_undefined()) return call_template_method(callable->self, callable->name, given, world_);
    return call_template_function(callable->name, given, world_);
  }

  Answer call_macro(const Node& macro, const TemplateArguments& given) {
    if (given.values.size() > macro.names.size()) return template_error("a macro gets too many values");
    Scope scope{.names = {}, .closed = true};
    const std::size_t first_default = macro.names.size() - (macro.parts.size() - 1);
    for (std::size_t i = 0; i < macro.names.size(); ++i) {
      Value value;
      if (const Value* found = given.find(i, macro.names[i])) {
        value = *found;
      } else if (i >= first_default) {
        ONGGI_TRY(value, evaluate(*macro.parts[1 + i - first_default]));
      }
      scope.names.emplace_back(macro.names[i], std::move(value));
    }
    scopes_.push_back(std::move(scope));
    auto text = captured(*macro.parts[0]);
    scopes_.pop_back();
    if (!text) return std::unexpected(text.error());
    return Value::text(*std::move(text));
  }

  Answer filter(const Node& node, const Value& value) {
    ONGGI_TRY(const TemplateArguments given, arguments(node));
    return apply_template_filter(node.text, value, given, world_);
  }

  Answer test(const Node& node) {
    ONGGI_TRY(const Value value, evaluate(*node.parts[0]));
    ONGGI_TRY(const TemplateArguments given, arguments(node));
    ONGGI_TRY(const bool holds, apply_template_test(node.text, value, given, world_));
    return Value::boolean(holds);
  }

  Answer compare(const Node& node) {
    ONGGI_TRY(Value left, evaluate(*node.parts[0]));
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      ONGGI_TRY(Value right, evaluate(*node.parts[i + 1]));
      ONGGI_TRY(const bool holds, holds_between(node.names[i], left, right));
      if (!holds) return Value::boolean(false);
      left = std::move(right);
    }
    return Value::boolean(true);
  }

  Result<bool> holds_between(std::string_view sign, const Value& left, const Value& right) {
    if (sign == "==" || sign == "!=") {
      ONGGI_TRY(const bool same, template_equal(left, right, world_.budget));
      return same == (sign == "==");
    }
    if (sign == "in" || sign == "not in") {
      ONGGI_TRY(const bool held, template_contains(right, left, world_.budget));
      return held == (sign == "in");
    }
    ONGGI_TRY(const int order, template_compare(left, right, world_.budget));
    return sign == "<" ? order < 0 : sign == "<=" ? order <= 0 : sign == ">" ? order > 0 : order >= 0;
  }

  Answer operate(std::string_view sign, const Value& left, const Value& right) {
    if (sign == "~") return joined(left, right);
    if (left.is_number() && right.is_number()) return calculate(sign, left, right);
    if (sign == "+" && left.as_text() != nullptr && right.as_text() != nullptr) return joined(left, right);
    if (sign == "+" && left.as_list() != nullptr && right.as_list() != nullptr) {
      TemplateItems items = left.as_list()->items;
      ONGGI_CHECK(world_.budget.pay((items.size() + right.as_list()->items.size()) * sizeof(Value)));
      items.insert(items.end(), right.as_list()->items.begin(), right.as_list()->items.end());
      return Value::list(std::move(items));
    }
    if (sign == "*" && left.as_text() != nullptr && right.as_integer() != nullptr)
      return repeated(*left.as_text(), *right.as_integer());
    return template_error(std::string(left.type()) + " " + std::string(sign) + " " + std::string(right.type()) +
                          " has no meaning");
  }

  Answer joined(const Value& left, const Value& right) {
    ONGGI_TRY(MarkedText text, template_text(left, world_.budget));
    ONGGI_TRY(const MarkedText more, template_text(right, world_.budget));
    text += more;
    return Value::text(std::move(text));
  }

  Answer repeated(const MarkedText& text, std::int64_t times) {
    MarkedText result;
    for (std::int64_t i = 0; i < times; ++i) {
      ONGGI_CHECK(world_.budget.pay(text.size()));
      result += text;
    }
    return Value::text(std::move(result));
  }

  static Answer calculate(std::string_view sign, const Value& left, const Value& right) {
    const bool whole = left.as_real() == nullptr && right.as_real() == nullptr;
    const double a = left.number(), b = right.number();
    if ((sign == "/" || sign == "//" || sign == "%") && b == 0) return template_error("it divides by zero");
    double value = 0;
    if (sign == "+") value = a + b;
    else if (sign == "-") value = a - b;
    else if (sign == "*") value = a * b;
    else if (sign == "/") return Value::real(a / b);
    else if (sign == "//") value = std::floor(a / b);
    else if (sign == "%") value = a - b * std::floor(a / b);
    else value = std::pow(a, b);
    // What a template counts is far below where whole numbers are no longer exact.
    return whole && std::fabs(value) < 9e15 ? Value::integer(static_cast<std::int64_t>(value)) : Value::real(value);
  }

  std::vector<Scope> scopes_;
  TemplateWorld world_;
  MarkedText out_;
  int depth_ = 0;
};

std::size_t bytes_in(const TemplateValue& value) {
  std::size_t bytes = value.as_text() != nullptr ? value.as_text()->size() : 16;
  if (const auto* list = value.as_list())
    for (const Value& item : list->items) bytes += bytes_in(item);
  if (const auto* object = value.as_object())
    for (const auto& [key, member] : object->members) bytes += key.size() + bytes_in(member);
  return bytes;
}

}  // namespace

Result<ChatTemplate> ChatTemplate::open(std::string_view source) {
  ONGGI_TRY(TemplateTree tree, parse_template(source));
  return ChatTemplate(std::shared_ptr<const TemplateNode>(std::move(tree)));
}

Result<MarkedText> ChatTemplate::render(TemplateMembers variables, std::time_t now) const {
  std::int64_t bytes = kBytesMax, steps = kStepsMax;
  for (const auto& [key, value] : variables) bytes += static_cast<std::int64_t>(bytes_in(value)) * kBytesPerByteMax;
  TemplateBudget budget(steps, bytes);
  return Runner(std::move(variables), budget, now).run(*tree_);
}

}  // namespace onggi::model
