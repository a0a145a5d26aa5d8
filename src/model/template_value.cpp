// Values: comparing and writing them as Python does.
#include "model/template_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "text/text.h"

namespace onggi::model {
namespace {

int depth_of(const TemplateItems& items) {
  int deepest = 0;
  for (const TemplateValue& item : items) deepest = std::max(deepest, item.depth());
  return deepest + 1;
}

int depth_of(const TemplateMembers& members) {
  int deepest = 0;
  for (const auto& [key, value] : members) deepest = std::max(deepest, value.depth());
  return deepest + 1;
}

void append_escape(std::string& out, char32_t unit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[(unit >> shift) & 15U];
}

void append_ascii(std::string& out, char32_t point) {
  if (point < 0x10000) return append_escape(out, point);
  append_escape(out, 0xD800 + ((point - 0x10000) >> 10U));
  append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FFU));
}

std::optional<std::string_view> short_escape(char byte) {
  switch (byte) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    default:
      return std::nullopt;
  }
}

std::string json_string(std::string_view text, bool ascii) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const char byte = text[at];
    if (const auto escape = short_escape(byte)) {
      out += *escape;
      ++at;
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      append_escape(out, static_cast<unsigned char>(byte));
      ++at;
    } else if (ascii && static_cast<unsigned char>(byte) >= 0x80) {
      append_ascii(out, next_code_point(text, at));
    } else {
      out += byte;
      ++at;
    }
  }
  return out + "\"";
}

class JsonWriter {
 public:
  JsonWriter(const TemplateJsonStyle& style, TemplateBudget& budget) : style_(style), budget_(budget) {}

  Result<void> write(const TemplateValue& value, int level) {
    ONGGI_CHECK(budget_.pay(16));
    if (const auto* text = value.as_text()) return add(json_string(text->bytes, style_.ascii));
    if (const auto* list = value.as_list()) return write_list(*list, level);
    if (const auto* object = value.as_object()) return write_object(*object, level);
    if (value.is_none()) return add("null");
    if (const auto* truth = value.as_boolean()) return add(*truth ? "true" : "false");
    if (const auto* integer = value.as_integer()) return add(std::to_string(*integer));
    if (const auto* real = value.as_real()) return add(python_number(*real));
    return template_error(std::string(value.type()) + " cannot be written as JSON");
  }
  std::string take() { return std::move(out_); }

 private:
  Result<void> add(std::string_view text) {
    ONGGI_CHECK(budget_.pay(text.size()));
    out_ += text;
    return {};
  }

  Result<void> line(int level) {
    if (style_.indent < 0) return {};
    return add("\n" + std::string(static_cast<std::size_t>(style_.indent) * static_cast<std::size_t>(level), ' '));
  }

  Result<void> write_list(const TemplateList& list, int level) {
    if (list.items.empty()) return add("[]");
    ONGGI_CHECK(add("["));
    bool first = true;
    for (const TemplateValue& item : list.items) {
      if (!std::exchange(first, false)) ONGGI_CHECK(add(style_.comma));
      ONGGI_CHECK(line(level + 1));
      ONGGI_CHECK(write(item, level + 1));
    }
    ONGGI_CHECK(line(level));
    return add("]");
  }

  Result<void> write_object(const TemplateObject& object, int level) {
    if (object.members.empty()) return add("{}");
    std::vector<const std::pair<std::string, TemplateValue>*> members;
    for (const auto& member : object.members) members.push_back(&member);
    if (style_.sorted) std::ranges::sort(members, {}, [](const auto* member) { return member->first; });
    ONGGI_CHECK(add("{"));
    bool first = true;
    for (const auto* member : members) {
      if (!std::exchange(first, false)) ONGGI_CHECK(add(style_.comma));
      ONGGI_CHECK(line(level + 1));
      ONGGI_CHECK(add(json_string(member->first, style_.ascii) + style_.colon));
      ONGGI_CHECK(write(member->second, level + 1));
    }
    ONGGI_CHECK(line(level));
    return add("}");
  }

  const TemplateJsonStyle& style_;
  TemplateBudget& budget_;
  std::string out_;
};

std::string python_string(std::string_view text) {
  const bool single = text.find('\'') == std::string_view::npos || text.find('"') != std::string_view::npos;
  const char quote = single ? '\'' : '"';
  std::string out(1, quote);
  for (const char byte : text) {
    if (byte == '\\' || byte == quote) out.append("\\").append(1, byte);
    else if (byte == '\n') out += "\\n";
    else if (byte == '\r') out += "\\r";
    else if (byte == '\t') out += "\\t";
    else out += byte;
  }
  return out + quote;
}

/// What repr() of Python shows within lists and objects.
Result<void> append_python(std::string& out, const TemplateValue& value, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(16));
  const auto* list = value.as_list();
  const auto* object = value.as_object();
  if (list == nullptr && object == nullptr) {
    ONGGI_TRY(const MarkedText shown, template_text(value, budget));
    out += value.as_text() != nullptr ? python_string(shown.bytes) : shown.bytes;
    return {};
  }
  if (list != nullptr) {
    out += '[';
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      if (i > 0) out += ", ";
      ONGGI_CHECK(append_python(out, list->items[i], budget));
    }
    out += ']';
    return {};
  }
  out += '{';
  for (std::size_t i = 0; i < object->members.size(); ++i) {
    const auto& [key, member] = object->members[i];
    out += (i > 0 ? ", " : "") + python_string(key) + ": ";
    ONGGI_CHECK(budget.pay(key.size()));
    ONGGI_CHECK(append_python(out, member, budget));
  }
  out += '}';
  return {};
}

Result<bool> equal_lists(const TemplateItems& left, const TemplateItems& right, TemplateBudget& budget) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    ONGGI_TRY(const bool same, template_equal(left[i], right[i], budget));
    if (!same) return false;
  }
  return true;
}

Result<bool> equal_objects(const TemplateObject& left, const TemplateObject& right, TemplateBudget& budget) {
  if (left.members.size() != right.members.size()) return false;
  for (const auto& [key, value] : left.members) {
    ONGGI_CHECK(budget.pay(right.members.size()));
    const TemplateValue* other = right.find(key);
    if (other == nullptr) return false;
    ONGGI_TRY(const bool same, template_equal(value, *other, budget));
    if (!same) return false;
  }
  return true;
}

}  // namespace

const TemplateValue* TemplateObject::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, [](const auto& member) { return std::string_view(member.first); });
  return found == members.end() ? nullptr : &found->second;
}

TemplateValue TemplateValue::list(TemplateItems items) {
  const int depth = depth_of(items);
  return TemplateValue(
      std::shared_ptr<const TemplateList>(new TemplateList{.items = std::move(items), .depth = depth}));
}

TemplateValue TemplateValue::object(TemplateMembers members) {
  const int depth = depth_of(members);
  return TemplateValue(
      std::shared_ptr<const TemplateObject>(new TemplateObject{.members = std::move(members), .depth = depth}));
}

TemplateValue TemplateValue::space(TemplateMembers members) {
  return TemplateValue(std::make_shared<TemplateObject>(
      TemplateObject{.members = std::move(members), .depth = kTemplateValueDepthMax, .is_namespace = true}));
}

TemplateValue TemplateValue::callable(TemplateCallable what) {
  return TemplateValue(std::make_shared<const TemplateCallable>(std::move(what)));
}

TemplateValue TemplateValue::of_json(const nlohmann::ordered_json& value) {
  if (value.is_string()) return outside(value.get_ref<const std::string&>());
  if (value.is_boolean()) return boolean(value.get<bool>());
  if (value.is_number_integer()) return integer(value.get<std::int64_t>());
  if (value.is_number()) return real(value.get<double>());
  if (value.is_array()) {
    TemplateItems items;
    for (const auto& item : value) items.push_back(of_json(item));
    return list(std::move(items));
  }
  if (!value.is_object()) return none();
  TemplateMembers members;
  for (const auto& [key, member] : value.items()) members.emplace_back(key, of_json(member));
  return object(std::move(members));
}

TemplateObject* TemplateValue::as_namespace() const {
  const auto* found = std::get_if<std::shared_ptr<TemplateObject>>(&what_);
  return found == nullptr ? nullptr : found->get();
}

double TemplateValue::number() const {
  if (const auto* truth = as_boolean()) return *truth ? 1 : 0;
  if (const auto* integer = as_integer()) return static_cast<double>(*integer);
  if (const auto* real = as_real()) return *real;
  return 0;
}

bool TemplateValue::truth() const {
  if (is_undefined() || is_none()) return false;
  if (is_number()) return number() != 0;
  if (const auto* text = as_text()) return !text->bytes.empty();
  if (const auto* list = as_list()) return !list->items.empty();
  if (const auto* object = as_object()) return !object->members.empty();
  return true;
}

int TemplateValue::depth() const {
  if (const auto* list = as_list()) return list->depth;
  if (const auto* object = as_object()) return object->depth;
  if (const auto* space = as_namespace()) return space->depth;
  if (const auto* callable = as_callable()) return callable->self.depth();
  return 0;
}

std::string_view TemplateValue::type() const {
  static constexpr std::string_view kNames[] = {"undefined", "none", "boolean", "integer",  "float",
                                                "string",    "list", "object",  "function", "namespace"};
  return kNames[what_.index()];
}

Result<void> TemplateBudget::pay(std::size_t bytes, std::size_t steps) {
  const auto most = static_cast<std::size_t>(INT64_MAX / 2);
  bytes_ -= static_cast<std::int64_t>(std::min(bytes, most));
  steps_ -= static_cast<std::int64_t>(std::min(steps, most));
  if (bytes_ >= 0 && steps_ >= 0) return {};
  bytes_ = steps_ = 0;
  return fail(ErrorCode::unsupported, "the chat template of this model computes or writes too much", "chat_template");
}

std::unexpected<Error> template_error(std::string_view what) {
  return fail(ErrorCode::unsupported, "the chat template of this model: " + std::string(what), "chat_template");
}

Result<bool> template_equal(const TemplateValue& left, const TemplateValue& right, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(1));
  if (left.is_number() && right.is_number()) return left.number() == right.number();
  if (left.as_text() != nullptr && right.as_text() != nullptr) {
    ONGGI_CHECK(budget.pay(std::min(left.as_text()->size(), right.as_text()->size()) / 8));
    return left.as_text()->bytes == right.as_text()->bytes;
  }
  if (left.as_list() != nullptr && right.as_list() != nullptr)
    return equal_lists(left.as_list()->items, right.as_list()->items, budget);
  if (left.as_object() != nullptr && right.as_object() != nullptr)
    return equal_objects(*left.as_object(), *right.as_object(), budget);
  if (left.is_none() || left.is_undefined()) return left.type() == right.type();
  return left.as_namespace() != nullptr && left.as_namespace() == right.as_namespace();
}

Result<int> template_compare(const TemplateValue& left, const TemplateValue& right, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(1));
  if (left.is_number() && right.is_number())
    return left.number() < right.number() ? -1 : left.number() > right.number() ? 1 : 0;
  if (left.as_text() == nullptr || right.as_text() == nullptr)
    return template_error(std::string(left.type()) + " and " + std::string(right.type()) + " have no order");
  ONGGI_CHECK(budget.pay(std::min(left.as_text()->size(), right.as_text()->size()) / 8));
  return left.as_text()->bytes.compare(right.as_text()->bytes);
}

Result<MarkedText> template_text(const TemplateValue& value, TemplateBudget& budget) {
  ONGGI_CHECK(budget.pay(1));
  if (const auto* text = value.as_text()) {
    ONGGI_CHECK(budget.pay(text->size()));
    return *text;
  }
  std::string shown;
  if (value.is_none()) shown = "None";
  else if (const auto* truth = value.as_boolean()) shown = *truth ? "True" : "False";
  else if (const auto* integer = value.as_integer()) shown = std::to_string(*integer);
  else if (const auto* real = value.as_real()) shown = python_number(*real);
  else if (value.as_list() != nullptr || value.as_object() != nullptr) ONGGI_CHECK(append_python(shown, value, budget));
  else if (!value.is_undefined()) return template_error(std::string(value.type()) + " has no text");
  return MarkedText::from_outside(shown);
}

Result<std::string> template_json(const TemplateValue& value, const TemplateJsonStyle& style, TemplateBudget& budget) {
  JsonWriter writer(style, budget);
  ONGGI_CHECK(writer.write(value, 0));
  return writer.take();
}

/// The shortest digits that are this number, with an exponent below 1e-4 and from 1e16 on, as repr() of Python.
std::string python_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[40];
  const double size = std::fabs(value);
  const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 scientific ? std::chars_format::scientific : std::chars_format::fixed);
  std::string text(buffer, end.ptr);
  if (!scientific && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace onggi::model
