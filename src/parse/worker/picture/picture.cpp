// See picture.h. All pictures of a document share a budget: the first ones are read, the same picture is read once.
#include "parse/worker/picture/picture.h"

#include <algorithm>
#include <functional>

#include "parse/worker/image/decode.h"
#include "parse/worker/ocr/ocr.h"
#include "parse/worker/pdf/scan.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using std::chrono::steady_clock;

// Icons, bullets and rules hold no text; neither does a photograph that reads like noise.
constexpr std::int32_t kWidthMin = 200, kHeightMin = 60;
constexpr double kConfidenceMin = 60;
constexpr std::chrono::seconds kOnePicture(10);

bool is_large_enough(PixelSize size) { return size.width >= kWidthMin && size.height >= kHeightMin; }

std::string recognised(const ReadContext& context, std::string_view bytes, ocr::Deadline deadline) {
  const auto frame = decode(bytes, 0, context.limits);
  if (!frame) return {};
  ocr::PageText text = ocr::recognise(frame->pix.get(), deadline);
  std::erase_if(text.lines, [](const ocr::TextLine& line) {
    double sum = 0;
    for (const ocr::Symbol& symbol : line.symbols) sum += symbol.confidence;
    return sum < kConfidenceMin * static_cast<double>(line.symbols.size());
  });
  return element_text(pdf::plain_text(text));
}

std::string text_in(const ReadContext& context, std::string_view bytes) {
  if (context.options.ocr == Ocr::off || context.inner == nullptr || !ocr::can_recognise()) return {};
  if (!is_large_enough(pixel_size(bytes))) return {};
  InnerBudget& budget = *context.inner;
  const std::size_t key = std::hash<std::string_view>()(bytes);
  if (const auto known = budget.picture_texts.find(key); known != budget.picture_texts.end()) return known->second;
  const auto begin = steady_clock::now();
  const auto longest = std::min<std::chrono::milliseconds>(budget.picture_time, kOnePicture);
  if (budget.pictures <= 0 || longest.count() <= 0) return {};
  --budget.pictures;
  const ocr::Deadline deadline = std::min(begin + longest, ocr::deadline_of(context.limits, context.inner));
  std::string text = recognised(context, bytes, deadline);
  budget.picture_time -= std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
  return budget.picture_texts[key] = std::move(text);
}

}  // namespace

void add_figure(DocumentBuilder& builder, const ReadContext& context, std::string_view picture_bytes,
                std::string_view alternative_text, std::vector<Place> places) {
  const std::string text = text_in(context, picture_bytes);
  builder.count_in(text);
  std::string both(alternative_text);
  if (!both.empty() && !text.empty()) both += '\n';
  builder.add(ElementKind::figure, both + text, std::move(places));
}

}  // namespace onggi::parse
