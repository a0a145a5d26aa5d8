// A catalog on a fresh database of either engine.
#pragma once

#include <memory>

#include "index/catalog.h"
#include "store/any_database.h"

namespace onggi::any {

class CatalogFixture : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, index_migrations()));
    catalog_ = std::make_unique<Catalog>(database_, clock_);
  }
  Catalog& catalog() { return *catalog_; }
  Database& database() { return *database_; }

 private:
  std::unique_ptr<Catalog> catalog_;
};

}  // namespace onggi::any
