// The steps of a procedure that touch data: taken through the methods, drawn from, looked at. Inside of room cli.
#pragma once

#include "cli/commands.h"

namespace onggi::cli_room {

Result<ProcedureActor> actor_of(CliRooms& rooms);  // the workspace's owner

Done apply_procedure(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io);
Done draw_sample(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io);
Done inspect_sample(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io);

}  // namespace onggi::cli_room
