// What a finished call of a model cost, counted for who pays. Inside of room serve.
#pragma once

#include <string>

#include "answer/answer.h"
#include "answer/charge.h"
#include "model/price.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// charge() for the call's person, key, and `application` (empty: of none).
Cost count_spent(const Call& call, const std::string& model, const std::string& application, const WorkTaken& taken);

/// The same of an answer from documents; nothing where no language model was asked.
Cost count_answer(const Call& call, const Answer& answer, const std::string& application);

}  // namespace onggi::serve_room
