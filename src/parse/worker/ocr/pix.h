// Owning pointers for Leptonica's types. Inside of the OCR and image readers.
#pragma once

#include <leptonica/allheaders.h>

#include <memory>

namespace onggi::parse::ocr {

struct LeptonicaFree {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
  void operator()(Boxa* boxes) const { boxaDestroy(&boxes); }
  void operator()(::Box* box) const { boxDestroy(&box); }
  void operator()(Numa* numbers) const { numaDestroy(&numbers); }
};

using PixPointer = std::unique_ptr<Pix, LeptonicaFree>;
using BoxesPointer = std::unique_ptr<Boxa, LeptonicaFree>;
using BoxPointer = std::unique_ptr<::Box, LeptonicaFree>;
using NumbersPointer = std::unique_ptr<Numa, LeptonicaFree>;

}  // namespace onggi::parse::ocr
