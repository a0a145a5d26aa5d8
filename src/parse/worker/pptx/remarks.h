// What stands beside the slides: speakers' notes and reviewers' comments.
#pragma once

#include <map>
#include <string>

#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"

namespace onggi::parse::pptx {

using Authors = std::map<std::string, std::string, std::less<>>;  // id → name

/// Names of those who comment: both forms of the part.
Result<Authors> read_authors(const ooxml::Relations& presentation, ooxml::OfficePackage& package);

/// A slide's notes (role "speaker_note"); what else stands on a page of notes is dropped as "notes_frame".
Result<void> write_notes(const ooxml::Relations& slide, ooxml::OfficePackage& package, ooxml::PageWriter& page);

/// A slide's comments and their replies (role "comment"), each with its author: "author: text".
Result<void> write_comments(const ooxml::Relations& slide, const Authors& authors, ooxml::OfficePackage& package,
                            ooxml::PageWriter& page);

}  // namespace onggi::parse::pptx
