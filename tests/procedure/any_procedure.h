// Procedures over both databases, with the rooms under them.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <memory>
#include <string>

#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "store/any_database.h"
#include "store/migrations.h"

namespace onggi::any {

class ProceduresTest : public DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), procedure_migrations()})
      ONGGI_ASSERT_OK(migrate(*database_, migrations));
    auto vault = open_vault(folder_.path() / "keys", *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
    audit_ = std::make_unique<AuditLog>(database_, *vault_, clock_);
    procedures_ = std::make_unique<Procedures>(database_, *audit_, *vault_, clock_, Procedures::Options{});
  }
  void TearDown() override {
    procedures_.reset();
    audit_.reset();
    DatabaseTest::TearDown();
  }

  /// All questions of the check list: there is a risk in `risky` alone.
  void answer_all(const ProcedureId& id, const std::string& risky = {}) {
    for (const RiskQuestion& question : risk_questions())
      ONGGI_ASSERT_OK(procedures_->answer(id, question.id, question.id == risky, "표본을 늘린다", actor_));
  }

  const ProcedureActor actor_{.person = PersonId("per_1"), .login = "owner", .through = "command line"};
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Procedures> procedures_;
};

}  // namespace onggi::any
