// The syntax of chat templates: Jinja as transformers sets it up (trim_blocks, lstrip_blocks, loop controls). Inside of
// room model. (Language: https://jinja.palletsprojects.com/templates.)
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/template_value.h"

namespace onggi::model {

enum class TemplateToken {
  text,
  block_begin,
  block_end,
  print_begin,
  print_end,
  name,
  string,
  integer,
  real,
  sign,
  end
};

struct TemplateLexeme {
  TemplateToken kind = TemplateToken::end;
  std::string text;
  int line = 1;
};

/// Cuts a template into lexemes; white space around blocks is gone as trim_blocks, lstrip_blocks, "-" and "+" say.
/// Errors: unsupported "chat_template".
Result<std::vector<TemplateLexeme>> template_lexemes(std::string_view source);

enum class TemplateKind {
  // statements
  text,          // text
  print,         // parts[0]
  block,         // parts: statements
  condition,     // parts[0] if, parts[1] block, parts[2] else block
  loop,          // names; parts[0] what, parts[1] block, parts[2] else block, parts[3] filter or null
  set,           // names; parts[0]
  set_member,    // names[0].names[1]; parts[0]
  set_block,     // names; parts[0] block
  macro,         // text name, names parameters, parts[0] block, parts[1..] defaults of the last parameters
  filter_block,  // parts[0] block, parts[1] filter without an operand
  stop_loop,
  next_round,
  // expressions
  literal,    // value
  name,       // text
  list,       // parts
  object,     // parts: key, value, key, value ...
  member,     // text; parts[0]
  item,       // parts[0], parts[1]
  slice,      // parts[0], then begin, end, step: each may be null
  call,       // parts[0], arguments; names: of the last arguments those that have one
  filter,     // text; parts[0] (null in a filter block), arguments; names
  test,       // text; parts[0], arguments; names
  negation,   // parts[0]
  sign,       // text; parts[0]
  operation,  // text; parts[0], parts[1]
  compare,    // names: operators; parts: one more than these
  choice,     // parts[0] if parts[1] else parts[2] (may be null)
};

struct TemplateNode {
  TemplateKind kind = TemplateKind::text;
  std::string text;
  TemplateValue value;
  std::vector<std::string> names;
  std::vector<std::unique_ptr<TemplateNode>> parts;
  int depth = 1;
};
using TemplateTree = std::unique_ptr<TemplateNode>;

constexpr std::size_t kTemplateBytesMax = 256U << 10U;  // the longest known are a tenth of it
constexpr int kTemplateDepthMax = 150;

/// The tree of a whole template. Errors: unsupported "chat_template" for what is no template, longer than 256 KiB,
/// nested deeper than 150, or uses what chat templates have no use for (include, import, extends).
Result<TemplateTree> parse_template(std::string_view source);

}  // namespace onggi::model
