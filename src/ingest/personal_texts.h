// What stands at the places of findings, for who may see it; inside of room ingest.
#pragma once

#include "ingest/correcting.h"
#include "ingest/personal_lists.h"
#include "ingest/personal_scans.h"

namespace onggi::ingest_room {

/// Opens each document of the page once. A finding whose place holds another value now gets no text.
Result<void> add_texts(const Correcting& correcting, const PersonalScans& scans, FindingRows& page,
                       const Cancel& cancel);

}  // namespace onggi::ingest_room
