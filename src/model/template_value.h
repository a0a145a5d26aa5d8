// Values of chat templates, and the budget that every step of one is paid from. Inside of room model.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace onggi::model {

/// Text whose every byte knows whether the template's author wrote it. What comes from messages, tools and documents
/// never counts as such, through whatever cutting, joining and replacing: only the author's bytes can be control
/// tokens.
struct MarkedText {
  std::string bytes;
  std::string own;  // as long as `bytes`: 1 where the author's, else 0

  static MarkedText of_template(std::string_view text) { return {std::string(text), std::string(text.size(), '\1')}; }
  static MarkedText from_outside(std::string_view text) { return {std::string(text), std::string(text.size(), '\0')}; }
  std::size_t size() const { return bytes.size(); }
  MarkedText part(std::size_t begin, std::size_t length = std::string::npos) const {
    return {bytes.substr(begin, length), own.substr(begin, length)};
  }
  MarkedText& operator+=(const MarkedText& more) {
    bytes += more.bytes;
    own += more.own;
    return *this;
  }
};

struct TemplateNode;
class TemplateValue;
using TemplateItems = std::vector<TemplateValue>;
using TemplateMembers = std::vector<std::pair<std::string, TemplateValue>>;  // in the order in which they were set

struct TemplateList {
  TemplateItems items;
  int depth = 1;
};

struct TemplateObject {
  TemplateMembers members;
  int depth = 1;
  bool is_namespace = false;  // can be changed, and stands in variables alone: so no value holds itself

  const TemplateValue* find(std::string_view key) const;
};

struct TemplateCallable;

/// A value as Jinja knows it. Copies share what is inside; nothing but namespaces changes once it is made.
class TemplateValue {
 public:
  struct Undefined {};
  struct None {};

  TemplateValue() : what_(Undefined{}) {}
  static TemplateValue none() { return TemplateValue(None{}); }
  static TemplateValue boolean(bool value) { return TemplateValue(value); }
  static TemplateValue integer(std::int64_t value) { return TemplateValue(value); }
  static TemplateValue real(double value) { return TemplateValue(value); }
  static TemplateValue text(MarkedText value) {
    return TemplateValue(std::make_shared<const MarkedText>(std::move(value)));
  }
  static TemplateValue outside(std::string_view value) { return text(MarkedText::from_outside(value)); }
  static TemplateValue own(std::string_view value) { return text(MarkedText::of_template(value)); }
  static TemplateValue list(TemplateItems items);
  static TemplateValue object(TemplateMembers members);
  static TemplateValue callable(TemplateCallable what);
  static TemplateValue space(TemplateMembers members);  // a namespace
  /// All its text counts as from outside.
  static TemplateValue of_json(const nlohmann::ordered_json& value);

  bool is_undefined() const { return std::holds_alternative<Undefined>(what_); }
  bool is_none() const { return std::holds_alternative<None>(what_); }
  const bool* as_boolean() const { return std::get_if<bool>(&what_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&what_); }
  const double* as_real() const { return std::get_if<double>(&what_); }
  const MarkedText* as_text() const { return pointed<const MarkedText>(); }
  const TemplateList* as_list() const { return pointed<const TemplateList>(); }
  const TemplateObject* as_object() const { return pointed<const TemplateObject>(); }
  TemplateObject* as_namespace() const;
  const TemplateCallable* as_callable() const { return pointed<const TemplateCallable>(); }
  bool is_number() const { return as_boolean() != nullptr || as_integer() != nullptr || as_real() != nullptr; }
  double number() const;  // of a boolean, an integer or a real; else 0
  bool truth() const;
  int depth() const;  // of lists and objects in each other; 0: neither
  std::string_view type() const;

 private:
  using What = std::variant<Undefined, None, bool, std::int64_t, double, std::shared_ptr<const MarkedText>,
                            std::shared_ptr<const TemplateList>, std::shared_ptr<const TemplateObject>,
                            std::shared_ptr<const TemplateCallable>, std::shared_ptr<TemplateObject>>;
  explicit TemplateValue(What what) : what_(std::move(what)) {}
  template <typename T>
  const T* pointed() const {
    const auto* found = std::get_if<std::shared_ptr<T>>(&what_);
    return found == nullptr ? nullptr : found->get();
  }

  What what_;
};

/// What can be called: a function or method by name, or a macro of the template.
struct TemplateCallable {
  std::string name;
  TemplateValue self;                   // of a method
  const TemplateNode* macro = nullptr;  // outlives the value: it belongs to the template that runs
};

constexpr int kTemplateValueDepthMax = 100;

/// Steps and bytes that one rendering may still use. All that loops or grows pays first, so a template that runs away
/// ends with an error in bounded time and memory.
class TemplateBudget {
 public:
  TemplateBudget(std::int64_t steps, std::int64_t bytes) : steps_(steps), bytes_(bytes) {}
  Result<void> pay(std::size_t bytes, std::size_t steps = 1);

 private:
  std::int64_t steps_, bytes_;
};

std::unexpected<Error> template_error(std::string_view what);

/// As Python compares: numbers by value, lists and objects by what they hold.
Result<bool> template_equal(const TemplateValue& left, const TemplateValue& right, TemplateBudget& budget);
/// Negative, 0 or positive. Errors: values that have no order.
Result<int> template_compare(const TemplateValue& left, const TemplateValue& right, TemplateBudget& budget);

/// As print shows it in Python; text stays as it is, marks included.
Result<MarkedText> template_text(const TemplateValue& value, TemplateBudget& budget);

struct TemplateJsonStyle {
  int indent = -1;  // -1: one line
  std::string comma = ", ", colon = ": ";
  bool ascii = false, sorted = false;
};
/// As json.dumps of Python writes it.
Result<std::string> template_json(const TemplateValue& value, const TemplateJsonStyle& style, TemplateBudget& budget);

std::string python_number(double value);

}  // namespace onggi::model
