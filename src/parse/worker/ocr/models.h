// Tesseract's models in memory and its engines. Inside of OCR; wraps the library.
#pragma once

#include <cstdint>

namespace tesseract {
class TessBaseAPI;
}

namespace onggi::parse::ocr {

enum class Language : std::uint8_t { korean, english };

/// Maps the model files, once.
void map_models();
bool has_models();

/// The engine of a language, started at its first use: a worker that sees no picture pays nothing. nullptr without a
/// model.
tesseract::TessBaseAPI* engine(Language language);

}  // namespace onggi::parse::ocr
