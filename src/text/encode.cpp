// See encode.h.
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

#include "text/encode.h"

namespace onggi {

std::string to_nfd(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFDInstance(error);
  const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  const icu::UnicodeString decomposed = form->normalize(text, error);
  std::string out;
  return U_FAILURE(error) != 0 ? std::string(utf8) : decomposed.toUTF8String(out);
}

std::optional<std::string> encode_text(std::string_view utf8, const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset, &error), ucnv_close);
  if (U_FAILURE(error) != 0) return std::nullopt;
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  constexpr std::int32_t kBytesOfUnit = 4;
  std::string bytes(static_cast<std::size_t>(text.length()) * kBytesOfUnit + kBytesOfUnit, '\0');
  const std::int32_t length = ucnv_fromUChars(converter.get(), bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                              text.getBuffer(), text.length(), &error);
  if (U_FAILURE(error) != 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace onggi
