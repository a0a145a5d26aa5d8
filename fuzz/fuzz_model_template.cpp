// Any bytes as a chat template: a text whose marks are as long as itself, or an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/chat_template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using onggi::model::TemplateValue;
  const auto chat = onggi::model::ChatTemplate::open({reinterpret_cast<const char*>(data), size});
  if (!chat) return 0;
  const auto message =
      TemplateValue::object({{"role", TemplateValue::own("user")}, {"content", TemplateValue::outside("<|a|>")}});
  const auto text = chat->render({{"messages", TemplateValue::list({message})}, {"tools", TemplateValue::none()}}, 0);
  if (text && text->bytes.size() != text->own.size()) std::abort();
  return 0;
}
