// What chat templates may call: functions, methods, filters and tests of Jinja and Python. Inside of room model.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "model/template_value.h"

namespace onggi::model {

struct TemplateArguments {
  TemplateItems values;
  TemplateMembers named;

  /// The one at `position` or under `name`; null when neither was given.
  const TemplateValue* find(std::size_t position, std::string_view name) const;
  /// Errors: there is none, or it is no such thing.
  Result<MarkedText> text(std::size_t position, std::string_view name) const;
  std::int64_t integer(std::size_t position, std::string_view name, std::int64_t otherwise) const;
  bool truth(std::size_t position, std::string_view name, bool otherwise) const;
};

struct TemplateWorld {
  TemplateBudget& budget;
  std::time_t now = 0;  // for strftime_now, shown in the machine's time zone
};

bool is_template_function(std::string_view name);
/// range, namespace, dict, raise_exception, strftime_now. raise_exception is an error of reason "template_refused",
/// which shows what the author wrote and nothing that came from outside.
Result<TemplateValue> call_template_function(std::string_view name, const TemplateArguments& arguments,
                                             TemplateWorld& world);

/// Of text, lists and objects; those that would change their object do not exist.
bool has_template_method(const TemplateValue& self, std::string_view name);
Result<TemplateValue> call_template_method(const TemplateValue& self, std::string_view name,
                                           const TemplateArguments& arguments, TemplateWorld& world);

Result<TemplateValue> apply_template_filter(std::string_view name, const TemplateValue& value,
                                            const TemplateArguments& arguments, TemplateWorld& world);
Result<bool> apply_template_test(std::string_view name, const TemplateValue& value, const TemplateArguments& arguments,
                                 TemplateWorld& world);

/// Items of a list, keys of an object, characters of a text; none of undefined.
Result<TemplateItems> template_items(const TemplateValue& value, TemplateBudget& budget);
/// value.name, without methods; undefined when there is none.
TemplateValue template_member(const TemplateValue& value, std::string_view name);
/// value[index]; undefined when there is none.
Result<TemplateValue> template_item(const TemplateValue& value, const TemplateValue& index, TemplateBudget& budget);
/// value[begin:end:step], each undefined or none where left out.
Result<TemplateValue> template_slice(const TemplateValue& value, const TemplateValue& begin, const TemplateValue& end,
                                     const TemplateValue& step, TemplateBudget& budget);
Result<bool> template_contains(const TemplateValue& whole, const TemplateValue& part, TemplateBudget& budget);
/// Characters of a text, items of a list or object. Errors: it has no length.
Result<std::int64_t> template_length(const TemplateValue& value, TemplateBudget& budget);

}  // namespace onggi::model
