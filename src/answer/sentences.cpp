// Cutting into sentences with their markers, and what becomes of them.
#include "answer/sentences.h"

#include <algorithm>

#include "answer/markers.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

/// Where a run of markers ends that begins at `at`, with spaces before it and the full stop behind it.
std::size_t end_of_markers(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (;;) {
    const std::size_t open = text.find_first_not_of(' ', at);
    const auto marker = open == std::string_view::npos ? std::nullopt : next_marker(text, open);
    if (!marker || marker->bytes.begin != open) break;
    at = marker->bytes.end;
  }
  if (at == begin) return at;
  return std::min(text.find_first_not_of(".!?", at), text.size());
}

/// Sentences with the markers behind them, also behind the full stop; they cover all but white space.
std::vector<ByteRange> marked_sentences(std::string_view text) {
  std::vector<ByteRange> sentences;
  for (ByteRange range : split_sentences(text)) {
    if (!sentences.empty()) {
      const std::size_t end = std::min(end_of_markers(text, sentences.back().end), range.end);
      if (end > range.begin) {
        sentences.back().end = end;
        range.begin = std::min(text.find_first_not_of(" \n", end), range.end);
      }
    }
    if (range.begin < range.end) sentences.push_back(range);
  }
  return sentences;
}

std::string without_markers(std::string_view sentence, std::vector<std::size_t>& numbers) {
  std::string text;
  std::size_t at = 0;
  while (const auto marker = next_marker(sentence, at)) {
    text += sentence.substr(at, marker->bytes.begin - at);
    numbers.push_back(marker->number);
    at = marker->bytes.end;
  }
  text += sentence.substr(at);
  return text;
}

/// Also among the neighbours by which it was widened.
bool holds(const Hit& hit, const ChunkId& chunk) {
  return hit.chunk.id == chunk || std::ranges::find(hit.piece_chunks, chunk) != hit.piece_chunks.end();
}

std::string source_of(const Hit& hit, const std::string& text) {
  return hit.name + "\n" + hit.title + "\n" + hit.chunk.lead + "\n\n" + text;
}

}  // namespace

SentenceCheck::SentenceCheck(const AskRequest& request, const SearchResult& found, const GuardedHits& guarded,
                             std::size_t sources, const Analyzer& analyzer)
    : request_(request), found_(found), guarded_(guarded), sources_(sources), analyzer_(analyzer) {}

SupportFinding SentenceCheck::look(std::string_view sentence, const std::vector<std::size_t>& cited) {
  if (!support_) {
    std::vector<std::string> texts;
    texts.reserve(sources_);
    for (std::size_t hit = 0; hit < sources_; ++hit)
      texts.push_back(source_of(found_.hits[hit], guarded_.text_of(hit)));
    std::string known = request_.question;
    for (const ChatMessage& turn : request_.history) known += "\n" + turn.content;
    support_ = std::make_unique<SupportCheck>(texts, known, analyzer_);
  }
  return support_->look(sentence, cited);
}

Support SentenceCheck::of_raw(std::string_view sentence) {
  std::vector<std::size_t> cited;
  const std::string text = without_markers(sentence, cited);
  std::erase_if(cited, [&](std::size_t number) { return number == 0 || number > sources_; });
  for (std::size_t& number : cited) --number;
  return look(text, cited).support;
}

void SentenceCheck::mark(Answer& answer) {
  for (const ByteRange range : marked_sentences(answer.text)) {
    std::vector<std::size_t> numbers, cited;
    const std::string text = without_markers(slice(answer.text, range), numbers);
    for (const Citation& citation : answer.citations) {
      if (std::ranges::find(numbers, static_cast<std::size_t>(citation.number)) == numbers.end()) continue;
      const auto hit = std::ranges::find_if(found_.hits, [&](const Hit& one) { return holds(one, citation.chunk); });
      const auto index = static_cast<std::size_t>(hit - found_.hits.begin());
      if (index < sources_) cited.push_back(index);
    }
    SupportFinding finding = look(text, cited);
    answer.sentences.push_back({range, finding.support, std::move(finding.what)});
  }
}

bool SentenceStream::pass(std::string_view sentence) {
  if (check_.of_raw(sentence) != Support::borne_out) return true;
  text_ += sentence;
  return !sink_ || sink_(sentence);
}

// A sentence has ended when another has begun; markers may still come behind its full stop.
bool SentenceStream::push(std::string_view piece) {
  waiting_ += piece;
  const auto sentences = marked_sentences(waiting_);
  std::size_t passed = 0;
  for (std::size_t next = 1; next < sentences.size(); ++next) {
    const std::size_t end = sentences[next].begin;
    if (next + 1 == sentences.size() && waiting_[end] == '[') break;
    if (!pass(std::string_view(waiting_).substr(passed, end - passed))) return false;
    passed = end;
  }
  waiting_.erase(0, passed);
  return true;
}

bool SentenceStream::finish() {
  const std::string last = std::exchange(waiting_, {});
  if (last.empty()) return true;
  std::size_t passed = 0;
  for (const ByteRange range : marked_sentences(last)) {
    if (!pass(std::string_view(last).substr(passed, range.end - passed))) return false;
    passed = range.end;
  }
  return true;
}

}  // namespace onggi::answer_room
