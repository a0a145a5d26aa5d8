// A file that gives nothing says why, whichever reader it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

std::vector<std::string> warnings_of(std::string_view bytes, std::string_view name) {
  const auto document = read_document(bytes, name, {}, {});
  EXPECT_TRUE(document.has_value()) << document.error().message;
  std::vector<std::string> warnings;
  for (const Warning& warning : document->warnings) warnings.push_back(warning.code + ": " + warning.detail);
  return warnings;
}

TEST(Silence, AFileWithoutTextIsNamed) {
  using testing::ElementsAre;
  using testing::HasSubstr;
  EXPECT_THAT(warnings_of(" \n\t\n", "blank.txt"), ElementsAre(HasSubstr("no_text: the file is sound")));
  EXPECT_THAT(warnings_of("<html><body></body></html>", "blank.html"),
              ElementsAre(HasSubstr("no_text: the file is sound")));
  EXPECT_THAT(warnings_of("<html><body><script>f()</script></body></html>", "only_script.html"),
              ElementsAre(HasSubstr("no_text: all of its text was left out")));
  EXPECT_THAT(warnings_of("<html><body><p>\xea\xb8\x80</p></body></html>", "text.html"), ElementsAre());
}

}  // namespace
}  // namespace onggi::parse
