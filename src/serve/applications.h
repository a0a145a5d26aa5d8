// Applications as models: "onggi/<name>" where a question says who is to answer. Inside of room serve.
#pragma once

#include <optional>
#include <string_view>

#include "application/applications.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// The application that this model is, noted as the deed's object; none: it is a model. `model`: as /v1/models names
/// it. Errors: not_found ("model_not_found") for one that the person may not use, or that is not active.
Result<std::optional<Application>> application_of(const Call& call, std::string_view model);

}  // namespace onggi::serve_room
