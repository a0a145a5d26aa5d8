// What a finished call of a model cost, counted for who pays. Inside of room serve.
#pragma once

#include <cstdint>
#include <string>

#include "answer/answer.h"
#include "model/price.h"
#include "serve/routes.h"

namespace onggi::serve_room {

struct Cost {
  std::int64_t micros = 0;
  std::string currency;  // empty: the model has no price
};

/// Counts for the call's person, key, and `application` (empty: of none), at the price of now. `model`: its id; what is
/// built in writes without one and is not counted. Cost: no database on the way, but after somebody changed it.
Cost count_spent(const Call& call, const std::string& model, const std::string& application, const WorkTaken& taken);

/// The same of an answer from documents; nothing where no language model was asked.
Cost count_answer(const Call& call, const Answer& answer, const std::string& application);

}  // namespace onggi::serve_room
