// The only file that knows libmecab.
#include "text/mecab.h"

#include <mecab.h>

#include <algorithm>
#include <mutex>
#include <system_error>

#include "base/file.h"
#include "base/hash.h"
#include "text/recent_lines.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kDicrcBytesMax = 1 << 20;

class MecabModel final : public Mecab {
 public:
  MecabModel(std::unique_ptr<MeCab::Model> model, std::string version)
      : model_(std::move(model)), version_(std::move(version)) {}

  std::vector<DictionaryNode> parse(std::string_view utf8) const override {
    std::vector<DictionaryNode> nodes;
    nodes.reserve(utf8.size() / 5);
    for (std::size_t begin = 0; begin < utf8.size();) {
      const std::size_t end = end_of_piece(utf8, begin);
      const RecentLines::Nodes found = nodes_of(slice(utf8, {begin, end}));
      for (DictionaryNode node : *found) {
        node.bytes.begin += begin, node.bytes.end += begin;
        nodes.push_back(node);
      }
      begin = end;
    }
    return nodes;
  }

  const std::string& version() const override { return version_; }

 private:
  static std::size_t end_of_piece(std::string_view utf8, std::size_t begin) {
    std::size_t behind_space = begin;
    for (std::size_t at = begin; at < utf8.size(); ++at) {
      if (utf8[at] == '\n') return at + 1;
      if (utf8[at] == ' ') behind_space = at + 1;
      if (at - begin >= kPieceBytes && behind_space > begin) return behind_space;
      // One more on both sides: right at a space `at` lies before `behind_space`.
      if (at + 1 - behind_space > kWordBytes) return std::max(floor_to_code_point(utf8, at), begin + 1);
    }
    return utf8.size();
  }

  RecentLines::Nodes nodes_of(std::string_view piece) const {
    if (RecentLines::Nodes known = recent_.find(piece)) return known;
    auto nodes = std::make_shared<std::vector<DictionaryNode>>();
    std::unique_ptr<MeCab::Lattice> lattice = take_lattice();
    parse_piece(*lattice, piece, *nodes);
    give_back(std::move(lattice));
    recent_.remember(piece, nodes);
    return nodes;
  }

  void parse_piece(MeCab::Lattice& lattice, std::string_view piece, std::vector<DictionaryNode>& nodes) const {
    // A copy that ends in NUL: libmecab measures the rest of the buffer with strlen for each sentence, whatever length
    // it is told, and on a whole document that was two thirds of the time.
    const std::string copy(piece);
    lattice.set_sentence(copy.c_str(), copy.size());
    if (!MeCab::Tagger::parse(*model_, &lattice)) {
      nodes.push_back({{0, piece.size()}, "UNKNOWN,*", false});
      return;
    }
    const char* const sentence = lattice.sentence();
    for (const MeCab::Node* node = lattice.bos_node()->next; node != nullptr; node = node->next) {
      if (node->stat != MECAB_NOR_NODE && node->stat != MECAB_UNK_NODE) continue;
      const auto at = static_cast<std::size_t>(node->surface - sentence);
      if (node->length == 0) continue;
      nodes.push_back({{at, at + node->length}, node->feature, node->stat == MECAB_NOR_NODE});
    }
  }

  std::unique_ptr<MeCab::Lattice> take_lattice() const {
    {
      const std::lock_guard lock(mutex_);
      if (!pool_.empty()) {
        std::unique_ptr<MeCab::Lattice> lattice = std::move(pool_.back());
        pool_.pop_back();
        return lattice;
      }
    }
    return std::unique_ptr<MeCab::Lattice>(model_->createLattice());
  }

  void give_back(std::unique_ptr<MeCab::Lattice> lattice) const {
    lattice->clear();
    const std::lock_guard lock(mutex_);
    pool_.push_back(std::move(lattice));
  }

  std::unique_ptr<MeCab::Model> model_;
  std::string version_;
  mutable RecentLines recent_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<MeCab::Lattice>> pool_;  // as many as threads ever called at once
};

std::string version_of(const fs::path& folder, std::string_view dicrc) {
  std::string sizes;
  for (const char* const name : {"sys.dic", "matrix.bin", "unk.dic", "char.bin"}) {
    std::error_code ignored;
    sizes += std::string(name) + ":" + std::to_string(fs::file_size(folder / name, ignored)) + ";";
  }
  const std::string_view parts[] = {dicrc, sizes};
  return sha256_hex_parts(parts).substr(0, 16);
}

Result<void> check_files(const fs::path& folder) {
  for (const char* const name : {"dicrc", "sys.dic", "matrix.bin", "unk.dic", "char.bin"}) {
    std::error_code ignored;
    if (!fs::is_regular_file(folder / name, ignored))
      return fail(ErrorCode::not_found, "no Korean dictionary at " + folder.string() + " (" + name +
                                            " is missing): run the setup or set text.dictionary");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Mecab>> Mecab::open(const fs::path& folder) {
  ONGGI_CHECK(check_files(folder));
  ONGGI_TRY(const std::string dicrc, read_file(folder / "dicrc", kDicrcBytesMax));
  // argv form: a folder with spaces stays one argument. "-r /dev/null": the machine's own mecabrc must not matter.
  std::string arguments[] = {"mecab", "-r", "/dev/null", "-d", folder.string()};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(),
                  arguments[4].data()};
  std::unique_ptr<MeCab::Model> model(MeCab::createModel(5, argv));
  if (!model)
    return fail(ErrorCode::bad_input,
                "the Korean dictionary at " + folder.string() + " cannot be read: install it anew");
  return std::make_unique<MecabModel>(std::move(model), version_of(folder, dicrc));
}

}  // namespace onggi
