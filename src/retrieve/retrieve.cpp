// One search: analyse, ask both legs inside what the viewer may see, fuse, fill in from the catalog, explain.
#include "retrieve/retrieve.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <span>

#include "base/log.h"
#include "retrieve/fusion.h"
#include "retrieve/model_order.h"
#include "retrieve/question.h"
#include "retrieve/surroundings.h"

namespace onggi {
namespace {

constexpr std::size_t kQueryBytesMax = 4096;
constexpr std::int32_t kLimitMax = 100;
constexpr std::size_t kReranked = 50;  // hits that are read and ordered anew

/// Each leg brings this many, so that a chunk which one leg ranks low can still win by the other.
std::int32_t candidates_for(std::int32_t limit) { return std::max(100, 5 * limit); }

Result<std::string> checked_query(const SearchRequest& request) {
  if (request.limit < 1 || request.limit > kLimitMax) return fail(ErrorCode::invalid_argument, "limit must be 1..100");
  if (!request.use_lexical && !request.use_dense)
    return fail(ErrorCode::invalid_argument, "at least one leg must be used");
  if (!is_valid_utf8(request.query)) return fail(ErrorCode::invalid_argument, "the query is not valid UTF-8");
  std::string query = squeeze_spaces(
      to_nfc(std::string_view(request.query).substr(0, floor_to_code_point(request.query, kQueryBytesMax))));
  if (query.empty()) return fail(ErrorCode::invalid_argument, "the query is empty");
  return query;
}

Box around(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

/// Each page once, with a box around all that the pieces cover on it.
std::vector<Place> places_of(const ChunkRow& chunk) {
  std::map<std::int32_t, Place> pages;
  for (const ChunkPiece& piece : chunk.pieces) {
    for (const Place& place : piece.places) {
      const auto [at, added] = pages.try_emplace(place.page_index, place);
      if (added || !place.box) continue;
      at->second.box = at->second.box ? around(*at->second.box, *place.box) : *place.box;
    }
  }
  std::vector<Place> places;
  places.reserve(pages.size());
  for (auto& [page, place] : pages) places.push_back(std::move(place));
  return places;
}

std::vector<LegScore> legs_of(const retrieve::Fused& fused, const SearchRequest& request) {
  std::vector<LegScore> legs;
  if (request.use_lexical) legs.push_back({"lexical", fused.lexical_rank, fused.lexical_score});
  if (request.use_dense) legs.push_back({"dense", fused.dense_rank, fused.dense_score});
  return legs;
}

// Versions that hold no more stand under a permission of their own, so that leaving them out costs nothing. A day opens
// them to those who may see the document, and leaves out what did not hold on it.
Result<void> look_back(const Retriever::Parts& parts, const SearchRequest& request, IndexFilter& filter) {
  if (request.as_of.empty() && request.documents.empty()) return {};
  const std::size_t visible = filter.permissions.size();
  for (std::size_t i = 0; i < visible; ++i) filter.permissions.push_back(superseded_permission(filter.permissions[i]));
  if (request.as_of.empty()) return {};
  ONGGI_TRY(filter.without, parts.catalog.not_in_force(request.as_of));
  return {};
}

/// Everything about one search that the steps share.
struct Search {
  const SearchRequest& request;
  const Cancel& cancel;
  retrieve::Question question;
  IndexFilter filter;
};

using Leg = std::optional<std::vector<IndexHit>>;

/// Stopped work stays stopped; any other trouble of the dense leg costs that leg only.
bool may_go_on(const Error& error, const SearchRequest& request) {
  return request.use_lexical && error.code != ErrorCode::cancelled && error.code != ErrorCode::timeout;
}

// Vectors of another space, or none yet, say nothing about a question.
bool vectors_fit(const Retriever::Parts& parts) {
  return parts.embedder && parts.index.stats().vector_version == parts.embedder->version();
}

Result<Leg> ask_dense(const Retriever::Parts& parts, const Search& search) {
  // The embedder may change meanwhile.
  const auto fits = [&](const std::string& version) {
    return vectors_fit(parts) && parts.embedder->version() == version;
  };
  if (!search.request.use_dense || !vectors_fit(parts)) return Leg();
  const std::string version = parts.embedder->version();
  Timed timed(parts.trace, "retrieve.dense");
  const auto find = [&]() -> Result<std::vector<IndexHit>> {
    ONGGI_TRY(const Embeddings embedded, parts.embedder->embed({search.question.text}, EmbedAs::query, search.cancel));
    if (!fits(version)) return std::vector<IndexHit>{};
    return parts.index.search_vector(embedded.row(0), search.filter, candidates_for(search.request.limit),
                                     search.cancel);
  };
  auto hits = find();
  if (hits) {
    timed.count(static_cast<std::int64_t>(hits->size()));
    return Leg(*std::move(hits));
  }
  timed.fail();
  if (!may_go_on(hits.error(), search.request)) return std::unexpected(std::move(hits).error());
  log(LogLevel::warning, "dense leg failed, the search goes on without it",
      {{"code", std::string(to_string(hits.error().code))}});
  return Leg();
}

Result<Leg> ask_lexical(const Retriever::Parts& parts, const Search& search) {
  if (!search.request.use_lexical) return Leg();
  Timed timed(parts.trace, "retrieve.lexical");
  auto hits = parts.index.search_lexical(search.question.terms, search.filter, candidates_for(search.request.limit),
                                         search.cancel);
  if (!hits) {
    timed.fail();
    return std::unexpected(std::move(hits).error());
  }
  timed.count(static_cast<std::int64_t>(hits->size()));
  return Leg(*std::move(hits));
}

/// Name, title and label of the documents that hits come from.
class DocumentCards {
 public:
  static Result<DocumentCards> of(std::span<const Hit> hits, const Retriever::Parts& parts,
                                  const std::vector<PermissionId>& visible) {
    std::vector<DocumentId> documents;
    documents.reserve(hits.size());
    for (const Hit& hit : hits) documents.push_back(hit.document);
    DocumentCards cards;
    ONGGI_TRY(auto rows, parts.catalog.documents(visible, documents));
    std::vector<PermissionId> permissions;
    permissions.reserve(rows.size());
    for (const DocumentRow& row : rows) permissions.push_back(row.permission);
    ONGGI_TRY(cards.labels_, parts.permissions.labels_of(permissions));
    for (DocumentRow& row : rows) cards.rows_.emplace(row.id, std::move(row));
    return cards;
  }

  /// False when the document went away meanwhile, or what it may be shown under.
  bool fill(Hit& hit) const {
    const auto row = rows_.find(hit.document);
    if (row == rows_.end()) return false;
    const auto label = labels_.find(row->second.permission);
    if (label == labels_.end()) return false;
    hit.label = label->second, hit.name = row->second.name, hit.title = row->second.title;
    return true;
  }

 private:
  std::map<DocumentId, DocumentRow> rows_;
  std::map<PermissionId, Label> labels_;
};

/// A chunk that begins with the heading under which it stands, or the document.
bool opens_section(const ChunkRow& chunk) {
  if (chunk.number == 0) return true;
  constexpr std::string_view kBetween = " > ";
  const std::string_view lead = std::string_view(chunk.lead).substr(0, chunk.lead.find('\n'));
  const std::size_t last = lead.rfind(kBetween);
  const std::string_view heading = last == std::string_view::npos ? lead : lead.substr(last + kBetween.size());
  return !heading.empty() && chunk.text.starts_with(heading);
}

Hit read_hit(const Search& search, const retrieve::PassageReader& reader, const retrieve::Fused& fused,
             ChunkRow&& chunk) {
  Hit hit;
  hit.features = reader.read({.lead = chunk.lead, .text = chunk.text, .opens = opens_section(chunk)});
  hit.fused = fused.score;
  hit.score = fused.score + (search.request.rerank ? retrieve::added_by(hit.features) : 0);
  hit.document = chunk.document;
  hit.legs = legs_of(fused, search.request);
  hit.chunk = std::move(chunk);
  return hit;
}

/// The first `wanted` of what was fused, read. A document may go while we search: what is missing is replaced by what
/// came next.
Result<std::vector<Hit>> read_first(const Retriever::Parts& parts, const Search& search,
                                    const std::vector<retrieve::Fused>& fused, std::size_t wanted) {
  const retrieve::PassageReader reader(search.question);
  std::vector<Hit> hits;
  for (std::size_t begin = 0; begin < fused.size() && hits.size() < wanted;) {
    ONGGI_CHECK(search.cancel.check());
    const std::size_t end = std::min(fused.size(), begin + wanted - hits.size());
    std::vector<ChunkId> ids;
    for (std::size_t i = begin; i < end; ++i) ids.push_back(fused[i].chunk);
    ONGGI_TRY(std::vector<ChunkRow> rows, parts.catalog.chunks(search.filter.permissions, ids));
    for (auto row = rows.begin(); begin < end; ++begin)
      if (row != rows.end() && row->id == fused[begin].chunk)
        hits.push_back(read_hit(search, reader, fused[begin], std::move(*row++)));
  }
  std::ranges::stable_sort(hits, std::ranges::greater{}, &Hit::score);
  return hits;
}

/// Every hit comes from the catalog inside of what the viewer may see, so nothing else is sent to a model.
Result<RerankerOutcome> order_by_model(const Retriever::Parts& parts, const Search& search, retrieve::ModelOrder& model,
                                       std::vector<Hit>& hits) {
  if (!search.request.rerank || !parts.reranker) return RerankerOutcome::none;
  Timed timed(parts.trace, "retrieve.rerank");
  ONGGI_TRY(const auto cards, DocumentCards::of(hits, parts, search.filter.permissions));
  for (Hit& hit : hits)
    if (!cards.fill(hit)) hit.label = Label::classified;  // whatever it was, it is not shown any more
  auto outcome = model.apply(search.question.text, hits, search.cancel);
  if (!outcome || *outcome == RerankerOutcome::failed) timed.fail();
  return outcome;
}

/// The best as people see them: with their documents, and scores in proportion to the first.
Result<std::vector<Hit>> fill_in(const Retriever::Parts& parts, const Search& search, std::vector<Hit> read) {
  const auto limit = static_cast<std::size_t>(search.request.limit);
  std::vector<Hit> hits;
  for (std::span<Hit> rest(read); !rest.empty() && hits.size() < limit;) {
    const std::span<Hit> next = rest.first(std::min(rest.size(), limit - hits.size()));
    rest = rest.subspan(next.size());
    ONGGI_TRY(const auto cards, DocumentCards::of(next, parts, search.filter.permissions));
    for (Hit& hit : next) {
      if (!cards.fill(hit)) continue;
      hit.places = places_of(hit.chunk);
      hit.rank = static_cast<std::int32_t>(hits.size() + 1);
      hits.push_back(std::move(hit));
    }
  }
  const double best = hits.empty() || hits.front().score <= 0 ? 1 : hits.front().score;
  for (Hit& hit : hits) hit.score /= best;
  return hits;
}

/// Those that a hit holds: the vocabulary of what one may not see stays hidden.
std::vector<retrieve::Variant> met_by(const std::vector<Hit>& hits, const std::vector<retrieve::Variant>& variants) {
  std::vector<retrieve::Variant> met;
  for (const retrieve::Variant& variant : variants)
    if (std::ranges::any_of(
            hits, [&](const Hit& hit) { return fold(hit.chunk.lead + "\n" + hit.chunk.text).contains(variant.meant); }))
      met.push_back(variant);
  return met;
}

/// Which documents the index may look at. Conditions that none meets find nothing: to the index no document means all.
Result<void> narrow(const Retriever::Parts& parts, const SearchRequest& request, Search& search) {
  search.filter.documents = request.documents;
  if (request.conditions.empty()) return {};
  if (parts.conditions == nullptr) return fail(ErrorCode::unsupported, "this search knows no metadata");
  ONGGI_TRY(std::vector<DocumentId> met, parts.conditions->matching(search.filter.permissions, request.conditions));
  if (!request.documents.empty())
    std::erase_if(
        met, [&](const DocumentId& id) { return std::ranges::find(request.documents, id) == request.documents.end(); });
  if (met.empty()) search.filter.permissions.clear();
  search.filter.documents = std::move(met);
  return {};
}

Result<void> say_what_is_known(const Retriever::Parts& parts, std::vector<Hit>& hits) {
  if (parts.metadata == nullptr) return {};
  std::vector<DocumentId> documents;
  documents.reserve(hits.size());
  for (const Hit& hit : hits) documents.push_back(hit.document);
  ONGGI_TRY(const auto known, parts.metadata->of(documents));
  for (Hit& hit : hits)
    if (const auto at = known.find(hit.document); at != known.end()) hit.metadata = at->second;
  return {};
}

Result<Search> prepare(const Retriever::Parts& parts, const SearchRequest& request, const Viewer& viewer,
                       const Cancel& cancel) {
  ONGGI_CHECK(cancel.check());
  ONGGI_TRY(const std::string query, checked_query(request));
  Search search{request,
                cancel,
                retrieve::analyse(query, {.analyzer = parts.analyzer,
                                          .index = parts.index,
                                          .thesaurus = parts.thesaurus,
                                          .with_variants = request.with_variants}),
                {}};
  ONGGI_TRY(search.filter.permissions, parts.permissions.visible_to(viewer));
  ONGGI_CHECK(narrow(parts, request, search));
  ONGGI_CHECK(look_back(parts, request, search.filter));
  return search;
}

SearchRequest narrowed(SearchRequest request, const SearchSettings& settings) {
  request.use_lexical = request.use_lexical && settings.lexical;
  request.use_dense = request.use_dense && settings.dense;
  request.with_variants = request.with_variants && settings.variants;
  request.rerank = request.rerank && settings.rerank;
  return request;
}

}  // namespace

Retriever::Retriever(Parts parts)
    : parts_(std::move(parts)), model_order_(std::make_unique<retrieve::ModelOrder>(parts_.reranker)) {}
Retriever::Retriever(Retriever&&) noexcept = default;
Retriever::~Retriever() = default;

Retriever Retriever::with(const SearchSettings& settings) const {
  Parts parts = parts_;
  parts.settings = settings;
  return Retriever(std::move(parts));
}

Retriever Retriever::over(const Index& index, const Catalog& catalog, std::shared_ptr<Embedder> embedder) const {
  return Retriever(Parts{.analyzer = parts_.analyzer,
                         .index = index,
                         .catalog = catalog,
                         .permissions = parts_.permissions,
                         .embedder = std::move(embedder),
                         .trace = parts_.trace,
                         .metadata = parts_.metadata,
                         .thesaurus = parts_.thesaurus,
                         .conditions = parts_.conditions,
                         .reranker = parts_.reranker,
                         .turns = parts_.turns,
                         .settings = parts_.settings});
}

std::string Retriever::reranker_id() const { return parts_.reranker ? parts_.reranker->info().id : std::string(); }

double Retriever::dense_weight() const {
  return parts_.settings.dense_weight.value_or(parts_.embedder ? parts_.embedder->fusion_weight() : 0);
}

bool Retriever::has_vectors() const { return vectors_fit(parts_); }

Result<SearchResult> Retriever::search(const SearchRequest& asked, const Viewer& viewer, const Cancel& cancel) const {
  const auto start = std::chrono::steady_clock::now();
  const SearchRequest request = narrowed(asked, parts_.settings);
  Timed timed(parts_.trace, "retrieve");
  const auto run = [&]() -> Result<SearchResult> {
    ONGGI_TRY(const auto turn, take_turn(parts_.turns, cancel));
    ONGGI_TRY(const Search search, prepare(parts_, request, viewer, cancel));
    ONGGI_TRY(const Leg lexical, ask_lexical(parts_, search));
    ONGGI_TRY(const Leg dense, ask_dense(parts_, search));
    const auto fused = retrieve::fuse({.lexical = lexical ? &*lexical : nullptr,
                                       .lexical_bound = parts_.index.lexical_bound(search.question.bound_terms),
                                       .dense = dense ? &*dense : nullptr,
                                       .dense_weight = dense_weight()});
    SearchResult result;
    const auto limit = static_cast<std::size_t>(request.limit);
    ONGGI_TRY(std::vector<Hit> read,
              read_first(parts_, search, fused, request.rerank ? std::max(limit, kReranked) : limit));
    ONGGI_TRY(result.reranker, order_by_model(parts_, search, *model_order_, read));
    ONGGI_TRY(result.hits, fill_in(parts_, search, std::move(read)));
    ONGGI_CHECK(say_what_is_known(parts_, result.hits));
    if (request.read_tokens > 0)
      ONGGI_CHECK(retrieve::read_around(result.hits, parts_.catalog, search.filter.permissions, request.read_tokens));
    result.terms = retrieve::terms_of(search.question.words);
    result.words = search.question.words;
    result.variants = met_by(result.hits, search.question.variants);
    return result;
  };
  auto result = run();
  if (!result) {
    timed.fail();
    return result;
  }
  timed.count(static_cast<std::int64_t>(result->hits.size()));
  result->duration_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace onggi
