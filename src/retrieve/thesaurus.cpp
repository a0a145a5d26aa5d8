// Reading the groups, and looking a question's words up in them.
#include "retrieve/thesaurus.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/file.h"

namespace onggi {
namespace {

using retrieve::QueryWord;

constexpr std::size_t kFileBytesMax = 16U << 20U;

struct Entry {
  std::vector<QueryWord> words;
  bool is_class = false;  // stands for the others of its group, they do not stand for it
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

// Where each group's line begins.
Result<std::vector<std::size_t>> lines_of(std::string_view text) {
  std::vector<std::size_t> begins;
  std::size_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (!line.starts_with('#') && !squeeze_spaces(line).empty()) {
      if (!is_valid_utf8(line)) return fail(ErrorCode::bad_input, "line " + std::to_string(number) + " is not UTF-8");
      if (split(line).size() < 2)
        return fail(ErrorCode::bad_input, "line " + std::to_string(number) + " has fewer than two words");
      begins.push_back(begin);
    }
    begin = end + 1;
  }
  return begins;
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

// Only groups whose line holds a word of a question are analysed, each once: most are never asked for.
class Groups final : public Thesaurus {
 public:
  Groups(std::string text, std::vector<std::size_t> begins, const Analyzer& analyzer)
      : text_(std::move(text)), begins_(std::move(begins)), groups_(begins_.size()), analyzer_(analyzer) {}

  std::vector<Other> others(const std::vector<QueryWord>& words) const override {
    const Places places = places_of(words);
    std::set<std::size_t> near;
    for (const auto& [term, at] : places) find_lines(term, near);
    std::vector<Other> found;
    for (const std::size_t group : near) add_others(analysed(group), places, found);
    return found;
  }

 private:
  static bool is_border(std::string_view text) {
    return text.empty() || text.front() == '\n' || text.front() == '\t' || text.front() == ' ' || text.front() == '-';
  }

  // A term of one syllable is a whole word there, but for a particle ("돈을 찾-").
  static bool ends_well(std::string_view term, std::string_view behind) {
    constexpr std::size_t kSyllableBytes = 3;
    if (term.size() > kSyllableBytes || is_border(behind)) return true;
    return is_border(behind.substr(std::min(behind.size(), kSyllableBytes)));
  }

  // Groups in whose line some word begins with the term.
  void find_lines(std::string_view term, std::set<std::size_t>& near) const {
    const std::string_view text = text_;
    for (std::size_t at = text.find(term); at != std::string_view::npos; at = text.find(term, at + 1)) {
      const bool begins_well = at == 0 || text[at - 1] == '>' || is_border(text.substr(at - 1));
      if (!begins_well || !ends_well(term, text.substr(at + term.size()))) continue;
      const auto line = std::ranges::upper_bound(begins_, at);
      if (line == begins_.begin()) continue;
      const auto group = static_cast<std::size_t>(line - begins_.begin()) - 1;
      if (text_.find('\n', begins_[group]) > at) near.insert(group);
    }
  }

  // Entries live as long as the thesaurus: nothing need count who looks at them.
  static std::shared_ptr<const std::vector<QueryWord>> unowned(const std::vector<QueryWord>& words) {
    return {std::shared_ptr<void>(), &words};
  }

  const std::vector<Entry>& analysed(std::size_t group) const {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<std::vector<Entry>>& entries = groups_[group];
    if (entries) return *entries;
    entries = std::make_unique<std::vector<Entry>>();
    const std::size_t begin = begins_[group];
    for (const std::string& written : split(std::string_view(text_).substr(begin, text_.find('\n', begin) - begin))) {
      const bool is_class = written.starts_with('>');
      const std::string word = written.substr(is_class ? 1 : 0);
      const std::string text = word.ends_with('-') ? word.substr(0, word.size() - 1) + "다" : word;
      Entry entry{retrieve::query_words(analyzer_.tokens(text)), is_class};
      if (!entry.words.empty()) entries->push_back(std::move(entry));
    }
    return *entries;
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
    // "원격 교육" for the two parts of one compound: several words inside it cover it together.
    if (other.replaces.size() == 1 && entry.words.size() > 1)
      other.share = std::min(1.0, other.share * static_cast<double>(entry.words.size()));
    return other;
  }

  static void add_others(const std::vector<Entry>& entries, const Places& places, std::vector<Other>& found) {
    for (const Entry& entry : entries) {
      if (entry.is_class) continue;
      Other other = replaced_by(entry, places);
      if (other.replaces.empty()) continue;
      for (const Entry& sibling : entries) {
        if (&sibling == &entry) continue;
        other.words = unowned(sibling.words);
        found.push_back(other);
      }
    }
  }

  const std::string text_;
  const std::vector<std::size_t> begins_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<std::vector<Entry>>> groups_;  // once made, never changed
  const Analyzer& analyzer_;
};

}  // namespace

Result<std::unique_ptr<Thesaurus>> Thesaurus::open(const std::filesystem::path& file, const Analyzer& analyzer) {
  ONGGI_TRY(std::string text, read_file(file, kFileBytesMax));
  if (is_valid_utf8(text)) text = to_nfc(text);
  auto begins = lines_of(text);
  if (!begins) return within(file.string(), std::move(begins).error());
  return std::make_unique<Groups>(std::move(text), *std::move(begins), analyzer);
}

}  // namespace onggi
