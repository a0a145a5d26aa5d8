// Drawings of HWP 3: objects one after another and one inside of another; of interest is the text in them.
#pragma once

#include <string_view>
#include <vector>

namespace onggi::parse::hwp3 {

/// Appends the paragraph lists of the text boxes of a drawing, in order. False where the drawing breaks off: the boxes
/// before are there. Total: any bytes.
bool text_boxes_of_drawing(std::string_view block, std::vector<std::string_view>& lists);

}  // namespace onggi::parse::hwp3
