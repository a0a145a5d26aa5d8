// The stages of one document.
#include "ingest/pipeline.h"

#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>

#include "document/json.h"
#include "ingest/earlier.h"
#include "ingest/embedding.h"
#include "ingest/lineage.h"

namespace onggi::ingest_room {
namespace {

using nlohmann::json;

std::string options_text(const CleanOptions& options) {
  return json{{"repeated", options.drop_repeated_lines}, {"join", options.join_broken_lines}}.dump();
}

std::string options_text(const ChunkOptions& options) {
  return json{{"strategy", to_string(options.strategy)},
              {"max", options.tokens_max},
              {"min", options.tokens_min},
              {"overlap", options.tokens_overlap},
              {"lead", options.lead_tokens_max}}
      .dump();
}

// Topics are cut by what the embedder says, too. Where the company's words change, documents stay cut as they are:
// places in them, and all that people said about those, stay what they were.
std::string chunk_maker(const Ingest::Parts& parts) {
  std::string maker = std::string(chunk_version()) + "/" + parts.counter.version();
  if (parts.chunk.strategy == ChunkStrategy::topic) maker += "/" + parts.embedder->version();
  return maker;
}

json parse_json(const std::string& text) { return json::parse(text, nullptr, false); }

std::string chunks_json(const std::vector<Chunk>& chunks) {
  json list = json::array();
  for (const Chunk& chunk : chunks) list.push_back(to_json(chunk));
  return list.dump();
}

class Run {
 public:
  Run(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, const Report& report, const Ways& ways,
      const Cancel& cancel)
      : parts_(parts), stages_(stages), row_(row), report_(report), ways_(ways), cancel_(cancel) {}

  Result<Processed> all() {
    ONGGI_CHECK(parse());
    ONGGI_CHECK(correct());
    ONGGI_CHECK(look_for_personal_data());
    ONGGI_CHECK(refine());
    ONGGI_CHECK(clean_text());
    ONGGI_CHECK(chunk());
    ONGGI_CHECK(embed());
    done_.final_key = final_key(parts_, key_);
    return std::move(done_);
  }

 private:
  Result<void> parse() {
    ONGGI_TRY(const std::string kept, step("parse", 0.05, parse_record(), [this]() -> Result<std::string> {
                ONGGI_TRY(std::string bytes, parts_.blobs.get(row_.blob));
                if (row_.erased_places > 0) return bytes;  // what an erasure left is a document already
                ONGGI_TRY(DocumentStream read, parts_.parser.parse_stream(bytes, row_.name, {}, cancel_));
                bytes = {};
                return std::move(read).bytes();
              }));
    ONGGI_TRY(done_.document, kept_document(kept));
    return {};
  }

  Result<void> correct() {
    done_.corrections = fingerprint(ways_.corrections);
    if (ways_.corrections.empty()) return {};
    ONGGI_TRY(const std::string kept,
              step("correct", 0.45, key_, done_.corrections, "", [this]() -> Result<std::string> {
                return to_wire(apply(std::move(done_.document), ways_.corrections).document);
              }));
    ONGGI_TRY(done_.document, kept_document(kept));
    return {};
  }

  Result<void> look_for_personal_data() {
    if (!ways_.scans.is_on()) return {};
    ONGGI_TRY(ways_.found, ways_.scans.look(row_.id, done_.document, ways_.recipe, key_, cancel_));
    ONGGI_TRY(decisions_, parts_.database->read<Decisions>([&](SqlSession& session) -> Result<Decisions> {
      ONGGI_TRY(DocumentDecisions made, ways_.rulings.of(session, row_.id, ways_.found));
      return made.empty() ? Decisions() : std::make_shared<const DocumentDecisions>(std::move(made));
    }));
    ways_.found.decisions = decisions_ == nullptr ? "" : decisions_->fingerprint(ways_.found, ways_.recipe);
    return {};
  }

  Result<void> refine() {
    done_.recipe = ways_.chosen;
    if (ways_.recipe == nullptr) return {};
    done_.masks = ways_.recipe->masks();
    ONGGI_TRY(const std::string kept,
              step("refine", 0.47, key_, ways_.recipe->name(),
                   refine_options(ways_.recipe->key(), ways_.found.decisions), [this]() -> Result<std::string> {
                     ONGGI_TRY(RefinedDocument made,
                               ways_.recipe->apply(std::move(done_.document), cancel_, decisions_.get()));
                     if (!made.held_back.empty())
                       return fail(ErrorCode::bad_input,
                                   made.held_back + "; the recipe " + ways_.recipe->name() + " does not let it pass",
                                   "held_back");
                     changes_ = sums_of(made.changes);
                     ONGGI_CHECK(keep_names(made.named));
                     return to_wire(std::move(made.document));
                   }));
    ONGGI_TRY(done_.document, kept_document(kept));
    ONGGI_TRY(const std::vector<StageChange> changes, stages_.changes(key_));
    for (const StageChange& change : changes)
      if (change.operation.starts_with("mask.")) done_.masked_places += change.count;
    return {};
  }

  // Before the stage is kept: a text with a pseudonym that nobody can lead back never lies there, whatever is killed.
  Result<void> keep_names(const std::vector<PseudonymisedValue>& named) const {
    if (named.empty()) return {};
    if (parts_.pseudonyms == nullptr)
      return fail(ErrorCode::internal, "a recipe gave pseudonyms of the workspace where none are kept");
    return parts_.pseudonyms->keep(named);
  }

  Result<void> clean_text() {
    ONGGI_TRY(const std::string text,
              step("clean", 0.5, key_, clean_version(), options_text(parts_.clean), [this]() -> Result<std::string> {
                Cleaned cleaned = clean(done_.document, parts_.clean);
                changes_ = sums_of(cleaned.changes);
                return to_json(cleaned.text).dump();
              }));
    ONGGI_TRY(done_.text, clean_text_from_json(parse_json(text)));
    return {};
  }

  Result<void> chunk() {
    ONGGI_TRY(
        const std::string text,
        step("chunk", 0.6, key_, chunk_maker(parts_), options_text(parts_.chunk), [this]() -> Result<std::string> {
          ONGGI_TRY(const auto chunks,
                    split(done_.text, {parts_.counter, parts_.embedder.get(), cancel_}, parts_.chunk));
          return chunks_json(chunks);
        }));
    ONGGI_TRY(done_.chunks, chunks_from(text));
    return {};
  }

  Result<void> embed() {
    std::vector<std::string> texts;
    texts.reserve(done_.chunks.size());
    for (const Chunk& chunk : done_.chunks) texts.push_back(embedded_text(done_.text, chunk));
    done_.words_state = parts_.analyzer.words_state();
    done_.words = parts_.analyzer.company_words_in(std::vector<std::string_view>(texts.begin(), texts.end()));
    const std::string options = embed_options(*parts_.embedder, done_.words);
    ONGGI_TRY(
        const std::string bytes,
        step("embed", 0.7, key_, parts_.embedder->version(), options, [&]() -> Result<std::string> {
          ONGGI_TRY(const Embeddings vectors, vectors_of(*parts_.embedder, stages_, row_.id, texts, options, cancel_));
          if (!options.empty() && parts_.analyzer.words_state() != done_.words_state)
            return fail(ErrorCode::unavailable,
                        "the company's words changed meanwhile");  // done again by the queue
          return encode_vectors(vectors);
        }));
    ONGGI_TRY(done_.vectors, decode_vectors(bytes));
    return {};
  }

  Result<std::string> step(std::string_view stage, double progress, std::string_view input, std::string_view version,
                           std::string_view options, const std::function<Result<std::string>()>& make) {
    return step(stage, progress,
                {.stage = std::string(stage),
                 .key = stage_key(stage, input, version, options),
                 .version = std::string(version),
                 .options = std::string(options)},
                make);
  }

  StageRecord parse_record() const {
    if (row_.erased_places > 0) return {.stage = "parse", .key = parse_key(parts_, row_), .version = "erased/1"};
    return {.stage = "parse",
            .key = parse_key(parts_, row_),
            .version = parts_.parser.version(),
            .options = std::filesystem::path(row_.name).extension().string()};
  }

  // Finds the stage's output under its key or makes and keeps it; `key_` moves on to this stage.
  Result<std::string> step(std::string_view stage, double progress, StageRecord record,
                           const std::function<Result<std::string>()>& make) {
    ONGGI_CHECK(cancel_.check());
    report_(progress, stage);
    key_ = record.key;
    ONGGI_TRY(std::optional<std::string> kept, stages_.find(key_));
    if (kept) {
      record.reused = true;
      done_.records.push_back(record);
      return *std::move(kept);
    }
    const auto start = std::chrono::steady_clock::now();
    ONGGI_TRY(std::string made, make());
    record.duration_us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    record.changes = std::exchange(changes_, {});
    ONGGI_CHECK(stages_.keep(record, made));
    done_.records.push_back(record);
    return made;
  }

  using Decisions = std::shared_ptr<const DocumentDecisions>;

  const Ingest::Parts& parts_;
  Stages& stages_;
  const DocumentRow& row_;
  const Report& report_;
  const Ways& ways_;
  const Cancel& cancel_;
  Processed done_;
  Decisions decisions_;  // shared with nobody; null: none touches the document
  std::string key_;
  std::vector<StageChange> changes_;  // of the stage that is being done
};

}  // namespace

Result<Processed> process(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, const Report& report,
                          const Ways& ways, const Cancel& cancel) {
  return Run(parts, stages, row, report, ways, cancel).all();
}

const std::string& embedded_by(const Processed& processed) { return processed.records.back().version; }

std::string refine_options(const std::string& recipe_key, const std::string& decisions) {
  return decisions.empty() ? recipe_key : recipe_key + "+" + decisions;
}
std::string_view recipe_key_of(std::string_view refine_options) {
  return refine_options.substr(0, refine_options.find('+'));
}

bool is_cut_otherwise(const Ingest::Parts& parts, const StageRecord& chunked) {
  return chunked.version != chunk_maker(parts) || chunked.options != options_text(parts.chunk);
}

std::string parse_key(const Ingest::Parts& parts, const DocumentRow& row) {
  // No reader reads it again: newer ones find nothing to do.
  if (row.erased_places > 0) return stage_key("parse", row.blob.str(), "erased/1", "");
  return stage_key("parse", row.blob.str(), parts.parser.version(),
                   std::filesystem::path(row.name).extension().string());
}

std::string final_key(const Ingest::Parts& parts, std::string_view embed_key) {
  return stage_key("index", embed_key, parts.analyzer.version(), "");
}

std::string encode_vectors(const Embeddings& vectors) {
  std::string bytes(sizeof(std::int32_t) + vectors.values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), &vectors.dimensions, sizeof(std::int32_t));
  if (!vectors.values.empty())
    std::memcpy(bytes.data() + sizeof(std::int32_t), vectors.values.data(), vectors.values.size() * sizeof(float));
  return bytes;
}

Result<Embeddings> decode_vectors(std::string_view bytes) {
  Embeddings vectors;
  if (bytes.size() < sizeof(std::int32_t)) return fail(ErrorCode::bad_input, "the kept vectors are cut");
  std::memcpy(&vectors.dimensions, bytes.data(), sizeof(std::int32_t));
  const std::size_t values_bytes = bytes.size() - sizeof(std::int32_t);
  if (vectors.dimensions < 0 || values_bytes % sizeof(float) != 0 ||
      (vectors.dimensions > 0 && values_bytes / sizeof(float) % static_cast<std::size_t>(vectors.dimensions) != 0))
    return fail(ErrorCode::bad_input, "the kept vectors are not whole rows");
  vectors.values.resize(values_bytes / sizeof(float));
  if (values_bytes > 0) std::memcpy(vectors.values.data(), bytes.data() + sizeof(std::int32_t), values_bytes);
  return vectors;
}

}  // namespace onggi::ingest_room
