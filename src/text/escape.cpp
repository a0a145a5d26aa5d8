// See escape.h.
#include "text/escape.h"

namespace onggi {

std::string escape_html(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char byte : text) {
    switch (byte) {
      case '&':
        html.append("&amp;");
        break;
      case '<':
        html.append("&lt;");
        break;
      case '>':
        html.append("&gt;");
        break;
      case '"':
        html.append("&quot;");
        break;
      default:
        html.push_back(byte);
    }
  }
  return html;
}

}  // namespace onggi
