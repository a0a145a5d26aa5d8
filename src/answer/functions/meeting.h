// What a meeting's minutes say: decisions, what is to be done by whom until when, and days. By rule. Inside of room
// answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answer/functions/outline.h"

namespace onggi::answer_room {

struct MeetingTask {
  std::string text, who, due;  // empty: not said
};

struct Minutes {
  std::vector<std::string> decisions;
  std::vector<MeetingTask> tasks;
  std::vector<std::string> dates;  // as written, each once
};

/// A sentence decides by its verb (결정, 확정, 의결, -기로 하다) or by the heading above it; it is a task where
/// somebody is to do something until a day (… 까지, 담당, 할 일). Cost: linear.
Minutes read_minutes(const std::vector<Block>& outline, const std::vector<Sentence>& sentences);

/// Days and times as written: "3월 15일", "2025-03-15", "다음 주 월요일", "내일".
std::vector<std::string> dates_of(std::string_view text);

nlohmann::json to_json(const Minutes& minutes);
std::string to_text(const Minutes& minutes);

}  // namespace onggi::answer_room
