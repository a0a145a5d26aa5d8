// What handlers of procedures share. Inside of room serve.
#pragma once

#include "serve/routes.h"

namespace onggi::serve_room {

/// The procedure of the address, noted as the deed's object.
ProcedureId procedure_of(const Call& call);
/// The caller, for the log.
Result<ProcedureActor> actor_of(const Call& call);
/// These documents, or the rows that were processed instead. Errors: not_allowed ("not_visible").
Result<void> check_sees(const Call& call, const Procedure& state, const std::vector<DocumentId>& documents);

}  // namespace onggi::serve_room
