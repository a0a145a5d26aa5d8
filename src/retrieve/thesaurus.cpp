// Reading the groups, and looking a question's words up in them.
#include "retrieve/thesaurus.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/file.h"

namespace onggi {
namespace {

using retrieve::QueryWord;

constexpr std::size_t kFileBytesMax = 16U << 20U;

struct Entry {
  std::vector<QueryWord> words;
  std::size_t group = 0;
};

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  for (;;) {
    const std::size_t end = line.find('\t');
    std::string word = squeeze_spaces(line.substr(0, end));
    if (!word.empty()) words.push_back(std::move(word));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end + 1);
  }
}

Result<std::vector<std::vector<std::string>>> read_groups(std::string_view text) {
  std::vector<std::vector<std::string>> groups;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('#') || squeeze_spaces(line).empty()) continue;
    if (!is_valid_utf8(line)) return fail(ErrorCode::bad_input, "line " + std::to_string(number) + " is not UTF-8");
    groups.push_back(split(to_nfc(line)));
    if (groups.back().size() < 2)
      return fail(ErrorCode::bad_input, "line " + std::to_string(number) + " has fewer than two words");
  }
  return groups;
}

// The words of a question by all terms that may be looked up: themselves, and the parts of compounds for their share.
struct Place {
  std::size_t word = 0;
  double share = 1;
};
using Places = std::unordered_map<std::string_view, std::vector<Place>>;

Places places_of(const std::vector<QueryWord>& words) {
  Places places;
  for (std::size_t i = 0; i < words.size(); ++i) {
    places[words[i].term].push_back({i, 1});
    for (const std::string& part : words[i].parts)
      places[part].push_back({i, static_cast<double>(part.size()) / static_cast<double>(words[i].term.size())});
  }
  return places;
}

class Groups final : public Thesaurus {
 public:
  Groups(std::vector<std::vector<std::string>> written, const Analyzer& analyzer)
      : written_(std::move(written)), analyzer_(analyzer) {}

  std::vector<Other> others(const std::vector<QueryWord>& words) const override {
    std::call_once(once_, [this] { analyse(); });
    const Places places = places_of(words);
    std::vector<Other> found;
    for (const auto& [term, at] : places) {
      const auto entries = by_first_word_.find(std::string(term));
      if (entries == by_first_word_.end()) continue;
      for (const std::size_t entry : entries->second) add_siblings(entry, places, found);
    }
    return found;
  }

 private:
  void analyse() const {
    for (std::size_t group = 0; group < written_.size(); ++group) {
      group_begin_.push_back(entries_.size());
      for (const std::string& word : written_[group]) {
        const std::string text = word.ends_with('-') ? word.substr(0, word.size() - 1) + "다" : word;
        Entry entry{retrieve::query_words(analyzer_.tokens(text)), group};
        if (!entry.words.empty()) entries_.push_back(std::move(entry));
      }
    }
    group_begin_.push_back(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) by_first_word_[entries_[i].words.front().term].push_back(i);
  }

  // What the entry replaces, when the question holds all of its words.
  static Other replaced_by(const Entry& entry, const Places& places) {
    Other other;
    for (const QueryWord& word : entry.words) {
      const auto at = places.find(word.term);
      if (at == places.end()) return {};
      for (const Place& place : at->second) {
        other.replaces.push_back(place.word);
        other.share = std::min(other.share, place.share);
      }
    }
    std::ranges::sort(other.replaces);
    const auto rest = std::ranges::unique(other.replaces);
    other.replaces.erase(rest.begin(), rest.end());
    return other;
  }

  void add_siblings(std::size_t index, const Places& places, std::vector<Other>& found) const {
    const Entry& entry = entries_[index];
    Other other = replaced_by(entry, places);
    if (other.replaces.empty()) return;
    // "원격 교육" for "교육" of the two parts: several words inside one compound cover it together.
    if (other.replaces.size() == 1 && entry.words.size() > 1)
      other.share = std::min(1.0, other.share * static_cast<double>(entry.words.size()));
    for (std::size_t i = group_begin_[entry.group]; i < group_begin_[entry.group + 1]; ++i) {
      if (i == index) continue;
      other.words = &entries_[i].words;
      found.push_back(other);
    }
  }

  std::vector<std::vector<std::string>> written_;
  const Analyzer& analyzer_;
  mutable std::once_flag once_;
  mutable std::vector<Entry> entries_;
  mutable std::vector<std::size_t> group_begin_;
  mutable std::unordered_map<std::string, std::vector<std::size_t>> by_first_word_;
};

}  // namespace

Result<std::unique_ptr<Thesaurus>> Thesaurus::open(const std::filesystem::path& file, const Analyzer& analyzer) {
  ONGGI_TRY(const std::string text, read_file(file, kFileBytesMax));
  auto groups = read_groups(text);
  if (!groups) return within(file.string(), std::move(groups).error());
  return std::make_unique<Groups>(*std::move(groups), analyzer);
}

}  // namespace onggi
