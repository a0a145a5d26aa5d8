// Building and merging segments.
#include "index/segment_writer.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include "index/weights.h"

namespace onggi::index {
namespace {

/// Gathers the sections. Documents, chunks and terms come in their final order.
class SegmentBuilder {
 public:
  void begin_document(std::string_view id) {
    add_text(document_id_ends_, document_ids_, id);
    first_chunks_.push_back(static_cast<std::uint32_t>(lengths_.size()));
  }

  void add_chunk(std::string_view id, std::uint32_t length) {
    add_text(chunk_id_ends_, chunk_ids_, id);
    documents_of_chunks_.push_back(static_cast<std::uint32_t>(first_chunks_.size() - 1));
    lengths_.push_back(length);
  }

  /// After all chunks; terms ascend.
  void add_term(std::string_view term, const std::vector<Posting>& postings) {
    add_text(term_ends_, terms_, term);
    TermEntry entry;
    entry.postings_begin = postings_.size();
    entry.chunks = static_cast<std::uint32_t>(postings.size());
    entry.length_min = UINT32_MAX;
    for (const Posting& posting : postings) {
      entry.frequency_max = std::max(entry.frequency_max, posting.frequency);
      entry.length_min = std::min(entry.length_min, lengths_[posting.chunk]);
    }
    entries_.push_back(entry);
    append_postings(postings_, postings);
  }

  std::string take() {
    SegmentHeader header;
    header.documents = static_cast<std::uint32_t>(first_chunks_.size());
    header.chunks = static_cast<std::uint32_t>(lengths_.size());
    header.terms = static_cast<std::uint32_t>(entries_.size());
    first_chunks_.push_back(header.chunks);
    const std::array<std::string_view, kSegmentSections> sections{
        raw(document_id_ends_), document_ids_,   raw(first_chunks_),
        raw(chunk_id_ends_),    chunk_ids_,      raw(documents_of_chunks_),
        raw(lengths_),          raw(term_ends_), terms_,
        raw(entries_),          postings_};
    return join(header, sections);
  }

 private:
  template <typename T>
  static std::string_view raw(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
  }

  static void add_text(std::vector<std::uint32_t>& ends, std::string& blob, std::string_view text) {
    blob += text;
    ends.push_back(static_cast<std::uint32_t>(blob.size()));
  }

  static std::string join(SegmentHeader header, const std::array<std::string_view, kSegmentSections>& sections) {
    std::uint64_t at = (sizeof header + 7) / 8 * 8;
    for (std::size_t i = 0; i < kSegmentSections; ++i) {
      header.begins[i] = at;
      at = (at + sections[i].size() + 7) / 8 * 8;
    }
    header.begins.back() = at;
    std::string bytes(at, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    for (std::size_t i = 0; i < kSegmentSections; ++i)
      if (!sections[i].empty()) std::memcpy(bytes.data() + header.begins[i], sections[i].data(), sections[i].size());
    return bytes;
  }

  std::vector<std::uint32_t> document_id_ends_, first_chunks_, chunk_id_ends_, documents_of_chunks_, lengths_,
      term_ends_;
  std::string document_ids_, chunk_ids_, terms_, postings_;
  std::vector<TermEntry> entries_;
};

struct TermPosting {
  std::string_view term;
  Posting posting;
};

/// One field's weighted frequencies. A word that gives the same term twice (as morpheme and as bigram) counts once,
/// with its best weight.
void add_field(std::unordered_map<std::string_view, std::uint32_t>& frequencies, const std::vector<Token>& tokens,
               std::uint32_t (*units)(TokenKind)) {
  struct Occurrence {
    std::string_view term;
    std::uint32_t position, units;
  };
  std::vector<Occurrence> occurrences;
  occurrences.reserve(tokens.size());
  for (const Token& token : tokens) occurrences.push_back({token.term, token.position, units(token.kind)});
  std::ranges::sort(occurrences, [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.term, a.position, b.units) < std::tie(b.term, b.position, a.units);  // the best weight first
  });
  for (std::size_t i = 0; i < occurrences.size(); ++i) {
    const bool again = i > 0 && occurrences[i].term == occurrences[i - 1].term &&
                       occurrences[i].position == occurrences[i - 1].position;
    if (!again) frequencies[occurrences[i].term] += occurrences[i].units;
  }
}

/// Adds the chunk's postings and gives its length.
std::uint32_t add_postings(std::vector<TermPosting>& all, const IndexedChunk& chunk, std::uint32_t number) {
  std::unordered_map<std::string_view, std::uint32_t> frequencies;
  add_field(frequencies, chunk.lead_tokens, units_in_lead);
  add_field(frequencies, chunk.body_tokens, units_of);
  std::uint32_t length = 0;
  for (const auto& [term, frequency] : frequencies) {
    all.push_back({term, {number, frequency}});
    length += frequency;
  }
  return length;
}

/// Where each chunk of each part goes; kDead for chunks that end here.
using Remap = std::vector<std::vector<std::uint32_t>>;

Remap copy_documents(SegmentBuilder& builder, std::span<const Part> parts, std::vector<std::uint32_t>& permissions) {
  Remap remap(parts.size());
  std::uint32_t next = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const Segment& segment = *parts[p].segment;
    remap[p].assign(segment.chunks(), kDead);
    for (std::uint32_t document = 0; document < segment.documents(); ++document) {
      const std::uint32_t permission = parts[p].documents->permissions[document];
      if (permission == kDead) continue;
      permissions.push_back(permission);
      builder.begin_document(segment.document_id(document));
      for (std::uint32_t chunk = segment.first_chunk(document); chunk < segment.first_chunk(document + 1); ++chunk) {
        builder.add_chunk(segment.chunk_id(chunk), segment.length(chunk));
        remap[p][chunk] = next++;
      }
    }
  }
  return remap;
}

/// Walks the sorted dictionaries of all parts side by side.
void copy_terms(SegmentBuilder& builder, std::span<const Part> parts, const Remap& remap) {
  struct Place {
    std::string_view term;
    std::size_t part;
    std::uint32_t number;
  };
  const auto later = [](const Place& a, const Place& b) { return std::tie(a.term, a.part) > std::tie(b.term, b.part); };
  std::priority_queue<Place, std::vector<Place>, decltype(later)> front(later);
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (parts[p].segment->terms() > 0) front.push({parts[p].segment->term(0), p, 0});
  std::vector<Posting> postings;
  while (!front.empty()) {
    const std::string_view term = front.top().term;
    postings.clear();
    while (!front.empty() && front.top().term == term) {
      const Place place = front.top();
      front.pop();
      const Segment& segment = *parts[place.part].segment;
      for (PostingCursor cursor = segment.postings(place.number); cursor.chunk() != PostingCursor::kEnd; cursor.next())
        if (const std::uint32_t chunk = remap[place.part][cursor.chunk()]; chunk != kDead)
          postings.push_back({chunk, cursor.frequency()});
      if (place.number + 1 < segment.terms())
        front.push({segment.term(place.number + 1), place.part, place.number + 1});
    }
    if (!postings.empty()) builder.add_term(term, postings);
  }
}

std::string copy_vectors(std::span<const Part> parts, const Remap& remap, std::uint32_t dimensions) {
  VectorsBuilder builder(dimensions);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const Vectors* const vectors = parts[p].vectors.get();
    for (std::uint32_t row = 0; vectors != nullptr && row < vectors->rows(); ++row)
      if (const std::uint32_t chunk = remap[p][vectors->chunk_of(row)]; chunk != kDead)
        builder.add(chunk, vectors->row(row));
  }
  return builder.empty() ? std::string() : builder.bytes();
}

}  // namespace

SegmentBytes build_segment(const DocumentId& document, const std::vector<IndexedChunk>& chunks,
                           std::uint32_t dimensions) {
  SegmentBuilder builder;
  VectorsBuilder vectors(dimensions);
  std::vector<TermPosting> all;
  builder.begin_document(document.str());
  for (std::uint32_t number = 0; number < chunks.size(); ++number) {
    builder.add_chunk(chunks[number].id.str(), add_postings(all, chunks[number], number));
    if (!chunks[number].vector.empty()) vectors.add(number, std::span<const float>(chunks[number].vector));
  }
  std::ranges::sort(all, [](const TermPosting& a, const TermPosting& b) {
    return std::tie(a.term, a.posting.chunk) < std::tie(b.term, b.posting.chunk);
  });
  std::vector<Posting> postings;
  for (std::size_t begin = 0; begin < all.size();) {
    postings.clear();
    const std::string_view term = all[begin].term;
    for (; begin < all.size() && all[begin].term == term; ++begin) postings.push_back(all[begin].posting);
    builder.add_term(term, postings);
  }
  return {builder.take(), vectors.empty() ? std::string() : vectors.bytes()};
}

MergedSegment merge_segments(std::span<const Part> parts, std::uint32_t dimensions) {
  MergedSegment merged;
  SegmentBuilder builder;
  const Remap remap = copy_documents(builder, parts, merged.permissions);
  copy_terms(builder, parts, remap);
  merged.bytes = {builder.take(), copy_vectors(parts, remap, dimensions)};
  return merged;
}

}  // namespace onggi::index
