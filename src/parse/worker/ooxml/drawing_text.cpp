// See drawing_text.h.
#include "parse/worker/ooxml/drawing_text.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/math.h"

namespace onggi::parse::ooxml {
namespace {

class ParagraphReader {
 public:
  ParagraphReader(std::int32_t depth_max, DocumentBuilder& builder) : depth_max_(depth_max), builder_(builder) {}

  TextLine read(const pugi::xml_node& node) {
    TextLine line;
    line.properties = child(node, "pPr");
    line.level = std::clamp(attribute_number(line.properties, "lvl", 0), 0, 8);
    children(node, 0);
    const bool only_formula = words_ == 0 && formulas_ > 0;
    line.text = only_formula ? plain_ : text_;
    if (only_formula) line.latex = latex_;
    builder_.count_in(only_formula ? plain_added_ : latex_added_);
    return line;
  }

 private:
  void children(const pugi::xml_node& parent, std::int32_t depth) {
    for (const pugi::xml_node& node : parent.children()) inline_node(node, depth + 1);
  }

  void inline_node(const pugi::xml_node& node, std::int32_t depth) {
    const std::string_view name = local_name(node);
    if (depth > depth_max_) return;  // what is missing then shows in the account
    if (name == "t") {
      const std::string text = direct_text(node);
      words_ += count_visible(text);
      text_ += text;
      plain_ += text;
    } else if (name == "br") {
      text_ += '\n';
    } else if (name == "oMath" || name == "oMathPara") {
      formula(node, depth);
    } else if (name == "AlternateContent") {
      const auto chosen = chosen_alternative(node);
      for (const pugi::xml_node& other : node.children()) {
        if (other != chosen) builder_.drop("duplicate_fallback", raw_drawing_text(other));
      }
      children(chosen, depth);
    } else if (name == "r" || name == "fld" || name == "m") {
      children(node, depth);
    }
  }

  void formula(const pugi::xml_node& node, std::int32_t depth) {
    const Formula formula = read_formula(node, depth_max_ - depth);
    ++formulas_;
    plain_ += formula.plain;
    latex_ += (latex_.empty() ? "" : " ") + formula.latex;
    text_ += "$" + formula.latex + "$";
    plain_added_ += formula.plain_added;
    latex_added_ += formula.latex_added + 2;
  }

  std::int32_t depth_max_;
  DocumentBuilder& builder_;
  std::string text_, plain_, latex_;
  std::int64_t words_ = 0, formulas_ = 0, plain_added_ = 0, latex_added_ = 0;
};

}  // namespace

pugi::xml_node chosen_alternative(const pugi::xml_node& alternate) {
  const auto choice = child(alternate, "Choice");
  return choice.empty() ? child(alternate, "Fallback") : choice;
}

std::vector<TextLine> read_text_body(const pugi::xml_node& body, std::int32_t depth_max, DocumentBuilder& builder) {
  std::vector<TextLine> lines;
  for (const pugi::xml_node& node : body.children()) {
    if (local_name(node) == "p") lines.push_back(ParagraphReader(depth_max, builder).read(node));
  }
  return lines;
}

std::string joined(const std::vector<TextLine>& lines) {
  std::string text;
  for (const TextLine& line : lines) {
    if (count_visible(line.text) == 0) continue;
    text += (text.empty() ? "" : "\n") + line.text;
  }
  return text;
}

std::string raw_drawing_text(const pugi::xml_node& top) {
  std::string text;
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    if (local_name(node) == "t") text += direct_text(node) + "\n";
  }
  return text;
}

}  // namespace onggi::parse::ooxml
