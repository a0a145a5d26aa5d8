// Packing: sections under their headings, atoms into chunks, headings and table headers into the lead.
//
// A section is a heading with what follows until the next heading. Sections are packed one after the other; a short one
// joins its neighbour as long as no heading of level 1 or 2 lies between. Within a long section the next chunk begins
// with the last sentences of the one before (overlap).
#include "chunk/chunk.h"

#include <algorithm>
#include <string>

#include "chunk/atoms.h"
#include "document/clause.h"

namespace onggi {
namespace {

using chunk::Atom;

constexpr std::int32_t kStrongLevel = 2;  // headings up to this level end a chunk

bool is_heading(const CleanElement& element) {
  return element.kind == ElementKind::heading || element.kind == ElementKind::title;
}

// Headings above a place in the document, one a level.
class HeadingPath {
 public:
  void enter(const CleanText& text, const CleanElement& element) {
    if (element.kind == ElementKind::title) return;  // the document's title stands in front of every lead already
    const std::int32_t level = std::max(element.level, 1);
    while (!levels_.empty() && levels_.back().first >= level) levels_.pop_back();
    levels_.emplace_back(level, squeeze_spaces(slice(text.utf8, element.bytes)));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    names.reserve(levels_.size());
    for (const auto& [level, name] : levels_) names.push_back(name);
    return names;
  }

 private:
  std::vector<std::pair<std::int32_t, std::string>> levels_;
};

struct Section {
  std::size_t begin = 0, end = 0;  // indices of elements
  std::int32_t level = 0;          // of its heading; 0: text before the first heading
  std::vector<std::string> path;   // headings above, its own included
};

std::vector<Section> sections_of(const CleanText& text) {
  std::vector<Section> sections;
  HeadingPath path;
  for (std::size_t i = 0; i < text.elements.size(); ++i) {
    const CleanElement& element = text.elements[i];
    const bool starts = sections.empty() || is_heading(element);
    if (is_heading(element)) path.enter(text, element);
    if (starts) sections.push_back({i, i, is_heading(element) ? std::max(element.level, 1) : 0, path.names()});
    sections.back().end = i + 1;
  }
  return sections;
}

std::string join_path(const std::string& title, const std::vector<std::string>& names, std::size_t first) {
  std::string lead = title;
  for (std::size_t i = first; i < names.size(); ++i) {
    if (names[i] == title) continue;
    if (!lead.empty()) lead += " > ";
    lead += names[i];
  }
  return lead;
}

class Packer {
 public:
  Packer(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options)
      : text_(text), counter_(counter), options_(options) {}

  std::vector<Chunk> pack() {
    const std::vector<Section> sections = sections_of(text_);
    for (const Section& section : sections) {
      if (!may_join(section)) flush();
      add_section(section);
    }
    flush();
    return std::move(chunks_);
  }

 private:
  // A strong heading closes the chunk before it, unless that one is too short to stand alone; a weak one only when what
  // is there is long enough.
  bool may_join(const Section& section) const {
    if (atoms_.empty()) return true;
    if (section.level > 0 && section.level <= kStrongLevel)
      return body_tokens_ < options_.tokens_min && only_headings();
    return body_tokens_ < options_.tokens_min;
  }

  bool only_headings() const {
    return std::all_of(atoms_.begin(), atoms_.end(),
                       [this](const Atom& atom) { return is_heading(text_.elements[atom.element]); });
  }

  void add_section(const Section& section) {
    begin_lead(atoms_.empty() ? section.path : shared(path_, section.path));
    for (std::size_t element = section.begin; element < section.end; ++element) {
      const std::int32_t budget = std::max(options_.tokens_max - lead_reserve(), options_.tokens_max / 2);
      const std::vector<Atom> atoms = chunk::atoms_of(text_, element, counter_, budget - header_tokens(element) - 2);
      add_atoms(atoms, section);
    }
  }

  // The lead may take its ceiling; what it does not use is left to the pieces only when they are counted exactly.
  std::int32_t lead_reserve() const { return std::min(options_.lead_tokens_max, options_.tokens_max / 4) + 1; }

  void add_atoms(const std::vector<Atom>& atoms, const Section& section) {
    for (const Atom& atom : atoms) {
      if (!atoms_.empty() && used() + atom.tokens + 1 > options_.tokens_max) next_chunk(section, atom);
      push(atom);
    }
  }

  std::int32_t used() const { return lead_tokens_ + header_tokens_ + body_tokens_; }

  void push(const Atom& atom) {
    if (atoms_.empty()) header_tokens_ = repeats_header(atom) ? header_tokens(atom.element) + 1 : 0;
    atoms_.push_back(atom);
    body_tokens_ += atom.tokens + 1;
  }

  // A heading left alone at the end of a full chunk moves over to the text that it announces.
  void next_chunk(const Section& section, const Atom& coming) {
    std::vector<Atom> carried;
    std::int32_t room = options_.tokens_max - lead_reserve() - coming.tokens - header_tokens(coming.element) - 2;
    while (atoms_.size() > 1 && is_heading(text_.elements[atoms_.back().element]) && atoms_.back().tokens + 1 <= room) {
      room -= atoms_.back().tokens + 1;
      carried.insert(carried.begin(), atoms_.back());
      atoms_.pop_back();
    }
    if (carried.empty() && may_overlap(coming)) carried = overlap_atoms(coming);
    flush();
    begin_lead(section.path);
    for (const Atom& atom : carried) push(atom);
  }

  bool may_overlap(const Atom& coming) const {
    return options_.tokens_overlap > 0 && text_.elements[coming.element].kind != ElementKind::table;
  }

  // Whole sentences from the end of the chunk that closes, as many as the overlap and the coming atom leave room for.
  std::vector<Atom> overlap_atoms(const Atom& coming) const {
    const std::int32_t room =
        std::min(options_.tokens_overlap, options_.tokens_max - lead_reserve() - coming.tokens - 2);
    std::vector<Atom> tail;
    std::int32_t used = 0;
    for (auto atom = atoms_.rbegin(); atom != atoms_.rend(); ++atom) {
      const CleanElement& element = text_.elements[atom->element];
      if (element.kind == ElementKind::table || is_heading(element)) break;
      const std::vector<ByteRange> sentences = split_sentences(slice(text_.utf8, atom->bytes));
      for (auto sentence = sentences.rbegin(); sentence != sentences.rend(); ++sentence) {
        const ByteRange bytes{sentence->begin + atom->bytes.begin, sentence->end + atom->bytes.begin};
        const std::int32_t tokens = counter_.count(slice(text_.utf8, bytes));
        if (used + tokens + 1 > room) return tail;
        used += tokens + 1;
        tail.insert(tail.begin(), {atom->element, bytes, tokens});
      }
    }
    return {};  // the whole chunk would be repeated: it fitted beside what comes, or it holds nothing to repeat
  }

  // Headings that stand above both: what a chunk of several short sections is about.
  static std::vector<std::string> shared(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    const auto [end, ignored] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    return {left.begin(), end};
  }

  void begin_lead(const std::vector<std::string>& path) {
    path_ = path;
    const std::int32_t ceiling = lead_reserve() - 1;
    lead_.clear();
    for (std::size_t first = 0; first <= path.size(); ++first) {
      lead_ = join_path(text_.title, path, first);
      lead_tokens_ = counter_.count(lead_);
      if (lead_tokens_ <= ceiling) return;
    }
    lead_.clear();  // a title longer than the ceiling says little
    lead_tokens_ = 0;
  }

  ByteRange header_of(std::size_t element) const {
    const CleanElement& table = text_.elements[element];
    if (table.header_rows <= 0 || table.rows.empty()) return {};
    const auto last = std::min(static_cast<std::size_t>(table.header_rows), table.rows.size()) - 1;
    return {table.rows.front().begin, table.rows[last].end};
  }

  // A header that would take a third of the chunk is left out rather than repeated.
  std::int32_t header_tokens(std::size_t element) const {
    const ByteRange header = header_of(element);
    if (header.size() == 0) return 0;
    const std::int32_t tokens = counter_.count(slice(text_.utf8, header));
    return tokens <= options_.tokens_max / 3 ? tokens : 0;
  }

  // A chunk that begins in the middle of a table says again what its columns mean.
  bool repeats_header(const Atom& first) const {
    const ByteRange header = header_of(first.element);
    return header.size() > 0 && first.bytes.begin >= header.end && header_tokens(first.element) > 0;
  }

  void flush() {
    if (!atoms_.empty()) chunks_.push_back(make_chunk());
    atoms_.clear();
    body_tokens_ = 0;
    header_tokens_ = 0;
  }

  Chunk make_chunk() const {
    Chunk made;
    made.lead = lead_;
    for (const Atom& atom : atoms_) add_piece(made, atom);
    if (repeats_header(atoms_.front())) {
      const ByteRange header = header_of(atoms_.front().element);
      made.lead += (made.lead.empty() ? "" : "\n") + std::string(slice(text_.utf8, header));
    }
    made.tokens = counter_.count(made.lead + "\n" + chunk_text(text_, made));
    add_clause(made);
    return made;
  }

  // In a rule the lead ends with the clause in which the chunk begins, where there is room for it.
  void add_clause(Chunk& made) const {
    const Atom& first = atoms_.front();
    const CleanElement& element = text_.elements[first.element];
    if (element.clause.empty()) return;
    const std::string clause = to_string(clause_at(clause_from(element.clause), slice(text_.utf8, element.bytes),
                                                   first.bytes.begin - element.bytes.begin));
    const std::string lead = lead_ + (lead_.empty() ? "" : " > ") + clause + made.lead.substr(lead_.size());
    const std::int32_t tokens = counter_.count(lead + "\n" + chunk_text(text_, made));
    if (tokens > options_.tokens_max) return;
    made.lead = lead;
    made.tokens = tokens;
  }

  // Neighbouring atoms of one element become one piece.
  void add_piece(Chunk& made, const Atom& atom) const {
    const ElementId& id = text_.elements[atom.element].id;
    if (!made.pieces.empty() && made.pieces.back().element == id && made.pieces.back().bytes.end == atom.bytes.begin)
      made.pieces.back().bytes.end = atom.bytes.end;
    else made.pieces.push_back({id, atom.bytes});
  }

  const CleanText& text_;
  const TokenCounter& counter_;
  const ChunkOptions& options_;
  std::vector<Chunk> chunks_;
  std::vector<Atom> atoms_;        // of the chunk that is being filled
  std::int32_t body_tokens_ = 0;   // of them, with one for each joint
  std::vector<std::string> path_;  // headings above all of them
  std::string lead_;
  std::int32_t lead_tokens_ = 0;
  std::int32_t header_tokens_ = 0;  // of the table header that the lead repeats
};

}  // namespace

Result<std::vector<Chunk>> split(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options) {
  if (options.tokens_max < 16) return fail(ErrorCode::invalid_argument, "tokens_max must be at least 16");
  if (options.tokens_overlap < 0 || options.tokens_overlap >= options.tokens_max / 2)
    return fail(ErrorCode::invalid_argument, "tokens_overlap must be from 0 to less than half of tokens_max");
  return Packer(text, counter, options).pack();
}

std::string_view chunk_version() { return "2"; }

}  // namespace onggi
