// Office Math on one line; see math.h. Element names: ECMA-376 part 1, section 22.1.
#include "parse/worker/ooxml/math.h"

#include "document/document.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/latex.h"
#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

struct Math {
  std::int64_t& added;

  std::string sign(std::string_view characters) const {
    added += static_cast<std::int64_t>(count_code_points(characters));
    return std::string(characters);
  }
  // x → x, x+1 → (x+1): brackets only where they matter.
  std::string grouped(const std::string& text) const {
    return count_code_points(text) <= 1 ? text : sign("(") + text + sign(")");
  }
  std::string part(const pugi::xml_node& node, std::string_view name, std::int32_t depth) const {
    return text(child(node, name), depth - 1);
  }

  std::string script(const pugi::xml_node& node, std::int32_t depth) const {
    std::string result = part(node, "e", depth);
    if (const auto lower = part(node, "sub", depth); !lower.empty()) result += sign("_") + grouped(lower);
    if (const auto upper = part(node, "sup", depth); !upper.empty()) result += sign("^") + grouped(upper);
    return result;
  }
  std::string n_ary(const pugi::xml_node& node, std::int32_t depth) const {
    const std::string character(attribute(child(child(node, "naryPr"), "chr"), "val"));
    std::string result = sign(character.empty() ? "∫" : character);
    if (const auto lower = part(node, "sub", depth); !lower.empty()) result += sign("_") + grouped(lower);
    if (const auto upper = part(node, "sup", depth); !upper.empty()) result += sign("^") + grouped(upper);
    return result + " " + part(node, "e", depth);
  }
  std::string fence(const pugi::xml_node& node, std::int32_t depth) const {
    const auto properties = child(node, "dPr");
    const auto begin = child(properties, "begChr");
    const auto end = child(properties, "endChr");
    std::string inner;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) != "e") continue;
      if (!inner.empty()) inner += sign("|");
      inner += text(entry, depth - 1);
    }
    return sign(begin.empty() ? "(" : attribute(begin, "val")) + inner +
           sign(end.empty() ? ")" : attribute(end, "val"));
  }
  std::string radical(const pugi::xml_node& node, std::int32_t depth) const {
    const std::string degree = part(node, "deg", depth);
    return degree + sign("√") + grouped(part(node, "e", depth));
  }
  std::string children(const pugi::xml_node& node, std::int32_t depth) const {
    std::string result;
    for (const pugi::xml_node& entry : node.children()) result += text(entry, depth - 1);
    return result;
  }
  std::string rows(const pugi::xml_node& node, std::int32_t depth) const {
    std::string result;
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) != "mr" && local_name(entry) != "e") continue;
      if (!result.empty()) result += local_name(node) == "mr" ? sign(",") + " " : sign(";") + " ";
      result += local_name(entry) == "mr" ? rows(entry, depth - 1) : text(entry, depth - 1);
    }
    return result;
  }
  std::string flat(const pugi::xml_node& top) const {
    std::string result;
    for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
      if (local_name(node) == "t") result += direct_text(node);
    }
    return result;
  }
  std::string text(const pugi::xml_node& node, std::int32_t depth) const {
    const std::string_view name = local_name(node);
    if (depth <= 0) return flat(node);
    if (name == "t") return direct_text(node);
    if (name == "f") return grouped(part(node, "num", depth)) + sign("/") + grouped(part(node, "den", depth));
    if (name == "sSup" || name == "sSub" || name == "sSubSup" || name == "sPre") return script(node, depth);
    if (name == "nary") return n_ary(node, depth);
    if (name == "d") return fence(node, depth);
    if (name == "rad") return radical(node, depth);
    if (name == "m" || name == "eqArr") return rows(node, depth);
    if (name == "func") return part(node, "fName", depth) + " " + part(node, "e", depth);
    if (name.ends_with("Pr")) return {};
    return children(node, depth);
  }
};

}  // namespace

Formula read_formula(const pugi::xml_node& node, std::int32_t depth) {
  Formula formula;
  formula.plain = Math{formula.plain_added}.text(node, depth);
  std::int64_t consumed = 0;
  formula.latex = latex_of(node, depth, consumed);
  formula.latex_added = count_visible(formula.latex) - consumed;
  return formula;
}

}  // namespace onggi::parse::ooxml
