// JSON schema (draft 2020-12, and what OpenAI's clients and pydantic write) as a grammar.
//
// Each kind of value has the keywords that it knows; any other one is refused by name. Properties come in the order of
// the schema: that is how models are asked to think in steps ("reasoning" before "answer").
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/json_depth.h"
#include "model/grammar.h"

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kSchemaBytesMax = 64U << 10U;
constexpr int kDepthMax = 40;
constexpr std::size_t kRulesMax = 4096;
// What a model may go on with is looked at for each way that is open: these bound how many there are.
constexpr std::size_t kValuesMax = 1000;
constexpr std::size_t kCasesMax = 64;
constexpr std::size_t kPropertiesMax = 256;

// What says nothing about which values are valid.
const std::set<std::string, std::less<>> kNotes = {
    "title", "description", "default",    "examples", "$schema",   "$id",          "$comment",
    "$defs", "definitions", "deprecated", "readOnly", "writeOnly", "externalDocs", "discriminator"};
const std::set<std::string, std::less<>> kOfStrings = {"minLength", "maxLength", "pattern", "format"};
const std::set<std::string, std::less<>> kOfNumbers = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
                                                       "multipleOf"};
const std::set<std::string, std::less<>> kOfArrays = {"items", "prefixItems", "minItems", "maxItems"};
const std::set<std::string, std::less<>> kOfObjects = {"properties", "required", "additionalProperties",
                                                       "minProperties", "maxProperties"};

constexpr std::string_view kDate =
    R"([0-9]{4} "-" (("01" | "03" | "05" | "07" | "08" | "10" | "12") "-" ("0" [1-9] | [12] [0-9] | "3" [01]) | ("04" | "06" | "09" | "11") "-" ("0" [1-9] | [12] [0-9] | "30") | "02-" ("0" [1-9] | "1" [0-9] | "2" [0-8])))";
constexpr std::string_view kClock = R"(([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,6})?)";
constexpr std::string_view kZone = R"(("Z" | [-+] ([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9]))";
constexpr std::string_view kHostLabel = R"([a-z0-9] ([a-z0-9-]{0,20} [a-z0-9])?)";

/// The strings of a format, without quotes; empty when it is not one of these.
std::string grammar_of_format(std::string_view format) {
  const std::string clock(kClock), zone(kZone), label = "(" + std::string(kHostLabel) + ")";
  std::string date(kDate), host = label + " (\".\" " + label + "){1,4}";
  if (format == "date") return date;
  if (format == "time") return clock + " " + zone;
  if (format == "date-time") return date + " \"T\" " + clock + " " + zone;
  if (format == "uuid") return R"([0-9a-f]{8} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{12})";
  if (format == "hostname") return host;
  if (format == "email") return R"([a-z0-9] ([a-z0-9_.+-]{0,30} [a-z0-9])? "@" )" + host;
  if (format == "uri") return R"("http" "s"? "://" )" + host + R"( ("/" [a-zA-Z0-9._~-]{0,40}){0,6})";
  if (format == "ipv4") {
    const std::string byte = R"(("25" [0-5] | "2" [0-4] [0-9] | "1" [0-9] [0-9] | [1-9]? [0-9]))";
    return byte + " (\".\" " + byte + "){3}";
  }
  if (format == "duration") return R"("P" ([0-9]{1,4} "D" | "T" [0-9]{1,4} [HMS]))";
  return "";
}

std::string quoted(const std::string& inside) { return R"("\"" )" + inside + R"( "\"")"; }

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (const std::string_view part : parts) result += part;
  return result;
}

std::string in_group(const std::string& ways) { return "(" + ways + ")"; }

std::unexpected<Error> refuse(std::string_view keyword, std::string_view why) {
  return fail(ErrorCode::invalid_argument, "the schema's \"" + std::string(keyword) + "\" " + std::string(why));
}

class SchemaReader {
 public:
  SchemaReader(GrammarBuilder& grammar, const json& root) : grammar_(grammar), root_(root) {}

  Result<std::string> read() { return rule_at("#", root_, 0); }

 private:
  /// Schemas that are referred to become rules once, so recursion is a rule that names itself.
  Result<std::string> rule_at(const std::string& place, const json& schema, int depth) {
    if (const auto found = places_.find(place); found != places_.end()) return found->second;
    // The name must be known before the body: reserve it by its number.
    std::string name = grammar_.add_rule("at", "");
    places_[place] = name;
    ONGGI_TRY(std::string body, value(schema, depth));
    grammar_.set_rule(name, std::move(body));
    return name;
  }

  Result<std::string> value(const json& schema, int depth) {
    if (depth > kDepthMax) return refuse("properties", "is nested deeper than 40 levels");
    if (grammar_.rules() > kRulesMax) return refuse("properties", "needs more than 4096 rules");
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) return refuse("false", "lets nothing through");
      return grammar_.any_value();
    }
    if (!schema.is_object()) return fail(ErrorCode::invalid_argument, "a schema is an object or true");
    for (const char* combining : {"$ref", "const", "enum", "anyOf", "oneOf", "allOf"})
      if (schema.contains(combining)) return combined(schema, combining, depth);
    return typed(schema, depth);
  }

  /// Only notes (and a type that agrees by itself) may stand beside `keyword`.
  static Result<void> check_alone(const json& schema, std::string_view keyword, bool with_type) {
    for (const auto& [name, ignored] : schema.items())
      if (name != keyword && !is_note(name) && !(with_type && name == "type"))
        return refuse(name, "cannot be kept beside \"" + std::string(keyword) + "\"");
    return {};
  }

  static bool is_note(const std::string& name) { return kNotes.contains(name) || name.starts_with("x-"); }

  Result<std::string> combined(const json& schema, const std::string& keyword, int depth) {
    const json& inner = schema.at(keyword);
    if (keyword == "const" || keyword == "enum") {
      ONGGI_CHECK(check_alone(schema, keyword, true));
      return literals(schema, keyword == "const" ? json::array({inner}) : inner, keyword);
    }
    ONGGI_CHECK(check_alone(schema, keyword, false));
    if (keyword == "$ref") return reference(inner, depth);
    if (!inner.is_array() || inner.empty()) return refuse(keyword, "must be a list of schemas");
    if (inner.size() > kCasesMax) return refuse(keyword, "has more than 64 cases");
    if (keyword == "allOf") return all_of(inner, depth);
    if (keyword == "oneOf" && !is_disjoint(inner))
      return refuse("oneOf", "has cases that may overlap: give them different types or a property with a const");
    std::string ways;
    for (const json& one : inner) {
      ONGGI_TRY(const std::string way, value(one, depth + 1));
      ways += (ways.empty() ? "" : " | ") + way;
    }
    return in_group(ways);
  }

  Result<std::string> literals(const json& schema, const json& values, const std::string& keyword) {
    if (!values.is_array() || values.empty()) return refuse(keyword, "must be a list of values");
    if (values.size() > kValuesMax) return refuse(keyword, "has more than 1000 values");
    std::vector<std::string> texts;
    for (const json& one : values)
      if (!schema.contains("type") || has_type(one, schema.at("type")))
        texts.push_back(one.dump(-1, ' ', false, json::error_handler_t::replace));
    if (texts.empty()) return refuse(keyword, "has no value of the type beside it");
    return grammar_.add_rule(keyword, grammar_of_texts(std::move(texts)));
  }

  static bool has_type(const json& value, const json& type) {
    if (type.is_array()) return std::ranges::any_of(type, [&](const json& one) { return has_type(value, one); });
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_boolean();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
  }

  /// The schema behind a reference into the same text, however many lie between. Null when there is none.
  const json* resolve(const json* schema) const {
    for (int hops = 0; hops < kDepthMax; ++hops) {
      if (!schema->is_object() || !schema->contains("$ref")) return schema;
      const json& reference = schema->at("$ref");
      if (!reference.is_string()) return nullptr;
      schema = target(reference.get<std::string>());
      if (schema == nullptr) return nullptr;
    }
    return nullptr;
  }

  const json* target(const std::string& reference) const {
    if (!reference.starts_with('#')) return nullptr;
    const json* at = &root_;
    std::size_t from = 1;
    while (from < reference.size()) {
      if (reference[from] != '/') return nullptr;
      const std::size_t next = std::min(reference.find('/', from + 1), reference.size());
      const std::string key = unescaped(reference.substr(from + 1, next - from - 1));
      if (!at->is_object() || !at->contains(key)) return nullptr;
      at = &at->at(key);
      from = next;
    }
    return at;
  }

  /// RFC 6901: "~1" is a slash, "~0" a tilde.
  static std::string unescaped(std::string key) {
    for (const auto& [from, to] : {std::pair<std::string_view, char>{"~1", '/'}, {"~0", '~'}})
      for (std::size_t at = key.find(from); at != std::string::npos; at = key.find(from, at + 1))
        key.replace(at, from.size(), 1, to);
    return key;
  }

  Result<std::string> reference(const json& place, int depth) {
    if (!place.is_string()) return refuse("$ref", "must be a string");
    const json* schema = target(place.get<std::string>());
    if (schema == nullptr) return refuse("$ref", "points to nothing within the schema");
    return rule_at(place.get<std::string>(), *schema, depth + 1);
  }

  /// Objects that add their properties; anything else beside each other is refused.
  Result<std::string> all_of(const json& parts, int depth) {
    if (parts.size() == 1) return value(parts.front(), depth + 1);
    json merged = {{"type", "object"}, {"properties", json::object()}, {"required", json::array()}};
    for (const json& part : parts) {
      const json* one = resolve(&part);
      if (one == nullptr || !one->is_object() || one->value("type", json("object")) != "object")
        return refuse("allOf", "may only join objects");
      ONGGI_CHECK(merge(merged, *one));
    }
    return value(merged, depth + 1);
  }

  static Result<void> merge(json& merged, const json& one) {
    for (const auto& [name, content] : one.items()) {
      if (is_note(name) || name == "type") continue;
      if (name == "properties" && content.is_object()) {
        for (const auto& [property, schema] : content.items()) {
          if (merged["properties"].contains(property)) return refuse("allOf", "names a property twice");
          merged["properties"][property] = schema;
        }
      } else if (name == "required" && content.is_array()) {
        for (const json& property : content) merged["required"].push_back(property);
      } else {
        return refuse(name, "cannot be kept within \"allOf\"");
      }
    }
    return {};
  }

  /// Whether no value can be valid against two of them.
  bool is_disjoint(const json& cases) const {
    for (std::size_t left = 0; left < cases.size(); ++left)
      for (std::size_t right = left + 1; right < cases.size(); ++right)
        if (!excludes(resolve(&cases[left]), resolve(&cases[right]))) return false;
    return true;
  }

  bool excludes(const json* left, const json* right) const {
    if (left == nullptr || right == nullptr || !left->is_object() || !right->is_object()) return false;
    if (const auto a = fixed(*left), b = fixed(*right); a && b)
      return std::ranges::none_of(*a, [&](const json& one) { return std::ranges::find(*b, one) != b->end(); });
    const json a = left->value("type", json()), b = right->value("type", json());
    if (!a.is_string() || !b.is_string()) return false;
    const auto is_number = [](const json& type) { return type == "integer" || type == "number"; };
    if (a != b) return !(is_number(a) && is_number(b));
    return a == "object" && differ_in_a_property(*left, *right);
  }

  static std::optional<std::vector<json>> fixed(const json& schema) {
    if (schema.contains("const")) return std::vector<json>{schema.at("const")};
    if (schema.contains("enum") && schema.at("enum").is_array())
      return std::vector<json>(schema.at("enum").begin(), schema.at("enum").end());
    return {};
  }

  bool differ_in_a_property(const json& left, const json& right) const {
    const json ours = left.value("properties", json::object()), theirs = right.value("properties", json::object());
    const json needed = left.value("required", json::array()), wanted = right.value("required", json::array());
    for (const auto& [name, schema] : ours.items()) {
      if (!theirs.contains(name)) continue;
      const bool both_need = std::ranges::find(needed, json(name)) != needed.end() &&
                             std::ranges::find(wanted, json(name)) != wanted.end();
      const auto a = fixed(schema), b = fixed(theirs.at(name));
      if (both_need && a && b && excludes(&schema, &theirs.at(name))) return true;
    }
    return false;
  }

  Result<std::string> typed(const json& schema, int depth) {
    json types = schema.value("type", json());
    if (types.is_null()) types = guessed(schema);
    if (types.is_null()) {
      ONGGI_CHECK(check_alone(schema, "type", false));
      return grammar_.any_value();
    }
    if (types.is_string()) types = json::array({types});
    if (!types.is_array() || types.empty()) return refuse("type", "must be a name or a list of names");
    ONGGI_CHECK(check_keywords(schema, types));
    std::string ways;
    for (const json& type : types) {
      ONGGI_TRY(const std::string way, of_type(schema, type, depth));
      ways += (ways.empty() ? "" : " | ") + way;
    }
    return types.size() == 1 ? ways : in_group(ways);
  }

  /// Without a type, keywords of one kind of value say nothing about others; that kind is what was meant.
  static json guessed(const json& schema) {
    for (const auto& [type, keywords] :
         {std::pair<const char*, const std::set<std::string, std::less<>>*>{"object", &kOfObjects},
          {"array", &kOfArrays},
          {"string", &kOfStrings},
          {"number", &kOfNumbers}})
      for (const std::string& keyword : *keywords)
        if (schema.contains(keyword)) return type;
    return {};
  }

  static Result<void> check_keywords(const json& schema, const json& types) {
    for (const auto& [name, ignored] : schema.items()) {
      if (name == "type" || is_note(name)) continue;
      const bool known = kOfStrings.contains(name) || kOfNumbers.contains(name) || kOfArrays.contains(name) ||
                         kOfObjects.contains(name);
      if (!known) return refuse(name, "is not known or cannot be kept here");
    }
    for (const json& type : types)
      if (!type.is_string()) return refuse("type", "must be a name or a list of names");
    return {};
  }

  Result<std::string> of_type(const json& schema, const json& type, int depth) {
    if (type == "null") return std::string("\"null\"");
    if (type == "boolean") return std::string(R"(("true" | "false"))");
    if (type == "string") return of_string(schema);
    if (type == "integer") return of_integer(schema);
    if (type == "number") return of_number(schema);
    if (type == "array") return of_array(schema, depth);
    if (type == "object") return of_object(schema, depth);
    return refuse("type", "names no type of JSON");
  }

  /// A count among the keywords; -1: not there.
  static Result<std::int64_t> count(const json& schema, const char* name) {
    if (!schema.contains(name)) return -1;
    const json& number = schema.at(name);
    if (!number.is_number_integer() || number.get<std::int64_t>() < 0) return refuse(name, "must be a count");
    if (number.get<std::int64_t>() > kGrammarRepetitionsMax) return refuse(name, "is more than 1000");
    return number.get<std::int64_t>();
  }

  struct Counts {
    std::int64_t least = 0, most = -1;  // -1: open
  };
  static Result<Counts> counts(const json& schema, const char* least, const char* most) {
    ONGGI_TRY(const std::int64_t low, count(schema, least));
    ONGGI_TRY(const std::int64_t high, count(schema, most));
    const Counts result{.least = std::max<std::int64_t>(low, 0), .most = high};
    if (high >= 0 && high < result.least) return refuse(most, "is less than the least");
    return result;
  }
  static std::string times(std::int64_t least, std::int64_t most) {
    if (least == 0 && most < 0) return "*";
    return "{" + std::to_string(least) + "," + (most < 0 ? "" : std::to_string(most)) + "}";
  }

  Result<std::string> of_string(const json& schema) {
    const std::string character = grammar_.string_character();
    ONGGI_TRY(const Counts length, counts(schema, "minLength", "maxLength"));
    const bool counted = schema.contains("minLength") || schema.contains("maxLength");
    for (const char* shape : {"pattern", "format"}) {
      if (!schema.contains(shape)) continue;
      if (!schema.at(shape).is_string()) return refuse(shape, "must be a string");
      if (counted) return refuse(shape, "cannot be kept beside a length");
      if (schema.contains("pattern") && schema.contains("format"))
        return refuse("format", "cannot be kept beside a pattern");
      return shaped(schema, shape);
    }
    return quoted(character + times(length.least, length.most));
  }

  Result<std::string> shaped(const json& schema, const std::string& shape) {
    const auto text = schema.at(shape).get<std::string>();
    if (shape == "pattern") {
      ONGGI_TRY(const std::string inside, grammar_of_pattern(text, grammar_.string_character()));
      return grammar_.add_rule("pattern", quoted(inside));
    }
    const std::string inside = grammar_of_format(text);
    if (inside.empty()) return refuse("format", "names a form that cannot be kept here");
    return grammar_.add_rule("format", quoted(inside));
  }

  /// The bounds that a schema gives, and whether they belong to it.
  struct Bounds {
    std::optional<double> low, high;
    bool low_open = false, high_open = false;
  };
  static Result<Bounds> bounds(const json& schema) {
    Bounds result;
    for (const char* name : {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"}) {
      if (!schema.contains(name)) continue;
      const json& number = schema.at(name);
      const bool exclusive = std::string_view(name).starts_with("exclusive");
      const bool is_low = std::string_view(name).ends_with("inimum");
      if (!number.is_number()) return refuse(name, "must be a number");
      const double bound = number.get<double>();
      if (std::abs(bound) > 1e15) return refuse(name, "is beyond 16 digits");
      auto& edge = is_low ? result.low : result.high;
      bool& open = is_low ? result.low_open : result.high_open;
      const bool tighter = !edge || (is_low ? bound > *edge : bound < *edge) || (bound == *edge && exclusive);
      if (tighter) edge = bound, open = exclusive;
    }
    return result;
  }

  Result<std::string> of_integer(const json& schema) {
    if (schema.contains("multipleOf") && schema.at("multipleOf") != 1)
      return refuse("multipleOf", "cannot be kept here");
    ONGGI_TRY(const Bounds range, bounds(schema));
    std::int64_t low = INT64_MIN, high = INT64_MAX;
    if (range.low) {
      const double least = std::ceil(*range.low);
      low = static_cast<std::int64_t>(least) + (range.low_open && least == *range.low ? 1 : 0);
    }
    if (range.high) {
      const double most = std::floor(*range.high);
      high = static_cast<std::int64_t>(most) - (range.high_open && most == *range.high ? 1 : 0);
    }
    if (low > high) return refuse("maximum", "is below the minimum");
    return in_group(grammar_of_integers(low, high));
  }

  /// Between whole bounds: whole parts and fractions, each side of zero by itself.
  Result<std::string> of_number(const json& schema) {
    if (schema.contains("multipleOf")) return refuse("multipleOf", "cannot be kept here");
    ONGGI_TRY(const Bounds range, bounds(schema));
    grammar_.any_value();
    if (!range.low && !range.high) return std::string("number");
    for (const auto& [edge, name] : {std::pair{range.low, "minimum"}, std::pair{range.high, "maximum"}})
      if (edge && *edge != std::floor(*edge)) return refuse(name, "of a number can only be kept when it is whole");
    const double infinite = std::numeric_limits<double>::infinity();
    const double low = range.low.value_or(-infinite), high = range.high.value_or(infinite);
    std::string ways;
    add_magnitudes(ways, "\"-\" ", {std::max(-high, 0.0), -low, -high >= 0 && range.high_open, range.low_open});
    add_magnitudes(ways, "", {std::max(low, 0.0), high, low >= 0 && range.low_open, range.high_open});
    if (ways.empty()) return refuse("maximum", "leaves no number");
    return in_group(ways);
  }

  struct Magnitudes {
    double low, high;
    bool low_open, high_open;
  };
  static void add_magnitudes(std::string& ways, const std::string& sign, const Magnitudes& range) {
    const auto add = [&](const std::string& way) { ways += (ways.empty() ? "" : " | ") + sign + way; };
    if (range.high < range.low || (range.high == range.low && (range.low_open || range.high_open))) return;
    const auto low = static_cast<std::int64_t>(range.low);
    const bool endless = std::isinf(range.high);
    const std::int64_t high = endless ? INT64_MAX : static_cast<std::int64_t>(range.high);
    if (!range.high_open && !endless) add(grammar_literal(std::to_string(high)) + R"( ("." "0"{1,4})?)");
    if (high == low) return;
    if (range.low_open) add(grammar_literal(std::to_string(low)) + R"( "." "0"{0,8} [1-9] [0-9]{0,8})");
    const std::int64_t first = range.low_open ? low + 1 : low, last = endless ? INT64_MAX : high - 1;
    if (first <= last) add(in_group(grammar_of_integers(first, last)) + R"( ("." [0-9]{1,16})?)");
  }

  Result<std::string> of_array(const json& schema, int depth) {
    ONGGI_TRY(Counts length, counts(schema, "minItems", "maxItems"));
    grammar_.any_value();
    if (schema.contains("prefixItems")) return of_tuple(schema, length, depth);
    const json items = schema.value("items", json(true));
    if (items.is_boolean() && !items.get<bool>()) length.most = 0;
    if (length.most == 0 && length.least == 0) return std::string(R"("[" space "]")");
    ONGGI_TRY(const std::string body, value(items, depth + 1));
    const std::string item = grammar_.add_rule("item", body);
    const std::string more = "(\",\" space " + item + " space)" +
                             times(std::max<std::int64_t>(length.least - 1, 0), length.most < 0 ? -1 : length.most - 1);
    const std::string filled = item + " space " + more;
    return in_group(R"("[" space )" + (length.least > 0 ? filled : "(" + filled + ")?") + R"( "]")");
  }

  Result<std::string> of_tuple(const json& schema, const Counts& length, int depth) {
    const json& parts = schema.at("prefixItems");
    const auto size = parts.is_array() ? static_cast<std::int64_t>(parts.size()) : 0;
    if (size == 0) return refuse("prefixItems", "must be a list of schemas");
    if (length.least > size || (length.most >= 0 && length.most < size))
      return refuse("prefixItems", "does not fit to the number of items");
    std::string result = R"("[" space )";
    for (std::size_t index = 0; index < parts.size(); ++index) {
      ONGGI_TRY(const std::string item, value(parts[index], depth + 1));
      result += (index == 0 ? "" : "\",\" space ") + item + " space ";
    }
    return in_group(result + "\"]\"");
  }

  struct Property {
    std::string rule;  // key and value
    bool required = false;
  };

  Result<std::string> of_object(const json& schema, int depth) {
    grammar_.any_value();
    const json listed = schema.value("properties", json::object());
    if (!listed.is_object()) return refuse("properties", "must be an object");
    if (listed.size() > kPropertiesMax) return refuse("properties", "has more than 256 names");
    ONGGI_TRY(const auto required, names_of(schema));
    ONGGI_TRY(const Counts size, counts(schema, "minProperties", "maxProperties"));
    const json others = schema.value("additionalProperties", json(true));
    if (listed.empty() && required.empty()) return of_map(others, size, depth);
    std::vector<Property> properties;
    for (const auto& [name, inner] : listed.items()) {
      ONGGI_TRY(auto property, property_of(name, inner, required.contains(name), depth));
      properties.push_back(std::move(property));
    }
    for (const std::string& name : required) {
      if (listed.contains(name)) continue;
      if (others == json(false)) return refuse("required", "names a property that is not allowed");
      ONGGI_TRY(auto property, property_of(name, others, true, depth));
      properties.push_back(std::move(property));
    }
    if (size.least > static_cast<std::int64_t>(required.size())) return refuse("minProperties", "cannot be kept here");
    if (size.most >= 0 && size.most < static_cast<std::int64_t>(properties.size()))
      return refuse("maxProperties", "cannot be kept here");
    return object_of(properties);
  }

  static Result<std::set<std::string>> names_of(const json& schema) {
    std::set<std::string> names;
    const json required = schema.value("required", json::array());
    if (!required.is_array()) return refuse("required", "must be a list of names");
    for (const json& name : required) {
      if (!name.is_string()) return refuse("required", "must be a list of names");
      names.insert(name.get<std::string>());
    }
    return names;
  }

  Result<Property> property_of(const std::string& name, const json& inner, bool required, int depth) {
    ONGGI_TRY(const std::string body, value(inner, depth + 1));
    const std::string key = grammar_literal(json(name).dump(-1, ' ', false, json::error_handler_t::replace));
    return Property{.rule = grammar_.add_rule(name, key + " space \":\" space " + body + " space"),
                    .required = required};
  }

  /// Optional properties may be left out, each by itself, the order staying: rules from the back, two for each place
  /// ("something stands before" and "nothing does yet"), so the size grows only with the number of properties.
  std::string object_of(const std::vector<Property>& properties) {
    std::string after = "\"\"", first = "\"\"";
    for (auto property = properties.rbegin(); property != properties.rend(); ++property) {
      const std::string& rule = property->rule;
      const std::string begun = joined({rule, " ", after});
      const std::string going =
          property->required ? joined({R"("," space )", begun}) : joined({R"(("," space )", rule, ")? ", after});
      first = grammar_.add_rule("first", property->required ? begun : joined({begun, " | ", first}));
      after = grammar_.add_rule("then", going);
    }
    return in_group(R"("{" space )" + first + R"( "}")");
  }

  /// Any names. The same name may come twice, so a least count beyond one is more than a grammar can promise.
  Result<std::string> of_map(const json& others, const Counts& size, int depth) {
    if (size.least > 1) return refuse("minProperties", "cannot be kept here");
    if (others == json(false) || size.most == 0) {
      if (size.least > 0) return refuse("minProperties", "cannot be kept here");
      return std::string(R"("{" space "}")");
    }
    ONGGI_TRY(const std::string body, value(others, depth + 1));
    const std::string entry = grammar_.add_rule("entry", "string space \":\" space " + body + " space");
    const std::string filled = entry + " (\",\" space " + entry + ")" + times(0, size.most < 0 ? -1 : size.most - 1);
    return in_group(R"("{" space )" + (size.least > 0 ? filled : "(" + filled + ")?") + R"( "}")");
  }

  GrammarBuilder& grammar_;
  const json& root_;
  std::map<std::string, std::string> places_;
};

}  // namespace

Result<std::string> GrammarBuilder::add_schema(std::string_view schema_json) {
  if (schema_json.size() > kSchemaBytesMax)
    return fail(ErrorCode::invalid_argument, "the schema is longer than 64 KiB");
  if (json_depth(schema_json) > 4 * kDepthMax) return refuse("properties", "is nested deeper than 40 levels");
  const json schema = json::parse(schema_json, nullptr, false);
  if (schema.is_discarded() || !(schema.is_object() || schema.is_boolean()))
    return fail(ErrorCode::invalid_argument, "the schema is not an object of JSON");
  return SchemaReader(*this, schema).read();
}

}  // namespace onggi::model
