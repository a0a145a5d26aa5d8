// See picture.h.
#include "parse/worker/picture/picture.h"

namespace onggi::parse {

void add_figure(DocumentBuilder& builder, const ReadContext& /*context*/, std::string_view /*picture_bytes*/,
                std::string_view alternative_text, std::vector<Place> places) {
  builder.add(ElementKind::figure, alternative_text, std::move(places));
}

}  // namespace onggi::parse
