// A turn at the cores for a model of this process. Inside of room serve.
#pragma once

#include <optional>

#include "base/turns.h"
#include "model/model.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// None for a model of another server: waiting for it keeps no core busy. Errors: as Turns::take.
inline Result<std::optional<Turns::Turn>> turn_for(const Call& call, const ModelInfo& model) {
  return take_turn(model.kind == "remote" ? nullptr : &call.rooms.turns, call.cancel);
}

}  // namespace onggi::serve_room
