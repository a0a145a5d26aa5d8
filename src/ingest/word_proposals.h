// Words that documents themselves suggest: abbreviations that they define, and nouns that the dictionary does not know;
// inside of room ingest.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/company_words.h"
#include "ingest/vocabulary.h"

namespace onggi::ingest_room {

/// A short form and what it stands for, as one place of a text defines it.
struct Definition {
  std::string abbreviation, full;
  std::size_t at = 0;  // byte of the text
};

/// Found by form alone: 금융감독원(이하 "금감원"이라 한다), 한국산업은행(산은), 인공지능(AI), AI(Artificial
/// Intelligence). The letters of the short form have to come from the long one, in order; Latin capitals may stand for
/// a Korean name.
std::vector<Definition> definitions_in(std::string_view text);

/// Whether the dictionary knows this Hangul word only in pieces: a piece unknown, or of one syllable.
bool is_unknown_word(const Analyzer& analyzer, const std::string& word);

/// Runs of nouns in the text that the dictionary knows only in pieces, 2 to 12 syllables, with their bytes.
std::vector<ByteRange> unknown_nouns(const Analyzer& analyzer, std::string_view text);

struct ReadableDocument {
  DocumentId id;
  std::string name;
};
struct ReadableChunk {
  ChunkId id;
  std::string text;
};
/// Those that may be seen, newest first; versions that hold no more are left out.
Result<std::vector<ReadableDocument>> readable_documents(Database& database, const std::vector<PermissionId>& visible);
Result<std::vector<ReadableChunk>> chunks_to_read(Database& database, const DocumentId& document);

/// Reads documents one after the other and counts. One thread.
class WordHunt {
 public:
  /// What is kept or dismissed already is not proposed. All must outlive this.
  WordHunt(const Analyzer& analyzer, const KeptWords& kept, const std::vector<std::string>& dismissed);
  void read(const ReadableDocument& document, const ReadableChunk& chunk);
  std::vector<WordProposal> found(std::size_t limit) const;

 private:
  struct Seen {
    WordProposal proposal;
    std::int64_t times = 0;
  };
  void note(WordProposal&& proposal, const ReadableDocument& document, const ReadableChunk& chunk, ByteRange place);
  bool are_same(const Definition& definition) const;

  const Analyzer& analyzer_;
  std::unordered_map<std::string, std::string> groups_;  // group by key of word
  std::set<std::string> known_, dismissed_;
  std::map<std::string, Seen> seen_;  // by id
};

}  // namespace onggi::ingest_room
