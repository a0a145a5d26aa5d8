// Text in markup: what a browser reads out of it is the text.
#include "text/escape.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

TEST(Escape, TextStandsInElementsAndInQuotedAttributes) {
  EXPECT_EQ(escape_html(R"(<a href="x">R&D</a>)"), "&lt;a href=&quot;x&quot;&gt;R&amp;D&lt;/a&gt;");
  EXPECT_EQ(escape_html("계약 &amp; 해지"), "계약 &amp;amp; 해지");  // a reference in a text is text
  EXPECT_EQ(escape_html("계약 기간은 2년이다.\n'갑'"), "계약 기간은 2년이다.\n'갑'");
}

}  // namespace
}  // namespace onggi
