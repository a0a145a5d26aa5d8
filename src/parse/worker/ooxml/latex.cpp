// OMML as LaTeX; see latex.h. Element names: ECMA-376 part 1, section 22.1.2.
#include "parse/worker/ooxml/latex.h"

#include <algorithm>
#include <array>

#include "document/document.h"
#include "parse/worker/flow/xml.h"
#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

constexpr auto kFunctions = std::to_array<std::string_view>(
    {"arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det",  "dim", "exp", "gcd",
     "inf",    "ker",    "lg",     "lim", "ln",  "log",  "max", "min",  "sec", "sin", "sinh", "sup", "tan", "tanh"});

constexpr auto kAccents = std::to_array<std::pair<char32_t, std::string_view>>({{U'\u0300', "\\grave"},
                                                                                {U'\u0301', "\\acute"},
                                                                                {U'\u0302', "\\hat"},
                                                                                {U'\u0303', "\\tilde"},
                                                                                {U'\u0304', "\\bar"},
                                                                                {U'\u0305', "\\overline"},
                                                                                {U'\u0306', "\\breve"},
                                                                                {U'\u0307', "\\dot"},
                                                                                {U'\u0308', "\\ddot"},
                                                                                {U'\u030C', "\\check"},
                                                                                {U'\u20D7', "\\vec"}});

char32_t first_character(std::string_view utf8, char32_t otherwise) {
  std::size_t offset = 0;
  return utf8.empty() ? otherwise : next_code_point(utf8, offset);
}

std::string braced(const std::string& text) { return "{" + text + "}"; }

class Writer {
 public:
  explicit Writer(std::int64_t& consumed) : consumed_(consumed) {}

  std::string write(const pugi::xml_node& node, std::int32_t depth) {
    const std::string_view name = local_name(node);
    if (depth <= 0) return flat(node);
    if (name == "t") return taken(direct_text(node));
    if (name == "r") return run(node, depth);
    if (name == "f") return fraction(node, depth);
    if (name == "sSup" || name == "sSub" || name == "sSubSup") return scripts(node, depth);
    if (name == "sPre") return "{}" + bounds(node, depth) + part(node, "e", depth);
    if (name == "nary") return n_ary(node, depth);
    if (name == "d") return fence(node, depth);
    if (name == "rad") return radical(node, depth);
    if (name == "m" || name == "eqArr") return rows(node, depth);
    return write_other(node, name, depth);
  }

 private:
  std::string write_other(const pugi::xml_node& node, std::string_view name, std::int32_t depth) {
    if (name == "func") return function(node, depth);
    if (name == "limLow") return part(node, "e", depth) + "_" + braced(part(node, "lim", depth));
    if (name == "limUpp") return part(node, "e", depth) + "^" + braced(part(node, "lim", depth));
    if (name == "acc") return accent(node, depth);
    if (name == "bar") return (property(node, "pos") == "top" ? "\\overline" : "\\underline") + argument(node, depth);
    if (name == "groupChr") return group(node, depth);
    if (name == "borderBox") return "\\boxed" + argument(node, depth);
    if (name.ends_with("Pr") || name == "ctrlPr") return {};
    return children(node, depth);
  }

  std::string taken(const std::string& text) {
    consumed_ += count_visible(text);
    return latex_text(text);
  }

  // Normal text inside of a formula (m:nor) stands as text.
  std::string run(const pugi::xml_node& node, std::int32_t depth) {
    if (!is_on(child(child(node, "rPr"), "nor"))) return children(node, depth);
    std::string text;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) == "t") text += direct_text(entry);
    }
    consumed_ += count_visible(text);
    return text.empty() ? text : "\\text" + braced(text);
  }

  std::string part(const pugi::xml_node& node, std::string_view name, std::int32_t depth) {
    const pugi::xml_node found = child(node, name);
    return found.empty() ? std::string() : trimmed(children(found, depth - 1));
  }
  std::string argument(const pugi::xml_node& node, std::int32_t depth) { return braced(part(node, "e", depth)); }

  static std::string trimmed(std::string text) {
    while (text.ends_with(' ') && !text.ends_with("\\ ")) text.pop_back();
    return text;
  }

  static std::string_view property(const pugi::xml_node& node, std::string_view name) {
    const std::string properties = std::string(local_name(node)) + "Pr";
    return attribute(child(child(node, properties), name), "val");
  }

  std::string fraction(const pugi::xml_node& node, std::int32_t depth) {
    const std::string upper = part(node, "num", depth);
    const std::string lower = part(node, "den", depth);
    const std::string_view type = property(node, "type");
    if (type == "lin" || type == "skw") return braced(upper) + "/" + braced(lower);
    return (type == "noBar" ? "\\genfrac{}{}{0pt}{}" : "\\frac") + braced(upper) + braced(lower);
  }

  std::string bounds(const pugi::xml_node& node, std::int32_t depth) {
    std::string out;
    if (const std::string lower = part(node, "sub", depth); !lower.empty()) out += "_" + braced(lower);
    if (const std::string upper = part(node, "sup", depth); !upper.empty()) out += "^" + braced(upper);
    return out;
  }
  std::string scripts(const pugi::xml_node& node, std::int32_t depth) {
    const std::string base = part(node, "e", depth);
    return (base.empty() ? "{}" : base) + bounds(node, depth);
  }

  std::string n_ary(const pugi::xml_node& node, std::int32_t depth) {
    const char32_t sign = first_character(property(node, "chr"), U'∫');
    std::string out(latex_command(sign));
    if (out.empty()) append_utf8(out, sign);
    return out + bounds(node, depth) + " " + part(node, "e", depth);
  }

  static std::string delimiter(const pugi::xml_node& properties, std::string_view name, std::string_view otherwise) {
    const pugi::xml_node found = child(properties, name);
    const std::string_view text = found.empty() ? otherwise : attribute(found, "val");
    if (text.empty()) return ".";
    const std::string_view command = latex_command(first_character(text, 0));
    return command.empty() ? std::string(text) : std::string(command) + " ";
  }

  std::string fence(const pugi::xml_node& node, std::int32_t depth) {
    const pugi::xml_node properties = child(node, "dPr");
    std::string inner;
    bool first = true;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) != "e") continue;
      if (!first) inner += delimiter(properties, "sepChr", "|");
      inner += trimmed(children(entry, depth - 1));
      first = false;
    }
    return "\\left" + delimiter(properties, "begChr", "(") + inner + "\\right" + delimiter(properties, "endChr", ")");
  }

  std::string radical(const pugi::xml_node& node, std::int32_t depth) {
    const std::string degree = part(node, "deg", depth);
    return "\\sqrt" + (degree.empty() ? "" : "[" + degree + "]") + argument(node, depth);
  }

  std::string function(const pugi::xml_node& node, std::int32_t depth) {
    std::string name = part(node, "fName", depth);
    const std::size_t end = std::min(name.find_first_of("_^"), name.size());
    if (std::ranges::find(kFunctions, std::string_view(name).substr(0, end)) != kFunctions.end()) name.insert(0, "\\");
    return name + braced(part(node, "e", depth));
  }

  std::string accent(const pugi::xml_node& node, std::int32_t depth) {
    const char32_t sign = first_character(property(node, "chr"), U'\u0302');
    const auto found = std::ranges::find(kAccents, sign, &std::pair<char32_t, std::string_view>::first);
    return std::string(found == kAccents.end() ? "\\hat" : found->second) + argument(node, depth);
  }

  std::string group(const pugi::xml_node& node, std::int32_t depth) {
    return (property(node, "pos") == "top" ? "\\overbrace" : "\\underbrace") + argument(node, depth);
  }

  std::string rows(const pugi::xml_node& node, std::int32_t depth) {
    const bool matrix = local_name(node) == "m";
    std::string inner;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) != (matrix ? "mr" : "e")) continue;
      if (!inner.empty()) inner += " \\\\ ";
      inner += matrix ? row(entry, depth - 1) : trimmed(children(entry, depth - 1));
    }
    return matrix ? "\\begin{matrix}" + inner + "\\end{matrix}" : "\\begin{array}{l}" + inner + "\\end{array}";
  }
  std::string row(const pugi::xml_node& node, std::int32_t depth) {
    std::string out;
    bool first = true;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) != "e") continue;
      if (!first) out += " & ";
      out += trimmed(children(entry, depth - 1));
      first = false;
    }
    return out;
  }

  std::string children(const pugi::xml_node& node, std::int32_t depth) {
    std::string out;
    for (const pugi::xml_node& entry : node.children()) out += write(entry, depth - 1);
    return out;
  }

  std::string flat(const pugi::xml_node& top) {
    std::string out = local_name(top) == "t" ? taken(direct_text(top)) : std::string();
    for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
      if (local_name(node) == "t") out += taken(direct_text(node));
    }
    return out;
  }

  std::int64_t& consumed_;
};

}  // namespace

std::string latex_of(const pugi::xml_node& node, std::int32_t depth, std::int64_t& consumed) {
  std::string out = Writer(consumed).write(node, depth);
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace onggi::parse::ooxml
