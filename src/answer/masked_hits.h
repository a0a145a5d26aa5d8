// Hits as they are shown where the company masks personal data in answers.
#pragma once

#include <vector>

#include "base/result.h"
#include "prompt/guards.h"
#include "retrieve/retrieve.h"

namespace onggi {

/// Masks personal data in title, headings and text of hits where the policy in use masks answers (mask_answer): a
/// search shows what an answer would quote. Their places stay, so that who may read a document finds it there. Errors:
/// those of Guards::in_use(); then nothing may be shown.
Result<void> mask_hits(Guards& guards, std::vector<Hit>& hits);

}  // namespace onggi
