// A model's own chat template: a Jinja program of whoever made the file, run with bounds. Inside of room model.
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "model/template_syntax.h"
#include "model/template_value.h"

namespace onggi::model {

/// Thread safe: each rendering has its own values.
///
/// A template is data of a stranger: it reaches nothing but the values given here (no files, no time but the date), and
/// ends within a number of steps and bytes that grows with what is put in. What does not parse, runs away or asks for
/// what is not known is an error; nothing crashes.
///
/// Known of Jinja: all that transformers' chat templates use but include, import, extends, recursive loops, call blocks
/// and extensions; upper and lower change ASCII letters alone.
class ChatTemplate {
 public:
  /// Errors: unsupported "chat_template".
  static Result<ChatTemplate> open(std::string_view source);

  /// The text that it writes, with each byte marked that its author wrote. `variables`: what it may read by name
  /// ("messages", "tools", "bos_token" ...). Errors: unsupported "chat_template"; invalid_argument "template_refused"
  /// when it calls raise_exception: roles that do not alternate, for instance.
  Result<MarkedText> render(TemplateMembers variables, std::time_t now) const;

 private:
  explicit ChatTemplate(std::shared_ptr<const TemplateNode> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const TemplateNode> tree_;  // shared by copies
};

}  // namespace onggi::model
