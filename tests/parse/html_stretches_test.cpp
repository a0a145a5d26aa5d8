// HTML cut into stretches: whatever the cuts, the elements are those of the whole.
#include "parse/worker/html/html_stretches.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "base/file.h"
#include "parse/worker/html/html_reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

void add_elements(std::string_view html, std::vector<std::string>& lines) {
  const ParseLimits limits;
  DocumentBuilder builder("text/html", limits);
  ASSERT_TRUE(append_html(html, limits, builder).has_value());
  const Result<Document> document = std::move(builder).finish();
  ASSERT_TRUE(document.has_value());
  for (const Element& element : document->elements) {
    std::string line = std::to_string(static_cast<int>(element.kind)) + " " + element.text;
    if (element.table)
      for (const Cell& cell : element.table->cells)
        line += " [" + std::to_string(cell.row) + "," + std::to_string(cell.column) + " " + cell.text + "]";
    lines.push_back(std::move(line));
  }
}

std::vector<std::string> elements_of(const std::string& html, std::size_t size_min, std::size_t& stretches) {
  std::vector<std::string> lines;
  HtmlStretches cut(html, size_min);
  stretches = 0;
  while (const auto stretch = cut.next()) {
    add_elements(*stretch, lines);
    ++stretches;
  }
  EXPECT_EQ(cut.done(), html.size());
  return lines;
}

class Pages {
 public:
  explicit Pages(std::uint64_t seed) : random_(seed) {}

  std::string page() {
    std::string html = "<!doctype html><title>쪽 <p> 하나</title><body>";
    for (int i = 0; i < 60; ++i) html += block(0);
    return html + (random_() % 2 == 0 ? "</body></html>" : "");
  }

 private:
  std::string words() { return "글 " + std::to_string(++number_) + (random_() % 4 == 0 ? " <b>굵은</b> 글" : ""); }

  std::string container(int depth) {
    static const std::vector<std::string> kNames = {"div", "section", "article", "main"};
    const std::string name = kNames[random_() % kNames.size()];
    std::string html = "<" + name + (random_() % 2 == 0 ? " class=\"a > b\">" : ">");
    for (std::size_t i = random_() % 5; i > 0; --i) html += block(depth + 1);
    if (random_() % 8 == 0) html += words();
    return html + (random_() % 10 == 0 ? "" : "</" + name + ">");  // some are never closed
  }

  std::string list() {
    std::string html = random_() % 2 == 0 ? "<ul>" : "<ol>";
    const std::string end = "</" + html.substr(1);
    for (std::size_t i = 1 + random_() % 4; i > 0; --i) html += "<li><p>" + words() + (i % 2 == 0 ? "<p>둘째" : "");
    return html + end;
  }

  std::string block(int depth) {
    switch (random_() % 9) {
      case 0:
        return "<h2>" + words() + "</h2>\n";
      case 1:
        return "<table><tr><th>" + words() + "<td><p>" + words() + "<tr><td>" + words() + "</table>";
      case 2:
        return list();
      case 3:
        return "<!-- <p> <div> --><script>if (a<p) b('</div>');</script>";
      case 4:
        return "<pre>\n<span>" + words() + "</span></pre>";
      case 5:
      case 6:
        return depth < 4 ? container(depth) : words();
      default:
        return "<p>" + words() + (random_() % 2 == 0 ? "</p>" : "");
    }
  }

  std::mt19937_64 random_;
  int number_ = 0;
};

class HtmlStretchesProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(HtmlStretchesProperty, GiveTheElementsOfTheWhole) {
  for (std::uint64_t i = 0; i < 40; ++i) {
    const std::string html = Pages(GetParam() * 1000 + i).page();
    std::vector<std::string> whole;
    add_elements(html, whole);
    ASSERT_GT(whole.size(), 10U);
    for (const std::size_t size_min : {std::size_t{1}, std::size_t{200}, std::size_t{1500}}) {
      std::size_t stretches = 0;
      EXPECT_EQ(elements_of(html, size_min, stretches), whole)
          << "seed " << GetParam() * 1000 + i << ", at least " << size_min << " bytes";
      EXPECT_GT(stretches, 1U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, HtmlStretchesProperty, testing::Range<std::uint64_t>(1, 6));

TEST(HtmlStretches, DoNotCutATableOrAList) {
  const std::string html = "<div><table><tr><td><p>가</p><p>나</p></table><p>다</p></div>";
  HtmlStretches cut(html, 1);
  EXPECT_EQ(cut.next(), "<div>");
  EXPECT_EQ(cut.next(), "<div><table><tr><td><p>가</p><p>나</p></table>");
  EXPECT_EQ(cut.next(), "<div><p>다</p></div>");
  EXPECT_EQ(cut.next(), std::nullopt);
}

TEST(HtmlStretches, GiveTheElementsOfRealPages) {
  const char* data = std::getenv("ONGGI_DATA");
  if (data == nullptr) GTEST_SKIP() << "ONGGI_DATA is not set";
  int pages = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(data) / "documents")) {
    if (entry.path().extension() != ".html" || entry.file_size() > (1U << 20U)) continue;
    const std::string html = decode_text(read_file(entry.path(), 1U << 20U).value()).utf8;
    std::vector<std::string> whole;
    add_elements(html, whole);
    std::size_t stretches = 0;
    EXPECT_EQ(elements_of(html, 2000, stretches), whole) << entry.path().filename();
    ++pages;
  }
  EXPECT_GT(pages, 50);
}

TEST(GuessContent, IsWhatSpansMostOfTheText) {
  const std::string text(1000, 'x');
  EXPECT_EQ(guess_content("<nav>a</nav><main>" + text + "</main>"), HtmlContent::main);
  EXPECT_EQ(guess_content("<main>a</main>" + text), HtmlContent::body);
  EXPECT_EQ(guess_content("<article>" + text + "</article>"), HtmlContent::article);
  EXPECT_EQ(guess_content("<article>" + text + "</article><article>b</article>"), HtmlContent::body);
  EXPECT_EQ(guess_content("<div role=\"main\">" + text + "</div>"), HtmlContent::main);
}

}  // namespace
}  // namespace onggi::parse
