// Makes a picture readable for the models. Inside of OCR.
#pragma once

#include <vector>

#include "parse/worker/ocr/ocr.h"
#include "parse/worker/ocr/pix.h"

namespace onggi::parse::ocr {

/// A picture of text, upright but for `skew`, dark on white.
struct Prepared {
  PixPointer grey;                 // 8 bits, deskewed and scaled
  PixPointer ink;                  // 1 bit: letters without rulings and pictures
  double scale = 1;                // pixels here per pixel of the picture
  double skew = 0;                 // radians
  double letter = 0;               // height of a common letter here, in pixels; 0: no text
  std::vector<RuledLine> rulings;  // in pixels here
};

/// 8 bits of grey on white, whatever came in (palette, transparency, 16 bits, light on dark).
PixPointer to_grey(Pix* picture);

/// Deskews, scales, finds ink, takes rulings out. `grey` is not changed.
Prepared prepare(Pix* grey);

}  // namespace onggi::parse::ocr
