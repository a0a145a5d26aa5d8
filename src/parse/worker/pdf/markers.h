// What stands at the beginning of a paragraph and says what it is: list markers, section numbers, caption labels.
#pragma once

#include <cstdint>
#include <string_view>

namespace onggi::parse::pdf {

/// "1." "1)" "(1)" "가." "가)" "(가)" "a)" "①" "-" "•" "○" ... with white space behind. Depth: the usual order of
/// Korean official writing (1. 가. 1) 가) (1) (가) ①, 행정업무의 운영 및 혁신에 관한 규정 시행규칙 제2조), bullets 1;
/// 0: none.
std::int32_t marker_depth(std::string_view text);

/// Begins with a bullet: an item, whatever it looks like.
bool has_bullet(std::string_view text);
/// "참고", "주의", "Note": the label of a box, no heading.
bool is_admonition(std::string_view text);

/// How deep a section number is, for comparison with others of the same document: "제1편" 1, "제1장" 2, "제2절" 3,
/// "제1관" 4, "제3조(정의)" 5; "Ⅰ." 2, "1" and "1." 3, "1.2" 4, "1.2.3" 5; "Chapter 1" 2, "Appendix A" 2; 0: none.
std::int32_t number_depth(std::string_view text);
/// As above for numbers that are headings by themselves, without looking different: 제1장, 제2절, 제3조(정의).
bool is_statute_heading(std::string_view text);

/// "제1장", "Chapter 2" and nothing else: its title is the next heading.
bool is_bare_number(std::string_view text);

/// "그림 1. 구성", "<표 2-1> 현황", "Figure 3: Layout", "Table 4. Results": a label with its number at the beginning.
/// `separated`: something stands between number and text, so it is no sentence about the figure.
enum class CaptionLabel : std::uint8_t { none, bare, separated };
CaptionLabel caption_label(std::string_view text);

/// Ends like a sentence or like a line that goes on.
bool ends_a_sentence(std::string_view text);

/// A row of dots between an entry and its page.
bool has_leader(std::string_view text);

}  // namespace onggi::parse::pdf
