// See packer.h.
#include "chunk/packer.h"

#include <algorithm>

namespace onggi::chunk {
namespace {

std::int32_t tokens_with_joints(std::span<const Atom> atoms) {
  std::int32_t tokens = 0;
  for (const Atom& atom : atoms) tokens += atom.tokens + 1;
  return tokens;
}

// Headings that stand above both: what a chunk of several short sections is about.
std::vector<std::string> shared(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  const auto [end, ignored] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  return {left.begin(), end};
}

}  // namespace

std::vector<Chunk> Packer::pack() {
  for (const Section& section : sections_of(text_, way_.articles)) {
    if (!may_join(section)) flush();
    add_section(section);
  }
  flush();
  return std::move(chunks_);
}

// A strong heading closes the chunk before it, unless that one is too short to stand alone; a weak one only when what
// is there is long enough.
bool Packer::may_join(const Section& section) const {
  if (atoms_.empty() || way_.across_headings) return true;
  if (section.level > 0 && section.level <= kStrongLevel) return body_tokens_ < options_.tokens_min && only_headings();
  return body_tokens_ < options_.tokens_min;
}

bool Packer::only_headings() const {
  return std::ranges::all_of(atoms_, [this](const Atom& atom) { return is_heading(text_.elements[atom.element]); });
}

// The headings that are shared may be longer than those that were cut to fit: what then has no room stands alone.
void Packer::join_lead(const Section& section) {
  if (!atoms_.empty()) {
    const std::string before = lead_;
    const std::int32_t before_tokens = lead_tokens_;
    begin_lead(shared(path_, section.path));
    if (used() <= options_.tokens_max) return;
    lead_ = before, lead_tokens_ = before_tokens;
    flush();
  }
  begin_lead(section.path);
}

void Packer::add_section(const Section& section) {
  join_lead(section);
  const std::vector<Atom> atoms = atoms_of_section(section);
  if (way_.groups == Way::Groups::ignored) return add_atoms(atoms, section);
  add_together(atoms, 0, section);
}

std::vector<Atom> Packer::atoms_of_section(const Section& section) {
  std::vector<Atom> all;
  for (std::size_t element = section.begin; element < section.end; ++element)
    for (const Part& part : way_.parts(element)) {
      const std::int32_t beside = room_beside({.element = element, .bytes = part.bytes});
      auto atoms = atoms_of(text_, element, part, counter_, std::max(beside, 1));
      // What begins in the middle of a part may stand in a clause with a longer label.
      if (atoms.size() > 1 && !text_.elements[element].clause.empty())
        atoms = atoms_of(text_, element, part, counter_, std::max(room_beside_any(element), 1));
      all.insert(all.end(), atoms.begin(), atoms.end());
    }
  return all;
}

// What a chunk may hold beside its lead that begins with this.
std::int32_t Packer::room_beside(const Atom& first) {
  return room_beside_labels(first.element) - counter_.count(clause_label(first));
}

// What it may hold that begins anywhere in the element.
std::int32_t Packer::room_beside_any(std::size_t element) const {
  return room_beside_labels(element) - (text_.elements[element].clause.empty() ? 0 : options_.tokens_max / 4);
}

std::int32_t Packer::room_beside_labels(std::size_t element) const {
  const std::int32_t budget = std::max(options_.tokens_max - lead_reserve(), options_.tokens_max / 2);
  return budget - header_tokens(element) - 2;
}

// The lead may take its ceiling; what it does not use is left to the pieces only when they are counted exactly.
std::int32_t Packer::lead_reserve() const { return std::min(options_.lead_tokens_max, options_.tokens_max / 4) + 1; }

void Packer::add_groups(std::span<const Atom> atoms, std::size_t depth, const Section& section) {
  if (depth == kGroupDepths) return add_atoms(atoms, section);
  for (std::size_t begin = 0; begin < atoms.size();) {
    std::size_t end = begin + 1;
    while (end < atoms.size() && atoms[end].groups[depth] == atoms[begin].groups[depth]) ++end;
    const auto group = atoms.subspan(begin, end - begin);
    if (way_.groups == Way::Groups::apart && depth == 0 && begin > 0 && body_tokens_ >= options_.tokens_min)
      next_chunk(section, group.front(), tokens_with_joints(group), false);
    add_together(group, depth + 1, section);
    begin = end;
  }
}

/// All of them into one chunk where one can hold them, else group by group of this depth.
void Packer::add_together(std::span<const Atom> atoms, std::size_t depth, const Section& section) {
  if (atoms.empty()) return;
  const std::int32_t tokens = tokens_with_joints(atoms);
  const bool one_topic = way_.groups != Way::Groups::apart || depth > 0;
  if (!one_topic || tokens > room_beside(atoms.front())) return add_groups(atoms, depth, section);
  if (!atoms_.empty() && used() + tokens > options_.tokens_max) next_chunk(section, atoms.front(), tokens, false);
  if (used() + tokens > options_.tokens_max) return add_atoms(atoms, section);
  for (const Atom& atom : atoms) push(atom);
}

void Packer::add_atoms(std::span<const Atom> atoms, const Section& section) {
  for (const Atom& atom : atoms) {
    if (!atoms_.empty() && used() + atom.tokens + 1 > options_.tokens_max)
      next_chunk(section, atom, atom.tokens + 1, options_.tokens_overlap > 0);
    push(atom);
  }
}

void Packer::push(const Atom& atom) {
  if (atoms_.empty()) {
    header_tokens_ = repeats_header(atom) ? header_tokens(atom.element) + 1 : 0;
    clause_ = clause_label(atom);
    clause_tokens_ = counter_.count(clause_);
  }
  atoms_.push_back(atom);
  body_tokens_ += atom.tokens + 1;
}

// A heading left alone at the end of a full chunk moves over to the text that it announces.
void Packer::next_chunk(const Section& section, const Atom& coming, std::int32_t coming_tokens, bool may_overlap) {
  std::vector<Atom> carried;
  std::int32_t room = std::min(room_beside(coming), room_beside_any(atoms_.back().element)) - coming_tokens;
  while (atoms_.size() > 1 && is_heading(text_.elements[atoms_.back().element]) && atoms_.back().tokens + 1 <= room) {
    room -= atoms_.back().tokens + 1;
    carried.insert(carried.begin(), atoms_.back());
    atoms_.pop_back();
  }
  const bool table = text_.elements[coming.element].kind == ElementKind::table;
  if (carried.empty() && may_overlap && !table) carried = overlap_atoms(coming);
  flush();
  begin_lead(section.path);
  for (const Atom& atom : carried) push(atom);
}

// Whole sentences from the end of the chunk that closes, as many as the overlap and the coming atom leave room for.
std::vector<Atom> Packer::overlap_atoms(const Atom& coming) {
  const std::int32_t beside = std::min(room_beside(coming), room_beside_any(atoms_.back().element));
  const std::int32_t room = std::min(options_.tokens_overlap, beside - coming.tokens - 2);
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
      tail.insert(tail.begin(), {atom->element, bytes, tokens, atom->groups});
    }
  }
  return {};  // the whole chunk would be repeated: it fitted beside what comes, or it holds nothing to repeat
}

void Packer::begin_lead(const std::vector<std::string>& path) {
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

ByteRange Packer::header_of(std::size_t element) const {
  const CleanElement& table = text_.elements[element];
  if (table.header_rows <= 0 || table.rows.empty()) return {};
  const auto last = std::min(static_cast<std::size_t>(table.header_rows), table.rows.size()) - 1;
  return {table.rows.front().begin, table.rows[last].end};
}

// A header that would take a third of the chunk is left out rather than repeated.
std::int32_t Packer::header_tokens(std::size_t element) const {
  const ByteRange header = header_of(element);
  if (header.size() == 0) return 0;
  const std::int32_t tokens = counter_.count(slice(text_.utf8, header));
  return tokens <= options_.tokens_max / 3 ? tokens : 0;
}

// A chunk that begins in the middle of a table says again what its columns mean.
bool Packer::repeats_header(const Atom& first) const {
  const ByteRange header = header_of(first.element);
  return header.size() > 0 && first.bytes.begin >= header.end && header_tokens(first.element) > 0;
}

// In a rule the lead ends with the clause in which the chunk begins, so that no part of it is cited without its number.
std::string Packer::clause_label(const Atom& first) {
  const CleanElement& element = text_.elements[first.element];
  if (element.clause.empty()) return {};
  // From the place that was asked for last, where that lies before: the whole of a long element is read once.
  if (clause_read_.element != first.element || clause_read_.begin > first.bytes.begin)
    clause_read_ = {first.element, element.bytes.begin, clause_from(element.clause)};
  clause_read_.clause = clause_at(clause_read_.clause, slice(text_.utf8, {clause_read_.begin, element.bytes.end}),
                                  first.bytes.begin - clause_read_.begin);
  clause_read_.begin = first.bytes.begin;
  const std::string clause = to_string(clause_read_.clause);
  const std::string label = clause.empty() ? "" : " > " + clause;
  return counter_.count(label) <= options_.tokens_max / 4 ? label : std::string();
}

void Packer::flush() {
  if (!atoms_.empty()) chunks_.push_back(make_chunk());
  atoms_.clear();
  clause_.clear();
  body_tokens_ = header_tokens_ = clause_tokens_ = 0;
}

Chunk Packer::make_chunk() const {
  Chunk made;
  made.lead = lead_.empty() && !clause_.empty() ? clause_.substr(std::string_view(" > ").size()) : lead_ + clause_;
  // Neighbouring atoms of one element become one piece.
  for (const Atom& atom : atoms_) {
    const ElementId& id = text_.elements[atom.element].id;
    if (!made.pieces.empty() && made.pieces.back().element == id && made.pieces.back().bytes.end == atom.bytes.begin)
      made.pieces.back().bytes.end = atom.bytes.end;
    else made.pieces.push_back({id, atom.bytes});
  }
  if (repeats_header(atoms_.front()))
    made.lead += (made.lead.empty() ? "" : "\n") + std::string(slice(text_.utf8, header_of(atoms_.front().element)));
  made.tokens = counter_.count(made.lead + "\n" + chunk_text(text_, made));
  return made;
}

}  // namespace onggi::chunk
