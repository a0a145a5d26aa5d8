// What commands get from app: parser and analyzer alone, or a whole workspace, opened when a command first asks.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "app/workspace.h"
#include "cli/cli.h"

namespace onggi::app {

class Host final : public CliHost {
 public:
  explicit Host(std::filesystem::path home);
  ~Host() override;

  Result<Parser*> parser() override;
  Result<const Analyzer*> analyzer() override;
  Result<const Thesaurus*> thesaurus() override;
  Result<const GuardRules*> guard_rules() override;
  const RecipeParts& recipe_parts() override { return recipe_parts_; }
  Result<CliRooms*> rooms() override;
  Result<void> serve(const std::string& listen, CliIo& io) override;
  Result<void> work(CliIo& io) override;

 private:
  std::filesystem::path home_;
  std::unique_ptr<Parser> parser_;
  std::unique_ptr<Analyzer> analyzer_;
  std::unique_ptr<Thesaurus> thesaurus_;  // after its analyzer
  std::optional<GuardRules> guard_rules_;
  RecipeParts recipe_parts_;
  std::unique_ptr<Workspace> workspace_;
  std::optional<CliRooms> rooms_;
};

/// Commands that came in by the command socket: they use the server's own workspace.
class GuestHost final : public CliHost {
 public:
  explicit GuestHost(Workspace& workspace) : workspace_(workspace), rooms_(workspace.cli_rooms()) {}

  Result<Parser*> parser() override { return workspace_.parser.get(); }
  Result<const Analyzer*> analyzer() override { return workspace_.analyzer.get(); }
  Result<const Thesaurus*> thesaurus() override { return workspace_.thesaurus.get(); }
  Result<const GuardRules*> guard_rules() override { return &workspace_.guards->shipped(); }
  const RecipeParts& recipe_parts() override { return workspace_.recipe_parts; }
  Result<CliRooms*> rooms() override { return &rooms_; }
  Result<void> serve(const std::string& listen, CliIo& io) override;
  Result<void> work(CliIo& io) override;

 private:
  Workspace& workspace_;
  CliRooms rooms_;
};

}  // namespace onggi::app
