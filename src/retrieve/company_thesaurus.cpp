// Groups by the letters of their words: a question's words, joined, are looked up in them.
#include "retrieve/company_thesaurus.h"

#include <algorithm>
#include <unordered_map>

#include "text/text.h"

namespace onggi {
namespace {

using retrieve::QueryWord;

constexpr std::size_t kJoinedMax = 6;  // words of a question that are one of a group together

// "AI 모델" and "ai모델" are the same letters.
std::string letters_of(std::string_view word) {
  std::string letters = fold(word);
  std::erase(letters, ' ');
  return letters;
}

}  // namespace

struct CompanyThesaurus::Groups {
  // Words are analysed when a question asks for them, a few each time: the analyzer's own words change beside.
  struct Group {
    std::vector<std::string> written, letters;
  };
  std::vector<Group> groups;
  std::unordered_map<std::string, std::vector<std::size_t>> by_letters;
};

CompanyThesaurus::CompanyThesaurus(std::unique_ptr<Thesaurus> near, const Analyzer& analyzer)
    : near_(std::move(near)), analyzer_(analyzer), groups_(std::make_shared<const Groups>()) {}
CompanyThesaurus::~CompanyThesaurus() = default;

void CompanyThesaurus::use(const std::vector<std::vector<std::string>>& groups) {
  auto made = std::make_shared<Groups>();
  for (const std::vector<std::string>& words : groups) {
    Groups::Group group{.written = words, .letters = {}};
    for (const std::string& word : words) {
      group.letters.push_back(letters_of(word));
      made->by_letters[group.letters.back()].push_back(made->groups.size());
    }
    made->groups.push_back(std::move(group));
  }
  groups_.store(std::move(made));
}

namespace {

/// A stretch of the question that may be a word of a group.
struct Stretch {
  std::string letters;
  std::vector<std::size_t> words;
  double share = 1;
};

std::vector<Stretch> stretches_of(const std::vector<QueryWord>& words) {
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < words.size(); ++i) {
    Stretch joined;
    for (std::size_t j = i; j < words.size() && j < i + kJoinedMax; ++j) {
      joined.letters += letters_of(words[j].term);
      joined.words.push_back(j);
      stretches.push_back(joined);
    }
    for (const std::string& part : words[i].parts)
      stretches.push_back({.letters = letters_of(part),
                           .words = {i},
                           .share = static_cast<double>(part.size()) / static_cast<double>(words[i].term.size())});
  }
  return stretches;
}

}  // namespace

std::vector<Thesaurus::Other> CompanyThesaurus::others(const std::vector<QueryWord>& words) const {
  std::vector<Other> found;
  const auto groups = groups_.load();
  for (const Stretch& stretch : groups->groups.empty() ? std::vector<Stretch>() : stretches_of(words)) {
    const auto at = groups->by_letters.find(stretch.letters);
    if (at == groups->by_letters.end()) continue;
    for (const std::size_t number : at->second) {
      const Groups::Group& group = groups->groups[number];
      for (std::size_t i = 0; i < group.written.size(); ++i) {
        if (group.letters[i] == stretch.letters) continue;
        auto sibling =
            std::make_shared<const std::vector<QueryWord>>(retrieve::query_words(analyzer_.tokens(group.written[i])));
        if (sibling->empty()) continue;
        found.push_back({.replaces = stretch.words, .words = std::move(sibling), .share = stretch.share, .same = true});
      }
    }
  }
  std::vector<Other> near = near_->others(words);
  std::ranges::move(near, std::back_inserter(found));
  return found;
}

}  // namespace onggi
