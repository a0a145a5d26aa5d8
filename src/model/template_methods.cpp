// Methods of text and objects, as Python has them.
#include <algorithm>
#include <map>

#include "model/template_functions.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using Value = TemplateValue;
using Answer = Result<TemplateValue>;
using Arguments = TemplateArguments;

constexpr std::string_view kBlanks = " \t\n\r\f\v";

MarkedText stripped(const MarkedText& text, std::string_view what, bool left, bool right) {
  std::size_t begin = 0, end = text.size();
  while (left && begin < end && what.contains(text.bytes[begin])) ++begin;
  while (right && end > begin && what.contains(text.bytes[end - 1])) --end;
  return text.part(begin, end - begin);
}

Answer strip(const MarkedText& text, const Arguments& arguments, bool left, bool right) {
  std::string what(kBlanks);
  if (const Value* given = arguments.find(0, "chars"); given != nullptr && given->as_text() != nullptr)
    what = given->as_text()->bytes;
  return Value::text(stripped(text, what, left, right));
}

/// ASCII letters; others have no case in the templates that there are.
MarkedText cased(MarkedText text, bool upper) {
  for (char& byte : text.bytes) {
    if (upper && byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
    if (!upper && byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  }
  return text;
}

MarkedText titled(MarkedText text, bool every_word) {
  text = cased(std::move(text), false);
  bool begins = true;
  for (char& byte : text.bytes) {
    const bool letter = (byte >= 'a' && byte <= 'z') || static_cast<unsigned char>(byte) >= 0x80;
    if (begins && byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
    begins = every_word && !letter;
  }
  return text;
}

Answer split_at(const MarkedText& text, const std::string& mark, std::int64_t most, TemplateBudget& budget) {
  if (mark.empty()) return template_error("text cannot be split at nothing");
  TemplateItems parts;
  std::size_t at = 0;
  for (std::size_t found = text.bytes.find(mark); found != std::string::npos && most != 0;
       found = text.bytes.find(mark, at), --most) {
    ONGGI_CHECK(budget.pay(64));
    parts.push_back(Value::text(text.part(at, found - at)));
    at = found + mark.size();
  }
  parts.push_back(Value::text(text.part(at)));
  return Value::list(std::move(parts));
}

Answer split_at_blanks(const MarkedText& text, std::int64_t most, TemplateBudget& budget) {
  TemplateItems parts;
  for (std::size_t at = text.bytes.find_first_not_of(kBlanks); at != std::string::npos;) {
    ONGGI_CHECK(budget.pay(64));
    const std::size_t end = most == 0 ? std::string::npos : text.bytes.find_first_of(kBlanks, at);
    MarkedText part = text.part(at, end == std::string::npos ? end : end - at);
    parts.push_back(Value::text(end == std::string::npos ? stripped(part, kBlanks, false, true) : std::move(part)));
    --most;
    at = text.bytes.find_first_not_of(kBlanks, end);
  }
  return Value::list(std::move(parts));
}

Answer split(const MarkedText& text, const Arguments& arguments, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(text.size() * 2));
  const std::int64_t most = arguments.integer(1, "maxsplit", -1);
  const Value* mark = arguments.find(0, "sep");
  if (mark == nullptr || mark->is_none()) return split_at_blanks(text, most, budget);
  ONGGI_TRY(const MarkedText given, arguments.text(0, "sep"));
  return split_at(text, given.bytes, most, budget);
}

Answer rsplit(const MarkedText& text, const Arguments& arguments, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(text.size() * 2));
  ONGGI_TRY(const MarkedText mark, arguments.text(0, "sep"));
  if (mark.bytes.empty()) return template_error("text cannot be split at nothing");
  std::int64_t most = arguments.integer(1, "maxsplit", -1);
  TemplateItems parts;
  std::size_t end = text.size();
  while (most-- != 0 && end > 0) {
    ONGGI_CHECK(budget.pay(64));
    const std::size_t found = end < mark.size() ? std::string::npos : text.bytes.rfind(mark.bytes, end - mark.size());
    if (found == std::string::npos) break;
    parts.push_back(Value::text(text.part(found + mark.size(), end - found - mark.size())));
    end = found;
  }
  parts.push_back(Value::text(text.part(0, end)));
  std::ranges::reverse(parts);
  return Value::list(std::move(parts));
}

Answer splitlines(const MarkedText& text, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(text.size() * 2));
  if (text.bytes.empty()) return Value::list({});
  const MarkedText whole = text.bytes.ends_with('\n') ? text.part(0, text.size() - 1) : text;
  return split_at(whole, "\n", -1, budget);
}

Answer replace(const MarkedText& text, const Arguments& arguments, TemplateBudget& budget) {
  ONGGI_TRY(const MarkedText from, arguments.text(0, "old"));
  ONGGI_TRY(const MarkedText to, arguments.text(1, "new"));
  std::int64_t most = arguments.integer(2, "count", -1);
  if (from.bytes.empty()) return template_error("nothing cannot be replaced");
  MarkedText result;
  std::size_t at = 0;
  for (std::size_t found = text.bytes.find(from.bytes); found != std::string::npos && most-- != 0;
       found = text.bytes.find(from.bytes, at)) {
    ONGGI_CHECK(budget.pay(found - at + to.size()));
    result += text.part(at, found - at);
    result += to;
    at = found + from.size();
  }
  ONGGI_CHECK(budget.pay(text.size() - at));
  result += text.part(at);
  return Value::text(std::move(result));
}

/// One text or several: "a".startswith(("b", "a")).
Answer touches(const MarkedText& text, const Arguments& arguments, bool at_begin) {
  const Value* given = arguments.find(0, "prefix");
  if (given == nullptr) return template_error("an argument is missing");
  const TemplateItems several = given->as_list() != nullptr ? given->as_list()->items : TemplateItems{*given};
  const bool any = std::ranges::any_of(several, [&](const Value& one) {
    if (one.as_text() == nullptr) return false;
    return at_begin ? text.bytes.starts_with(one.as_text()->bytes) : text.bytes.ends_with(one.as_text()->bytes);
  });
  return Value::boolean(any);
}

Answer find(const MarkedText& text, const Arguments& arguments, bool last) {
  ONGGI_TRY(const MarkedText what, arguments.text(0, "sub"));
  const std::size_t found = last ? text.bytes.rfind(what.bytes) : text.bytes.find(what.bytes);
  if (found == std::string::npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(count_code_points(std::string_view(text.bytes).substr(0, found))));
}

Answer count(const MarkedText& text, const Arguments& arguments, TemplateBudget& budget) {
  ONGGI_TRY(const MarkedText what, arguments.text(0, "sub"));
  if (what.bytes.empty()) return template_error("nothing cannot be counted");
  ONGGI_CHECK(budget.pay(text.size()));
  std::int64_t times = 0;
  for (std::size_t at = text.bytes.find(what.bytes); at != std::string::npos;
       at = text.bytes.find(what.bytes, at + what.size()))
    ++times;
  return Value::integer(times);
}

Answer without(const MarkedText& text, const Arguments& arguments, bool prefix) {
  ONGGI_TRY(const MarkedText what, arguments.text(0, prefix ? "prefix" : "suffix"));
  if (prefix && text.bytes.starts_with(what.bytes)) return Value::text(text.part(what.size()));
  if (!prefix && text.bytes.ends_with(what.bytes)) return Value::text(text.part(0, text.size() - what.size()));
  return Value::text(text);
}

bool all_of(const MarkedText& text, std::string_view kind) {
  return !text.bytes.empty() && std::ranges::all_of(text.bytes, [&](char byte) {
    const bool digit = byte >= '0' && byte <= '9', lower = byte >= 'a' && byte <= 'z';
    const bool upper = byte >= 'A' && byte <= 'Z', letter = lower || upper;
    return kind == "isdigit"   ? digit
           : kind == "isalpha" ? letter
           : kind == "isalnum" ? letter || digit
                               : kBlanks.contains(byte);
  });
}

bool is_cased(const MarkedText& text, bool upper) {
  return cased(text, upper).bytes == text.bytes && cased(text, !upper).bytes != text.bytes;
}

Answer method_of_text(const MarkedText& text, std::string_view name, const Arguments& arguments, TemplateWorld& world) {
  TemplateBudget& budget = world.budget;
  ONGGI_CHECK(budget.pay(text.size() * 2));
  if (name == "strip") return strip(text, arguments, true, true);
  if (name == "lstrip") return strip(text, arguments, true, false);
  if (name == "rstrip") return strip(text, arguments, false, true);
  if (name == "split") return split(text, arguments, budget);
  if (name == "rsplit") return rsplit(text, arguments, budget);
  if (name == "splitlines") return splitlines(text, budget);
  if (name == "replace") return replace(text, arguments, budget);
  if (name == "startswith" || name == "endswith") return touches(text, arguments, name == "startswith");
  if (name == "find" || name == "rfind") return find(text, arguments, name == "rfind");
  if (name == "count") return count(text, arguments, budget);
  if (name == "removeprefix" || name == "removesuffix") return without(text, arguments, name == "removeprefix");
  if (name == "upper" || name == "lower") return Value::text(cased(text, name == "upper"));
  if (name == "title" || name == "capitalize") return Value::text(titled(text, name == "title"));
  if (name == "isupper" || name == "islower") return Value::boolean(is_cased(text, name == "isupper"));
  if (name == "join") {
    const Value* items = arguments.find(0, "items");
    return apply_template_filter("join", items == nullptr ? Value() : *items,
                                 {.values = {Value::text(text)}, .named = {}}, world);
  }
  return Value::boolean(all_of(text, name));
}

Answer method_of_object(const TemplateObject& object, std::string_view name, const Arguments& arguments,
                        TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(object.members.size() * 64));
  if (name == "get") {
    ONGGI_TRY(const MarkedText key, arguments.text(0, "key"));
    if (const Value* member = object.find(key.bytes)) return *member;
    const Value* otherwise = arguments.find(1, "default");
    return otherwise == nullptr ? Value::none() : *otherwise;
  }
  TemplateItems items;
  for (const auto& [key, member] : object.members) {
    ONGGI_CHECK(budget.pay(key.size()));
    if (name == "items") items.push_back(Value::list({Value::outside(key), member}));
    else items.push_back(name == "keys" ? Value::outside(key) : member);
  }
  return Value::list(std::move(items));
}

constexpr std::string_view kOfText[] = {
    "strip",   "lstrip",     "rstrip",  "split", "rsplit",       "splitlines", "replace", "endswith",     "find",
    "rfind",   "startswith", "count",   "upper", "lower",        "title",      "isdigit", "removeprefix", "capitalize",
    "isalpha", "isalnum",    "isspace", "join",  "removesuffix", "isupper",    "islower"};
constexpr std::string_view kOfObjects[] = {"get", "items", "keys", "values"};

}  // namespace

const TemplateValue* TemplateArguments::find(std::size_t position, std::string_view name) const {
  if (position < values.size()) return &values[position];
  const auto found = std::ranges::find(named, name, [](const auto& one) { return std::string_view(one.first); });
  return found == named.end() ? nullptr : &found->second;
}

Result<MarkedText> TemplateArguments::text(std::size_t position, std::string_view name) const {
  const TemplateValue* value = find(position, name);
  if (value == nullptr || value->as_text() == nullptr)
    return template_error("the argument \"" + std::string(name) + "\" is missing or no text");
  return *value->as_text();
}

std::int64_t TemplateArguments::integer(std::size_t position, std::string_view name, std::int64_t otherwise) const {
  const TemplateValue* value = find(position, name);
  return value != nullptr && value->as_integer() != nullptr ? *value->as_integer() : otherwise;
}

bool TemplateArguments::truth(std::size_t position, std::string_view name, bool otherwise) const {
  const TemplateValue* value = find(position, name);
  return value == nullptr ? otherwise : value->truth();
}

bool has_template_method(const TemplateValue& self, std::string_view name) {
  if (self.as_text() != nullptr) return std::ranges::find(kOfText, name) != std::end(kOfText);
  if (self.as_object() != nullptr) return std::ranges::find(kOfObjects, name) != std::end(kOfObjects);
  return false;
}

Result<TemplateValue> call_template_method(const TemplateValue& self, std::string_view name,
                                           const TemplateArguments& arguments, TemplateWorld& world) {
  if (const auto* text = self.as_text()) return method_of_text(*text, name, arguments, world);
  if (const auto* object = self.as_object()) return method_of_object(*object, name, arguments, world.budget);
  return template_error("there is no such method");
}

}  // namespace onggi::model
