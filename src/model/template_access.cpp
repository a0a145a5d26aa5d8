// Parts of values: items, members, slices. Characters are code points, as in Python.
#include <algorithm>

#include "model/template_functions.h"
#include "text/text.h"

namespace onggi::model {
namespace {

struct Span {
  std::int64_t begin, end, step;
};

/// Python's rules for [begin:end:step] of something `length` long.
Result<Span> span_of(std::int64_t length, const TemplateValue& begin, const TemplateValue& end,
                     const TemplateValue& step) {
  const auto given = [](const TemplateValue& value) { return !value.is_undefined() && !value.is_none(); };
  for (const TemplateValue* value : {&begin, &end, &step})
    if (given(*value) && value->as_integer() == nullptr) return template_error("a slice is not of whole numbers");
  Span span{0, 0, given(step) ? *step.as_integer() : 1};
  if (span.step == 0 || span.step == INT64_MIN) return template_error("a slice goes nowhere");
  const bool back = span.step < 0;
  const std::int64_t least = back ? -1 : 0, most = back ? length - 1 : length;
  const auto place = [&](const TemplateValue& value, std::int64_t otherwise) {
    if (!given(value)) return otherwise;
    const std::int64_t at = *value.as_integer();
    return std::clamp(at < 0 && at >= -length ? at + length : at < 0 ? least : at, least, most);
  };
  span.step = std::clamp(span.step, -length - 1, length + 1);  // further is as far, and nothing overflows
  span.begin = place(begin, back ? most : least);
  span.end = place(end, back ? least : most);
  return span;
}

/// Where each character begins, and the end.
std::vector<std::size_t> characters(std::string_view text) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); next_code_point(text, at)) begins.push_back(at);
  begins.push_back(text.size());
  return begins;
}

TemplateValue slice_of_text(const MarkedText& text, const std::vector<std::size_t>& begins, const Span& span) {
  const auto at = [&](std::int64_t index) { return begins[static_cast<std::size_t>(index)]; };
  if (span.step == 1)
    return TemplateValue::text(span.begin < span.end ? text.part(at(span.begin), at(span.end) - at(span.begin))
                                                     : MarkedText());
  MarkedText result;
  for (std::int64_t i = span.begin; span.step > 0 ? i < span.end : i > span.end; i += span.step)
    result += text.part(at(i), at(i + 1) - at(i));
  return TemplateValue::text(std::move(result));
}

}  // namespace

Result<TemplateItems> template_items(const TemplateValue& value, TemplateBudget& budget) {
  TemplateItems items;
  if (const auto* list = value.as_list()) {
    ONGGI_CHECK(budget.pay(list->items.size() * sizeof(TemplateValue)));
    return list->items;
  }
  if (const auto* object = value.as_object()) {
    for (const auto& [key, member] : object->members) {
      ONGGI_CHECK(budget.pay(key.size() + sizeof(TemplateValue)));
      items.push_back(TemplateValue::outside(key));
    }
    return items;
  }
  if (const auto* text = value.as_text()) {
    ONGGI_CHECK(budget.pay(text->size() * 64));
    const auto begins = characters(text->bytes);
    for (std::size_t i = 0; i + 1 < begins.size(); ++i)
      items.push_back(TemplateValue::text(text->part(begins[i], begins[i + 1] - begins[i])));
    return items;
  }
  if (value.is_undefined()) return items;
  return template_error(std::string(value.type()) + " has no items");
}

TemplateValue template_member(const TemplateValue& value, std::string_view name) {
  const TemplateObject* object = value.as_object() != nullptr ? value.as_object() : value.as_namespace();
  const TemplateValue* member = object == nullptr ? nullptr : object->find(name);
  return member == nullptr ? TemplateValue() : *member;
}

Result<TemplateValue> template_item(const TemplateValue& value, const TemplateValue& index, TemplateBudget& budget) {
  if (value.is_undefined()) return template_error("an item of something undefined is asked for");
  if (const auto* key = index.as_text()) {
    if (const auto* object = value.as_object()) ONGGI_CHECK(budget.pay(object->members.size()));
    return template_member(value, key->bytes);
  }
  const auto* whole = index.as_integer();
  if (whole == nullptr) return TemplateValue();
  if (const auto* list = value.as_list()) {
    const auto length = static_cast<std::int64_t>(list->items.size());
    const std::int64_t at = *whole < 0 ? *whole + length : *whole;
    return at >= 0 && at < length ? list->items[static_cast<std::size_t>(at)] : TemplateValue();
  }
  const auto* text = value.as_text();
  if (text == nullptr) return TemplateValue();
  ONGGI_CHECK(budget.pay(text->size()));
  const auto begins = characters(text->bytes);
  const auto length = static_cast<std::int64_t>(begins.size()) - 1;
  const std::int64_t at = *whole < 0 ? *whole + length : *whole;
  if (at < 0 || at >= length) return TemplateValue();
  return slice_of_text(*text, begins, {at, at + 1, 1});
}

Result<TemplateValue> template_slice(const TemplateValue& value, const TemplateValue& begin, const TemplateValue& end,
                                     const TemplateValue& step, TemplateBudget& budget) {
  if (const auto* text = value.as_text()) {
    ONGGI_CHECK(budget.pay(text->size() * 16));
    const auto begins = characters(text->bytes);
    ONGGI_TRY(const Span span, span_of(static_cast<std::int64_t>(begins.size()) - 1, begin, end, step));
    return slice_of_text(*text, begins, span);
  }
  const auto* list = value.as_list();
  if (list == nullptr) return template_error(std::string(value.type()) + " cannot be cut");
  ONGGI_CHECK(budget.pay(list->items.size() * sizeof(TemplateValue)));
  ONGGI_TRY(const Span span, span_of(static_cast<std::int64_t>(list->items.size()), begin, end, step));
  TemplateItems items;
  for (std::int64_t i = span.begin; span.step > 0 ? i < span.end : i > span.end; i += span.step)
    items.push_back(list->items[static_cast<std::size_t>(i)]);
  return TemplateValue::list(std::move(items));
}

Result<bool> template_contains(const TemplateValue& whole, const TemplateValue& part, TemplateBudget& budget) {
  if (const auto* list = whole.as_list()) {
    for (const TemplateValue& item : list->items) {
      ONGGI_TRY(const bool same, template_equal(item, part, budget));
      if (same) return true;
    }
    return false;
  }
  if (whole.is_undefined()) return false;
  const auto* text = part.as_text();
  if (const auto* object = whole.as_object()) {
    ONGGI_CHECK(budget.pay(object->members.size()));
    return text != nullptr && object->find(text->bytes) != nullptr;
  }
  if (whole.as_text() == nullptr || text == nullptr)
    return template_error(std::string(whole.type()) + " cannot hold " + std::string(part.type()));
  ONGGI_CHECK(budget.pay(whole.as_text()->size()));
  return whole.as_text()->bytes.find(text->bytes) != std::string::npos;
}

Result<std::int64_t> template_length(const TemplateValue& value, TemplateBudget& budget) {
  if (value.is_undefined()) return 0;
  if (const auto* list = value.as_list()) return static_cast<std::int64_t>(list->items.size());
  if (const auto* object = value.as_object()) return static_cast<std::int64_t>(object->members.size());
  const auto* text = value.as_text();
  if (text == nullptr) return template_error(std::string(value.type()) + " has no length");
  ONGGI_CHECK(budget.pay(text->size()));
  return static_cast<std::int64_t>(count_code_points(text->bytes));
}

}  // namespace onggi::model
