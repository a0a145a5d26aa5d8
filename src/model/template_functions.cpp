// Functions, filters and tests.
#include "model/template_functions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace onggi::model {
namespace {

using Value = TemplateValue;
using Answer = Result<TemplateValue>;
using Arguments = TemplateArguments;
using World = TemplateWorld;

std::unexpected<Error> unknown(std::string_view what, std::string_view name) {
  return template_error("the " + std::string(what) + " \"" + std::string(name.substr(0, 40)) + "\" is not known");
}

Answer range(const Arguments& arguments, World& world) {
  std::array<std::int64_t, 3> given = {0, 0, 1};
  const std::size_t count = arguments.values.size();
  if (count < 1 || count > 3) return template_error("range() takes one to three numbers");
  for (std::size_t i = 0; i < count; ++i) {
    if (arguments.values[i].as_integer() == nullptr) return template_error("range() takes whole numbers");
    given[count == 1 ? 1 : i] = *arguments.values[i].as_integer();
  }
  const auto [begin, end, step] = given;
  if (step == 0 || std::abs(static_cast<double>(step)) > 1e9) return template_error("range() has no such step");
  TemplateItems items;
  for (std::int64_t i = begin; step > 0 ? i < end : i > end; i += step) {
    ONGGI_CHECK(world.budget.pay(sizeof(Value)));
    items.push_back(Value::integer(i));
    if (i > INT64_MAX / 2 || i < INT64_MIN / 2) return template_error("range() goes too far");
  }
  return Value::list(std::move(items));
}

/// What the author wrote of the message; the rest came from outside and is nobody else's business.
std::unexpected<Error> refuse(const Arguments& arguments) {
  std::string message;
  if (const Value* given = arguments.find(0, "message"); given != nullptr && given->as_text() != nullptr)
    for (std::size_t i = 0; i < given->as_text()->size() && message.size() < 200; ++i)
      if (given->as_text()->own[i] != '\0') message += given->as_text()->bytes[i];
  return fail(ErrorCode::invalid_argument, "the chat template of this model refuses these messages: " + message,
              "template_refused");
}

Answer time_text(const Arguments& arguments, const World& world) {
  ONGGI_TRY(const MarkedText format, arguments.text(0, "format"));
  std::tm parts{};
  localtime_r(&world.now, &parts);
  char buffer[256];
  const std::size_t length =
      format.size() > 64 ? 0 : std::strftime(buffer, sizeof buffer, format.bytes.c_str(), &parts);
  return Value::outside(std::string_view(buffer, length));
}

// Filters.

Answer join(const Value& value, const Arguments& arguments, World& world) {
  MarkedText between;
  if (const Value* given = arguments.find(0, "d"); given != nullptr && given->as_text() != nullptr)
    between = *given->as_text();
  const Value* attribute = arguments.find(1, "attribute");
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  MarkedText result;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ONGGI_CHECK(world.budget.pay(between.size()));
    if (i > 0) result += between;
    const bool by_attribute = attribute != nullptr && attribute->as_text() != nullptr;
    ONGGI_TRY(
        const MarkedText text,
        template_text(by_attribute ? template_member(items[i], attribute->as_text()->bytes) : items[i], world.budget));
    result += text;
  }
  return Value::text(std::move(result));
}

Answer to_json(const Value& value, const Arguments& arguments, World& world) {
  TemplateJsonStyle style;
  const std::int64_t indent = arguments.integer(1, "indent", -1);
  if (indent > 16) return template_error("tojson() indents too far");
  style.indent = static_cast<int>(std::max<std::int64_t>(indent, -1));
  if (style.indent >= 0) style.comma = ",";
  if (const Value* marks = arguments.find(2, "separators"); marks != nullptr && marks->as_list() != nullptr) {
    const TemplateItems& both = marks->as_list()->items;
    if (both.size() != 2 || both[0].as_text() == nullptr || both[1].as_text() == nullptr)
      return template_error("tojson() takes two separators");
    style.comma = both[0].as_text()->bytes;
    style.colon = both[1].as_text()->bytes;
  }
  style.ascii = arguments.truth(0, "ensure_ascii", false);
  style.sorted = arguments.truth(3, "sort_keys", false);
  ONGGI_TRY(const std::string text, template_json(value, style, world.budget));
  return Value::outside(text);
}

Answer indent(const MarkedText& text, const Arguments& arguments, World& world) {
  const std::int64_t width = arguments.integer(0, "width", 4);
  const bool first = arguments.truth(1, "first", false), blank = arguments.truth(2, "blank", false);
  if (width < 0 || width > 200) return template_error("indent() goes too far");
  const MarkedText space = MarkedText::from_outside(std::string(static_cast<std::size_t>(width), ' '));
  MarkedText result;
  for (std::size_t at = 0; at <= text.size();) {
    ONGGI_CHECK(world.budget.pay(space.size() + 1));
    const std::size_t end = std::min(text.bytes.find('\n', at), text.size());
    if ((at > 0 || first) && (blank || end > at || (at == 0 && first))) result += space;
    result += text.part(at, end - at + 1);
    at = end + 1;
  }
  return Value::text(std::move(result));
}

Answer escape(const MarkedText& text, World& world) {
  ONGGI_CHECK(world.budget.pay(text.size() * 5));
  MarkedText result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    static constexpr std::string_view kSigns = "&<>\"'";
    static constexpr std::string_view kNames[] = {"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"};
    const std::size_t sign = kSigns.find(text.bytes[i]);
    result += sign == std::string_view::npos ? text.part(i, 1) : MarkedText::from_outside(kNames[sign]);
  }
  return Value::text(std::move(result));
}

Answer integer_of(const Value& value, const Arguments& arguments) {
  const std::int64_t otherwise = arguments.integer(0, "default", 0);
  if (value.is_number()) {
    const double number = value.number();
    if (value.as_integer() != nullptr) return value;
    return Value::integer(std::fabs(number) < 9e18 ? static_cast<std::int64_t>(number) : otherwise);
  }
  if (value.as_text() == nullptr) return Value::integer(otherwise);
  const std::string& text = value.as_text()->bytes;
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return Value::integer(read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : otherwise);
}

Answer real_of(const Value& value) {
  if (value.as_text() == nullptr) return Value::real(value.number());
  const std::string& text = value.as_text()->bytes;
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return Value::real(read.ec == std::errc() ? number : 0);
}

/// The member that map, select and sort look at: a path like "function.name".
Value member_at(const Value& value, std::string_view path) {
  Value result = value;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    result = template_member(result, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return result;
}

Answer map(const Value& value, const Arguments& arguments, World& world) {
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  const Value* attribute = arguments.values.empty() ? arguments.find(0, "attribute") : nullptr;
  TemplateItems result;
  for (const Value& item : items) {
    ONGGI_CHECK(world.budget.pay(sizeof(Value)));
    if (attribute != nullptr && attribute->as_text() != nullptr) {
      result.push_back(member_at(item, attribute->as_text()->bytes));
      continue;
    }
    ONGGI_TRY(const MarkedText filter, arguments.text(0, "filter"));
    Arguments rest{.values = {arguments.values.begin() + 1, arguments.values.end()}, .named = arguments.named};
    ONGGI_TRY(Value mapped, apply_template_filter(filter.bytes, item, rest, world));
    result.push_back(std::move(mapped));
  }
  return Value::list(std::move(result));
}

/// select, reject, selectattr, rejectattr.
Answer select(std::string_view name, const Value& value, const Arguments& arguments, World& world) {
  const bool by_member = name.ends_with("attr"), wanted = name.starts_with("select");
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  const std::size_t first = by_member ? 1 : 0;
  MarkedText member;
  if (by_member) {
    ONGGI_TRY(member, arguments.text(0, "attribute"));
  }
  Arguments rest;
  std::string test;
  if (arguments.values.size() > first) {
    ONGGI_TRY(const MarkedText given, arguments.text(first, "test"));
    test = given.bytes;
    rest.values.assign(arguments.values.begin() + static_cast<std::ptrdiff_t>(first) + 1, arguments.values.end());
  }
  TemplateItems result;
  for (const Value& item : items) {
    ONGGI_CHECK(world.budget.pay(sizeof(Value)));
    const Value looked_at = by_member ? member_at(item, member.bytes) : item;
    bool holds = looked_at.truth();
    if (!test.empty()) {
      ONGGI_TRY(holds, apply_template_test(test, looked_at, rest, world));
    }
    if (holds == wanted) result.push_back(item);
  }
  return Value::list(std::move(result));
}

/// Merge sort by hand: an order that fails in the middle must not upset the library's.
Result<void> sort_items(TemplateItems& items, std::string_view path, TemplateBudget& budget) {
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    TemplateItems next;
    for (std::size_t begin = 0; begin < items.size(); begin += 2 * width) {
      std::size_t left = begin, right = std::min(begin + width, items.size());
      const std::size_t middle = right, end = std::min(begin + 2 * width, items.size());
      while (left < middle || right < end) {
        bool from_right = left == middle;
        if (left < middle && right < end) {
          ONGGI_TRY(const int order,
                    template_compare(member_at(items[right], path), member_at(items[left], path), budget));
          from_right = order < 0;
        }
        next.push_back(items[from_right ? right++ : left++]);
      }
    }
    items = std::move(next);
  }
  return {};
}

Answer sorted(const Value& value, const Arguments& arguments, World& world) {
  ONGGI_TRY(TemplateItems items, template_items(value, world.budget));
  std::string path;
  if (const Value* given = arguments.find(2, "attribute"); given != nullptr && given->as_text() != nullptr)
    path = given->as_text()->bytes;
  ONGGI_CHECK(sort_items(items, path, world.budget));
  if (arguments.truth(0, "reverse", false)) std::ranges::reverse(items);
  return Value::list(std::move(items));
}

Answer pairs(const Value& value, bool in_order, World& world) {
  if (value.is_undefined()) return Value::list({});
  ONGGI_TRY(Value items, call_template_method(value, "items", {}, world));
  if (!in_order) return items;
  TemplateItems ordered = items.as_list()->items;
  std::ranges::stable_sort(ordered, {}, [](const Value& pair) { return pair.as_list()->items[0].as_text()->bytes; });
  return Value::list(std::move(ordered));
}

Answer unique(const Value& value, World& world) {
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  TemplateItems result;
  for (const Value& item : items) {
    ONGGI_TRY(const bool known, template_contains(Value::list(result), item, world.budget));
    ONGGI_CHECK(world.budget.pay(result.size() * sizeof(Value)));
    if (!known) result.push_back(item);
  }
  return Value::list(std::move(result));
}

Answer rounded(const Value& value, const Arguments& arguments) {
  const double power =
      std::pow(10.0, static_cast<double>(std::clamp<std::int64_t>(arguments.integer(0, "precision", 0), -15, 15)));
  return Value::real(std::nearbyint(value.number() * power) / power);
}

Answer extreme(const Value& value, bool least, World& world) {
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  Value best;
  for (const Value& item : items) {
    if (best.is_undefined()) {
      best = item;
      continue;
    }
    ONGGI_TRY(const int order, template_compare(item, best, world.budget));
    if (least ? order < 0 : order > 0) best = item;
  }
  return best;
}

Answer sum(const Value& value, const Arguments& arguments, World& world) {
  ONGGI_TRY(const TemplateItems items, template_items(value, world.budget));
  const Value* attribute = arguments.find(0, "attribute");
  double total = 0;
  bool whole = true;
  for (const Value& item : items) {
    const Value one =
        attribute != nullptr && attribute->as_text() != nullptr ? member_at(item, attribute->as_text()->bytes) : item;
    if (!one.is_number()) return template_error("sum() adds numbers");
    whole = whole && one.as_real() == nullptr;
    total += one.number();
  }
  return whole && std::fabs(total) < 9e15 ? Value::integer(static_cast<std::int64_t>(total)) : Value::real(total);
}

Answer filter_of_items(std::string_view name, const Value& value, const Arguments& arguments, World& world) {
  if (name == "map") return map(value, arguments, world);
  if (name == "select" || name == "reject" || name == "selectattr" || name == "rejectattr")
    return select(name, value, arguments, world);
  if (name == "sort") return sorted(value, arguments, world);
  if (name == "items" || name == "dictsort") return pairs(value, name == "dictsort", world);
  if (name == "unique") return unique(value, world);
  if (name == "min" || name == "max") return extreme(value, name == "min", world);
  if (name == "sum") return sum(value, arguments, world);
  ONGGI_TRY(TemplateItems items, template_items(value, world.budget));
  if (name == "list") return Value::list(std::move(items));
  if (name == "first") return items.empty() ? Value() : items.front();
  if (name == "last") return items.empty() ? Value() : items.back();
  if (name == "reverse") {
    std::ranges::reverse(items);
    return value.as_text() != nullptr ? join(Value::list(std::move(items)), {}, world) : Value::list(std::move(items));
  }
  return unknown("filter", name);
}

Answer filter_of_text(std::string_view name, const Value& value, const Arguments& arguments, World& world) {
  ONGGI_TRY(MarkedText text, template_text(value, world.budget));
  if (name == "string" || name == "safe") return Value::text(std::move(text));
  if (name == "escape" || name == "e") return escape(text, world);
  if (name == "indent") return indent(text, arguments, world);
  if (name == "trim") return call_template_method(Value::text(std::move(text)), "strip", arguments, world);
  return call_template_method(Value::text(std::move(text)), name, arguments, world);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Tests.

Result<bool> test_of_type(std::string_view name, const Value& value) {
  if (name == "defined") return !value.is_undefined();
  if (name == "undefined") return value.is_undefined();
  if (name == "none") return value.is_none();
  if (name == "string") return value.as_text() != nullptr;
  if (name == "boolean") return value.as_boolean() != nullptr;
  if (name == "integer") return value.as_integer() != nullptr;
  if (name == "float") return value.as_real() != nullptr;
  if (name == "number") return value.is_number();
  if (name == "mapping") return value.as_object() != nullptr;
  if (name == "iterable" || name == "sequence")
    return value.as_list() != nullptr || value.as_object() != nullptr || value.as_text() != nullptr ||
           value.is_undefined();
  if (name == "callable") return value.as_callable() != nullptr;
  if (name == "true") return value.as_boolean() != nullptr && *value.as_boolean();
  if (name == "false") return value.as_boolean() != nullptr && !*value.as_boolean();
  return unknown("test", name);
}

Result<bool> test_of_number(std::string_view name, const Value& value, const Arguments& arguments) {
  const auto* whole = value.as_integer();
  if (whole == nullptr) return template_error("a whole number is wanted");
  if (name == "odd") return *whole % 2 != 0;
  if (name == "even") return *whole % 2 == 0;
  const std::int64_t by = arguments.integer(0, "num", 0);
  if (by == 0 || by == -1) return template_error("divisibleby takes another number");
  return *whole % by == 0;
}

}  // namespace

bool is_template_function(std::string_view name) {
  return is_one_of(name, {"range", "namespace", "dict", "raise_exception", "strftime_now"});
}

Result<TemplateValue> call_template_function(std::string_view name, const TemplateArguments& arguments,
                                             TemplateWorld& world) {
  if (name == "range") return range(arguments, world);
  if (name == "raise_exception") return refuse(arguments);
  if (name == "strftime_now") return time_text(arguments, world);
  TemplateMembers members = arguments.named;
  if (!arguments.values.empty() && arguments.values[0].as_object() != nullptr)
    members = arguments.values[0].as_object()->members;
  for (const auto& [key, value] : members)
    if (value.depth() >= kTemplateValueDepthMax) return template_error("values are nested too deep");
  if (name == "namespace") return Value::space(std::move(members));
  if (name == "dict") return Value::object(std::move(members));
  return unknown("function", name);
}

Result<TemplateValue> apply_template_filter(std::string_view name, const TemplateValue& value,
                                            const TemplateArguments& arguments, TemplateWorld& world) {
  ONGGI_CHECK(world.budget.pay(16));
  if (name == "tojson") return to_json(value, arguments, world);
  if (name == "default" || name == "d") {
    const bool missing = value.is_undefined() || (arguments.truth(1, "boolean", false) && !value.truth());
    const Value* otherwise = arguments.find(0, "default_value");
    return !missing ? value : otherwise == nullptr ? Value::own("") : *otherwise;
  }
  if (name == "length" || name == "count") {
    ONGGI_TRY(const std::int64_t length, template_length(value, world.budget));
    return Value::integer(length);
  }
  if (name == "join") return join(value, arguments, world);
  if (name == "int") return integer_of(value, arguments);
  if (name == "float") return real_of(value);
  if (name == "abs")
    return value.as_integer() != nullptr && *value.as_integer() > INT64_MIN
               ? Value::integer(std::abs(*value.as_integer()))
               : Value::real(std::fabs(value.number()));
  if (name == "round") return rounded(value, arguments);
  if (is_one_of(name, {"string", "safe", "escape", "e", "indent", "trim", "upper", "lower", "title", "capitalize",
                       "replace"}))
    return filter_of_text(name, value, arguments, world);
  return filter_of_items(name, value, arguments, world);
}

Result<bool> apply_template_test(std::string_view name, const TemplateValue& value, const TemplateArguments& arguments,
                                 TemplateWorld& world) {
  if (is_one_of(name, {"odd", "even", "divisibleby"})) return test_of_number(name, value, arguments);
  if (arguments.values.size() != 1) return test_of_type(name, value);
  const Value& other = arguments.values[0];
  if (name == "in") return template_contains(other, value, world.budget);
  if (is_one_of(name, {"equalto", "eq", "ne", "sameas"})) {
    ONGGI_TRY(const bool same, template_equal(value, other, world.budget));
    return same == (name != "ne");
  }
  if (!is_one_of(name, {"gt", "ge", "lt", "le", "greaterthan", "lessthan"})) return unknown("test", name);
  ONGGI_TRY(const int order, template_compare(value, other, world.budget));
  if (name == "gt" || name == "greaterthan") return order > 0;
  if (name == "lt" || name == "lessthan") return order < 0;
  return name == "ge" ? order >= 0 : order <= 0;
}

}  // namespace onggi::model
