// See drawing.h. An object is a head with its size in front, and two blocks with theirs; what the blocks hold depends
// on the kind (points, angles), a text box has its paragraphs in the second. Order: an object, then what lies in it,
// then the next: so the list is flat for us.
#include "parse/worker/hwp3/drawing.h"

#include <cstdint>

#include "parse/worker/hwp3/cursor.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::uint16_t kTextBox = 6;
constexpr std::uint16_t kHasNext = 1;
constexpr std::uint16_t kHasInner = 2;

constexpr std::size_t kCommonSize = 88;  // kind, links, places, and 44 bytes of attributes
constexpr std::size_t kFlags = 84;       // of the attributes
constexpr std::uint32_t kGradation = 1U << 16U;
constexpr std::uint32_t kRotation = 1U << 17U;
constexpr std::uint32_t kBitmap = 1U << 18U;
constexpr std::uint32_t kHoldsText = 1U << 19U;

// Shapes that are used as a text box have their paragraphs at the end of the head.
std::string_view text_in_head(std::string_view head) {
  if (head.size() < kCommonSize) return {};
  const std::uint32_t flags = Cursor(head.substr(kFlags)).u32();
  if ((flags & kHoldsText) == 0) return {};
  std::size_t begin = kCommonSize + 8;  // eight bytes are reserved
  if ((flags & kRotation) != 0) begin += 32;
  if ((flags & kGradation) != 0) begin += 28;
  if ((flags & kBitmap) != 0) begin += 278;
  return begin < head.size() ? head.substr(begin) : std::string_view{};
}

}  // namespace

bool text_boxes_of_drawing(std::string_view block, std::vector<std::string_view>& lists) {
  Cursor cursor(block);
  cursor.skip(cursor.u32());  // the frame around all objects
  for (std::size_t expected = 1; expected > 0; --expected) {
    const std::string_view head = cursor.raw(cursor.u32());
    Cursor fields(head);
    const std::uint16_t kind = fields.u16();
    const std::uint16_t links = fields.u16();
    cursor.skip(cursor.u32());
    const std::string_view second = cursor.raw(cursor.u32());
    if (!cursor.ok()) return false;
    if (const std::string_view text = text_in_head(head); !text.empty()) lists.push_back(text);
    if (kind == kTextBox && !second.empty()) lists.push_back(second);
    expected += (links & kHasNext) != 0 ? 1U : 0U;
    expected += (links & kHasInner) != 0 ? 1U : 0U;
  }
  return true;
}

}  // namespace onggi::parse::hwp3
