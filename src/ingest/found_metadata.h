// What a document says about itself: number, department, author, since when it holds. Rules of the field, no model;
// inside of room ingest, and of its tests.
#pragma once

#include <map>
#include <string>

#include "document/document.h"

namespace onggi::ingest_room {

/// Values by name of the field (index/metadata.h); dates as "2024-03-01"; what is not said is missing. Reads only what
/// forms say: labelled fields and cells ("문서번호: ...", "시행일 | 2024. 3. 1."), the foot of official letters ("시행
/// 총무과-1234 (2024. 3. 1.)"), the head of laws and rules ("[시행 2024. 3. 1.] [대통령령 제12호, ...]"), lines of
/// their history ("제정 2010. 1. 1. / 개정 2023. 5. 1."), marks of changed clauses and their supplementary provisions;
/// never a date or name of running text. The latest of several dates counts. Pure, thread safe, cannot fail; cost: the
/// document's length.
std::map<std::string, std::string> found_metadata(const Document& document);

}  // namespace onggi::ingest_room
