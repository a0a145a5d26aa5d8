// Sentences of an answer with their markers: marked, and left out while they stream.
#include "answer/sentences.h"

#include <gmock/gmock.h>

#include "text/shared_analyzer.h"

namespace onggi::answer_room {
namespace {

class SentencesTest : public testing::Test {
 protected:
  SentencesTest() {
    for (const char* text : {"연차 유급휴가는 15일을 준다.", "병가는 1년에 60일까지 쓸 수 있다."}) {
      Hit hit;
      hit.chunk.id = ChunkId("chunk_" + std::to_string(found_.hits.size() + 1));
      hit.chunk.text = text;
      hit.name = "취업규칙.txt";
      found_.hits.push_back(std::move(hit));
    }
    guarded_.emplace(nullptr, found_.hits);
  }

  SentenceCheck check() { return {request_, found_, *guarded_, found_.hits.size(), shared_analyzer()}; }

  std::vector<std::string> marked(const std::string& text) {
    Answer answer;
    answer.text = text;
    answer.citations = {{.number = 1, .chunk = found_.hits[0].chunk.id},
                        {.number = 2, .chunk = found_.hits[1].chunk.id}};
    check().mark(answer);
    std::vector<std::string> told;
    for (const CheckedSentence& one : answer.sentences)
      told.push_back(std::string(slice(text, one.bytes)) + " " + std::string(to_string(one.support)));
    return told;
  }

  std::string streamed(const std::string& text, std::size_t step) {
    std::string said;
    SentenceCheck sentences = check();
    SentenceStream stream(sentences, [&](std::string_view piece) {
      said += piece;
      return true;
    });
    for (std::size_t at = 0; at < text.size(); at += step) EXPECT_TRUE(stream.push(text.substr(at, step)));
    EXPECT_TRUE(stream.finish());
    EXPECT_EQ(said, stream.text());
    return said;
  }

  AskRequest request_{.question = "휴가는 며칠인가요?"};
  SearchResult found_;
  std::optional<GuardedHits> guarded_;
};

TEST_F(SentencesTest, MarkersBelongToTheSentenceBeforeThem) {
  EXPECT_THAT(marked("연차는 15일입니다. [1] 병가는 1년에 90일까지 쓸 수 있습니다[2]."),
              testing::ElementsAre("연차는 15일입니다. [1] borne_out",
                                   "병가는 1년에 90일까지 쓸 수 있습니다[2]. other_number"));
  EXPECT_THAT(marked("연차는 15일입니다 [1][2]. 병가는 1년에 90일까지 쓸 수 있습니다 [2]!"),
              testing::ElementsAre("연차는 15일입니다 [1][2]. borne_out",
                                   "병가는 1년에 90일까지 쓸 수 있습니다 [2]! other_number"));
}

TEST_F(SentencesTest, WhatIsNotBorneOutIsLeftOutHoweverItIsCutIntoPieces) {
  const std::string text =
      "연차는 15일입니다. [1] 병가는 1년에 90일까지 쓸 수 있습니다 [2]. 병가는 1년에 80일입니다. [2]\n병가는 60일까지 "
      "쓸 수 있습니다 [2].";
  for (std::size_t step = 1; step < 40; ++step)
    EXPECT_EQ(streamed(text, step), "연차는 15일입니다. [1] 병가는 60일까지 쓸 수 있습니다 [2].") << step;
}

TEST_F(SentencesTest, NothingIsLostOfWhatIsBorneOut) {
  const std::string text = "연차는 15일입니다 [1].\n\n- 병가는 60일까지 쓸 수 있습니다 [2].\n- 네.\n\n감사합니다";
  for (std::size_t step = 1; step < 40; ++step) EXPECT_EQ(streamed(text, step), text) << step;
}

TEST_F(SentencesTest, AReaderThatGoesAwayEndsIt) {
  SentenceCheck sentences = check();
  SentenceStream stream(sentences, [](std::string_view) { return false; });
  EXPECT_FALSE(stream.push("연차는 15일입니다. 병가는 60일입니다. 네.") && stream.finish());
}

}  // namespace
}  // namespace onggi::answer_room
